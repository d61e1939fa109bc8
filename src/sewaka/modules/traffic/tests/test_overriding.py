"""Bu Eka holds a stage; Pak Surya finds it held. Every intervention ends, and is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic.actions.overriding import (
    end_expired,
    release_override,
    renew_override,
    start_override,
)
from sewaka.modules.traffic.models import Override, SignalNow
from tests.cast import NOW, Player
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(seconds=60)
REASON = "Truk mogok di lengan timur"


@pytest.fixture(autouse=True)
def signal() -> SignalNow:
    """J07 steers itself, with five stages."""
    return SignalNow.objects.create(
        junction="J07", at=NOW, heard_at=NOW, stage=0, stages=5, indications="GGrr", age_s=3.0,
        mode="adaptive",
    )  # fmt: skip


def hold(who: Player, **changes: Any) -> Override:
    """Stage 3 for two minutes."""
    wish: dict[str, Any] = {
        "junction": "J07", "stage": 2, "seconds": 120, "reason": REASON, "take_over": None,
        "now": NOW,
    }  # fmt: skip
    return start_override(**{**wish, **changes}, actor=who.actor)


def _rows() -> QuerySet[EventRow]:
    return EventRow.objects.filter(module="traffic").order_by("position")


def told() -> list[tuple[str, dict[str, Any]]]:
    """The events, in their order."""
    return list(_rows().values_list("name", "data"))


def test_whoever_follows_the_junction_is_woken(eka: Player) -> None:
    with CaptureQueriesContext(connection) as seen:
        made = hold(eka)
        release_override(override_id=made.pk, actor=eka.actor, now=LATER)
    notices = [one["sql"] for one in seen if "pg_notify" in one["sql"]]
    assert len(notices) == 2
    assert all('["J07"]' in notice for notice in notices)


def test_a_stage_is_held_with_a_reason(eka: Player) -> None:
    made = hold(eka, reason=f"  {REASON} ")
    check_deferred()
    assert (made.reason, made.former_mode, made.role) == (REASON, "adaptive", "traffic.operator")
    assert made.expires_at == NOW + timedelta(seconds=120)
    [(name, data)] = told()
    assert name == "traffic.override_started"
    assert (data["junction"], data["stage"], data["reason"]) == ("J07", 2, REASON)
    assert str(eka.person.pk) not in str(data)
    assert _rows().get().actor_id == eka.person.pk


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": "mogok  ."}, "traffic.override.reason"),
        ({"seconds": 0}, "traffic.override.duration"),
        ({"seconds": 601}, "traffic.override.duration"),
        ({"stage": 5}, "traffic.override.stage"),
        ({"stage": -1}, "traffic.override.stage"),
    ],
)
def test_what_is_no_override(eka: Player, change: dict[str, Any], code: str) -> None:
    eka.actor  # noqa: B018 - entering her writes rows of its own
    with nothing_written(), pytest.raises(DomainError) as refused:
        hold(eka, **change)
    assert refused.value.code == code


def test_only_the_room_may(made: Player, sari: Player, admin: Player) -> None:
    for who in (made, sari, admin):
        actor = who.actor
        with nothing_written(), pytest.raises(Forbidden):
            start_override(
                junction="J07", stage=2, seconds=60, reason=REASON, take_over=None, actor=actor,
                now=NOW,
            )  # fmt: skip


def test_of_a_junction_that_nobody_has_heard_of(eka: Player) -> None:
    eka.actor  # noqa: B018 - as above
    with nothing_written(), pytest.raises(NotFound):
        hold(eka, junction="J99")


def test_the_second_takes_over_by_name(eka: Player, surya: Player) -> None:
    first = hold(eka)
    surya.actor  # noqa: B018 - as above
    with nothing_written(), pytest.raises(DomainError) as refused:
        hold(surya, now=LATER)
    assert refused.value.code == "traffic.override.held"
    with pytest.raises(DomainError) as wrong:
        hold(surya, now=LATER, take_over=surya.person.pk)
    assert wrong.value.code == "traffic.override.moved_on"
    second = hold(surya, now=LATER, take_over=first.pk, stage=1)
    first.refresh_from_db()
    assert (first.released_at, first.cause) == (LATER, "taken_over")
    assert second.former_mode == "adaptive"
    assert [name for name, _ in told()] == [
        "traffic.override_started",
        "traffic.override_ended",
        "traffic.override_started",
    ]
    assert told()[-1][1]["taken_from"] == str(first.pk)


def test_longer_once_and_by_the_same_person(eka: Player, surya: Player) -> None:
    made = hold(eka)
    with pytest.raises(Forbidden):
        renew_override(override_id=made.pk, seconds=600, actor=surya.actor, now=LATER)
    again = renew_override(override_id=made.pk, seconds=600, actor=eka.actor, now=LATER)
    assert again.expires_at == LATER + timedelta(seconds=600)
    assert told()[-1][1]["is_renewal"] is True
    with pytest.raises(DomainError) as refused:
        renew_override(override_id=made.pk, seconds=60, actor=eka.actor, now=LATER)
    assert refused.value.code == "traffic.override.renewed"


def test_it_ends_by_itself_once(eka: Player) -> None:
    made = hold(eka)
    assert end_expired(now=LATER) == 0
    assert end_expired(now=NOW + timedelta(seconds=120)) == 1
    assert end_expired(now=NOW + timedelta(seconds=121)) == 0
    made.refresh_from_db()
    assert (made.released_at, made.cause) == (made.expires_at, "expired")
    assert told()[-1] == (
        "traffic.override_ended",
        {"override_id": str(made.pk), "junction": "J07", "cause": "expired"},
    )


def test_anybody_in_the_room_may_let_go(eka: Player, surya: Player) -> None:
    made = hold(eka)
    release_override(override_id=made.pk, actor=surya.actor, now=LATER)
    made.refresh_from_db()
    assert (made.released_at, made.cause) == (LATER, "released")
    with pytest.raises(DomainError) as refused:
        release_override(override_id=made.pk, actor=surya.actor, now=LATER)
    assert refused.value.code == "traffic.override.over"


def test_one_that_ran_out_unseen_gives_way(eka: Player, surya: Player) -> None:
    first = hold(eka)
    hold(surya, now=NOW + timedelta(seconds=500))
    first.refresh_from_db()
    assert first.cause == "expired"
