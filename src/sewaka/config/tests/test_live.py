"""The live process: states of modules as a stream that a browser can take up again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from sewaka.city.livemap.board import Board
from sewaka.city.livemap.hub import Narrowed
from sewaka.city.livemap.streams import Asked
from sewaka.city.livemap.topics import bodies, told_of
from sewaka.config import live
from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.traffic.actions.incidents import Found, detect_incident
from sewaka.modules.traffic.models import SignalNow
from sewaka.modules.traffic.tests.desk_scenes import measured
from sewaka.platform.cases import api as cases
from tests.cast import NOW, Cast

[TRAFFIC] = [topic for topic in live.TOPICS if topic.layer == "traffic"]


ORIGIN = "http://localhost:8000"


def asked(path: str, method: str = "GET", origin: str = ORIGIN) -> Asked:
    path, _, query = path.partition("?")
    return Asked(method, path, parse_qs(query), {"origin": origin})


def test_a_stream_is_of_a_topic_or_of_the_changes_that_are_named() -> None:
    assert live.answer(asked("/live/events?layer=traffic")).source is live.boards["traffic"]
    both = live.answer(asked("/live/events?layer=traffic&layer=reports")).source
    assert both == Narrowed(live.hub, frozenset({"traffic", "reports"}))
    one = live.answer(asked("/live/events?number=L26-1")).source
    assert one == Narrowed(live.hub, numbers=frozenset({"L26-1"}))


def test_only_our_own_pages_may_listen_with_cookies(settings: Any) -> None:
    settings.WEB_ORIGINS = [ORIGIN]
    name = "Access-Control-Allow-Origin"
    assert live.answer(asked("/live/events")).headers[name] == ORIGIN
    assert live.answer(asked("/live/events", "OPTIONS")).headers[name] == ORIGIN
    for foreign in ("", "http://localhost:8001", "null"):
        assert name not in live.answer(asked("/live/events", origin=foreign)).headers


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/livez", "GET", 200),
        ("/live/events", "OPTIONS", 204),
        ("/live/events", "POST", 405),
        ("/", "GET", 404),
        ("/livez", "POST", 404),
    ],
)
def test_nothing_else_is_answered(path: str, method: str, status: int) -> None:
    found = live.answer(asked(path, method))
    assert (found.status, found.source) == (status, None)


@pytest.mark.parametrize(
    ("payloads", "keys"),
    [
        ([], None),
        (['["J07"]', '["J09","J07"]'], {"J07", "J09"}),
        (['["J07"]', "[]"], None),
        (["no JSON"], None),
        (['{"J07": 1}'], None),
    ],
)
def test_notices_name_whose_states_are_read(payloads: list[str], keys: set[str] | None) -> None:
    assert told_of(payloads) == keys


@pytest.mark.django_db
def test_the_streets_as_everybody_may_read_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came first and what changed since make the same picture as looking anew."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    measured(cast)
    SignalNow.objects.create(
        junction="J09", at=NOW, heard_at=NOW, stage=0, stages=5, indications="GGrr", age_s=3.0,
        mode="adaptive",
    )  # fmt: skip
    board, own = Board(), dict[str, str]()

    def look() -> int:
        """Changes since; the reader follows them."""
        at = max((one.at for one in board.since(0)), default=0)
        changed = board.show(bodies(TRAFFIC))
        own.update({one.key: one.body for one in board.since(at)})
        assert own == bodies(TRAFFIC)
        return changed

    assert look() == 1
    case = detect_incident(
        junction="J09", found=Found("stands_alone", "A_0"), actor=SYSTEM, now=NOW
    )
    assert case is not None
    assert look() == 0  # nobody has confirmed it: it is no public matter
    cases.move(case_id=case.pk, action="confirm", actor=cast["eka"].actor, now=NOW, given={})
    assert look() == 1
    assert json.loads(own["J09"])["obstacles"][0]["approach"] == "A"
    SignalNow.objects.update(age_s=4.0, at=NOW + timedelta(seconds=1))
    assert look() == 0  # what only ages is not told
    SignalNow.objects.update(stage=1)
    assert look() == 1
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=3))
    assert look() == 1
    assert json.loads(own["J09"])["is_stale"] is True


@pytest.mark.django_db
def test_only_those_who_are_named_are_read(cast: Cast, django_assert_max_num_queries: Any) -> None:
    measured(cast)
    everybody = bodies(TRAFFIC)
    assert set(everybody) == {"J09"}
    assert bodies(TRAFFIC, frozenset({"J09"})) == everybody
    assert bodies(TRAFFIC, frozenset({"J08"})) == {}
    with django_assert_max_num_queries(5):
        bodies(TRAFFIC)
