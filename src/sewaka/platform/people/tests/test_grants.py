"""Roles: given, held over half-open intervals, taken."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Held
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.people import api
from sewaka.platform.people.models import Grant, Person
from tests.cast import NOW, Player

DAY = timedelta(days=1)


def written() -> tuple[int, int]:
    """Grants and events so far: a refusal must leave them as they were."""
    return Grant.objects.count(), EventRow.objects.count()


def test_a_grant_holds_from_its_first_instant_until_before_its_last(made: Player) -> None:
    api.grant(person_id=made.person.pk, role="auditor", actor=SYSTEM, now=NOW, valid_to=NOW + DAY)
    instants = [
        NOW - timedelta(microseconds=1),
        NOW,
        NOW + DAY - timedelta(microseconds=1),
        NOW + DAY,
    ]
    held = [api.held_by(person_id=made.person.pk, now=at) for at in instants]
    assert held == [(), (Held("auditor"),), (Held("auditor"),), ()]


def test_acting_officer_and_leave_are_grants(putri: Player, made: Player, ketut: Player) -> None:
    actor = api.actor_for(putri.person, now=NOW)
    village = partial(api.grant, role="editor", area_code="51.71.01.1003", actor=actor, now=NOW)
    first = village(person_id=made.person.pk, valid_to=NOW + 5 * DAY)
    village(
        person_id=ketut.person.pk, valid_from=NOW + 5 * DAY, valid_to=NOW + 9 * DAY, reason="Plh."
    )
    village(person_id=made.person.pk, valid_from=NOW + 9 * DAY)

    def on(day: int) -> list[Person]:
        at = NOW + day * DAY
        return api.people_with_role("editor", now=at, area_code="51.71.01.1003.002")

    assert (on(0), on(5), on(9)) == ([made.person], [ketut.person], [made.person])
    assert first.given_by == putri.person


def test_giving_a_role_is_told_with_its_reach(putri: Player, made: Player) -> None:
    actor = api.actor_for(putri.person, now=NOW)
    given = api.grant(
        person_id=made.person.pk,
        role="editor",
        agency_code="pupr",
        actor=actor,
        now=NOW,
        reason="SK 12",
    )
    row = EventRow.objects.get(name="people.grant_given", subject_id=made.person.pk)
    assert row.actor_id == putri.person.pk
    assert row.data["grant_id"] == str(given.pk)
    assert (row.data["role"], row.data["agency_code"], row.data["reason"]) == (
        "editor",
        "pupr",
        "SK 12",
    )


@pytest.mark.parametrize("who", ["stranger", "citizen", "auditor"])
def test_only_role_administrators_give_roles(who: str, made: Player, auditor: Player) -> None:
    actors = {
        "stranger": ANONYMOUS,
        "citizen": api.actor_for(made.person, now=NOW),
        "auditor": api.actor_for(auditor.person, now=NOW),
    }
    before = written()
    with pytest.raises(Forbidden) as refused:
        api.grant(person_id=made.person.pk, role="people_admin", actor=actors[who], now=NOW)
    assert refused.value.code == "people.grant.forbidden"
    assert written() == before


def test_an_expired_role_administrator_gives_nothing(made: Player, ketut: Player) -> None:
    api.grant(
        person_id=made.person.pk, role="people_admin", actor=SYSTEM, now=NOW, valid_to=NOW + DAY
    )
    late = NOW + DAY
    before = written()
    with pytest.raises(Forbidden):
        api.grant(
            person_id=ketut.person.pk,
            role="editor",
            actor=api.actor_for(made.person, now=late),
            now=late,
        )
    assert written() == before


def test_refuses_an_unknown_role_an_unknown_person_and_an_empty_interval(made: Player) -> None:
    before = written()
    with pytest.raises(Invalid) as unknown:
        api.grant(person_id=made.person.pk, role="king", actor=SYSTEM, now=NOW)
    with pytest.raises(NotFound):
        api.grant(person_id=new_id(), role="editor", actor=SYSTEM, now=NOW)
    with pytest.raises(Invalid) as empty:
        api.grant(person_id=made.person.pk, role="editor", actor=SYSTEM, now=NOW, valid_to=NOW)
    assert unknown.value.fields == {"role": "people.grant.unknown_role"}
    assert empty.value.fields == {"valid_to": "people.grant.empty"}
    assert written() == before


def test_the_same_grant_is_not_given_twice(made: Player) -> None:
    api.grant(person_id=made.person.pk, role="editor", actor=SYSTEM, now=NOW)
    before = written()
    with pytest.raises(DomainError) as twice:
        api.grant(person_id=made.person.pk, role="editor", actor=SYSTEM, now=NOW + DAY)
    assert twice.value.code == "people.grant.held"
    assert written() == before


def test_revoking_ends_it_at_once_and_is_told(putri: Player, made: Player) -> None:
    given = api.grant(person_id=made.person.pk, role="editor", actor=SYSTEM, now=NOW)
    actor = api.actor_for(putri.person, now=NOW + DAY)
    api.revoke(grant_id=given.pk, actor=actor, now=NOW + DAY, reason="pindah tugas")
    assert api.held_by(person_id=made.person.pk, now=NOW + DAY) == ()
    row = EventRow.objects.get(name="people.grant_revoked")
    assert (row.subject_id, row.data["reason"]) == (made.person.pk, "pindah tugas")
    with pytest.raises(DomainError) as again:
        api.revoke(grant_id=given.pk, actor=actor, now=NOW + 2 * DAY)
    assert again.value.code == "people.grant.ended"


def test_a_grant_that_has_not_begun_disappears(made: Player) -> None:
    given = api.grant(
        person_id=made.person.pk, role="editor", actor=SYSTEM, now=NOW, valid_from=NOW + DAY
    )
    api.revoke(grant_id=given.pk, actor=SYSTEM, now=NOW)
    assert list(Grant.objects.filter(role="editor")) == []


def test_who_holds_a_role_at_a_place(made: Player, ketut: Player, putri: Player) -> None:
    api.grant(person_id=made.person.pk, role="editor", area_code="51.71.01", actor=SYSTEM, now=NOW)
    api.grant(
        person_id=ketut.person.pk, role="editor", area_code="51.71.02.1001", actor=SYSTEM, now=NOW
    )
    api.grant(person_id=putri.person.pk, role="editor", agency_code="pupr", actor=SYSTEM, now=NOW)

    def at(**place: str) -> set[Person]:
        return set(api.people_with_role("editor", now=NOW, **place))

    assert at(area_code="51.71.01.1003") == {made.person}
    assert at(area_code="51.71.011") == set()  # a longer number is not a child
    assert at(area_code="51.71.02.1001.001") == {ketut.person}
    assert at(agency_code="pupr") == {putri.person}
    assert at() == {made.person, ketut.person, putri.person}


def test_the_database_refuses_an_empty_interval(made: Player) -> None:
    with pytest.raises(IntegrityError, match="people_grant_not_empty"), transaction.atomic():
        Grant.objects.create(person=made.person, role="editor", valid_from=NOW, valid_to=NOW)
