"""Vehicles ask over the API, nobody else and nobody too often; rows say how far they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from django.test import Client

from sewaka.kernel.errors import DomainError, Forbidden
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import credentials
from sewaka.modules.traffic.actions.priority import Change, note_priority, override_priority
from sewaka.modules.traffic.control.priority import RequestState
from sewaka.modules.traffic.engine.books import Books
from sewaka.modules.traffic.models import PriorityRequest, PriorityVehicle, priority
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
PATH = "/api/v1/traffic/priority"
ROUTE = ["B08-J05", "J05-J06", "J06-J07", "J07-B09"]
ETA = NOW + timedelta(seconds=40)


@pytest.fixture(autouse=True)
def vehicles(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ambulance, a bus, and one that was sold."""
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    monkeypatch.setattr("sewaka.modules.traffic.credentials.city_key", lambda: b"k" * 32)
    for code, kind, is_active in (
        ("AMB-1", "emergency", True), ("BUS-1", "bus", True), ("AMB-9", "emergency", False),
    ):  # fmt: skip
        PriorityVehicle.objects.create(code=code, kind=kind, is_active=is_active)


def send(
    method: str, body: dict[str, Any] | None = None, *, path: str = PATH, vehicle: str = "AMB-1",
    key: str = "k" * 20, **headers: str,
) -> Any:  # fmt: skip
    """As a vehicle does."""
    payload = b"" if body is None else orjson.dumps(body)
    own = credentials.vehicle_key(vehicle=vehicle, city=b"k" * 32)
    signature = credentials.request_signature(key=own, method=method, path=path, body=payload)
    given = {"X-Vehicle": vehicle, "X-Signature": signature, "Idempotency-Key": key, **headers}
    return Client().generic(method, path, payload, content_type="application/json", headers=given)


def wish(**changes: Any) -> dict[str, Any]:
    """From Mahendradatta to Surapati."""
    asked = {"vehicle": "AMB-1", "class": "emergency", "route": ROUTE, "eta": ETA.isoformat()}
    return {**asked, **changes}


def told() -> list[tuple[str, str]]:
    """Events of priority, with the junction."""
    rows = EventRow.objects.filter(name__startswith="traffic.priority").order_by("position")
    return [(row.name.removeprefix("traffic.priority_"), row.data["junction"]) for row in rows]


def note(place: int, state: str, **more: Any) -> None:
    """As the engine does."""
    row = PriorityRequest.objects.get(place=place)
    change = Change(row.pk, RequestState(state), **more)
    note_priority(changes=[change], now=NOW)


def etas() -> list[datetime]:
    return list(PriorityRequest.objects.order_by("place").values_list("eta", flat=True))


def test_a_call_is_a_row_for_each_signal() -> None:
    answer = send("POST", wish())
    assert answer.status_code == 201
    body = answer.json()
    assert [(one["junction"], one["state"]) for one in body["signals"]] == [
        ("J05", "requested"), ("J06", "requested"), ("J07", "requested"),
    ]  # fmt: skip
    assert etas()[0] == ETA
    assert etas()[0] < etas()[1] < etas()[2]
    again = send("POST", wish())
    assert (again.status_code, again.json()) == (200, body)
    assert PriorityRequest.objects.count() == 3
    assert [one.junction for one in _books()] == ["J05", "J06", "J07"]


def _books() -> tuple[Any, ...]:
    books = Books()
    books.look(now=NOW)
    return books.priority


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"vehicle": "AMB-2"}, 403, "traffic.priority.vehicle"),
        ({"class": "escort"}, 403, "traffic.priority.class"),
        ({"route": ["B08-J05", "J07-B09"]}, 422, "traffic.priority.route"),
        ({"route": ["x", "y"]}, 422, "traffic.priority.route"),
        ({"route": [], "approach": "nowhere"}, 422, "traffic.priority.route"),
        ({"eta": (NOW + timedelta(hours=2)).isoformat()}, 422, "traffic.priority.eta"),
        ({"eta": "2026-11-23T14:05:40"}, 422, "traffic.priority.eta"),
        ({"eta": (NOW - timedelta(seconds=121)).isoformat()}, 409, "traffic.priority.too_late"),
    ],
)
def test_what_is_no_call(change: dict[str, Any], status: int, code: str) -> None:
    answer = send("POST", wish(**change))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not PriorityRequest.objects.exists()


@pytest.mark.parametrize("vehicle", ["AMB-9", "AMB-7", ""])
def test_unknown_vehicles_are_not_let_in(vehicle: str) -> None:
    assert send("POST", wish(vehicle=vehicle), vehicle=vehicle).status_code == 401


def test_a_forged_signature_is_not_let_in() -> None:
    call = send("POST", wish()).json()["id"]
    forged = {"X-Signature": "0" * 64}
    with nothing_written():
        assert send("POST", wish(), key="x" * 20, **forged).status_code == 401
        body = {"approach": "", "eta": ETA.isoformat()}
        signed_elsewhere = credentials.request_signature(
            key=credentials.vehicle_key(vehicle="AMB-1", city=b"k" * 32), method="POST", path=PATH,
            body=orjson.dumps(body),
        )  # fmt: skip
        answer = send("PUT", body, path=f"{PATH}/{call}", **{"X-Signature": signed_elsewhere})
        assert answer.status_code == 401
        assert send("GET", path=f"{PATH}/{call}", vehicle="BUS-1").status_code == 404


def test_an_approach_alone_is_straight_on() -> None:
    answer = send("POST", wish(route=[], approach="B08-J05"))
    assert [one["junction"] for one in answer.json()["signals"]] == ["J05"]


def test_ten_calls_an_hour() -> None:
    for number in range(10):
        assert send("POST", wish(), key=f"{'k' * 20}{number}").status_code == 201
    late = send("POST", wish(), key="l" * 20)
    assert (late.status_code, late.json()["code"]) == (429, "limits.too_many")
    assert PriorityRequest.objects.filter(ended_at=None).count() == 3  # the newest call's


def test_from_granted_to_done_with_its_events() -> None:
    send("POST", wish())
    note(0, "granted", strategy="preempt")
    note(0, "active", strategy="preempt")
    left = NOW + timedelta(seconds=60)
    note(0, "recovering", exit_by="detectors", left_at=left)
    row = PriorityRequest.objects.get(place=0)
    assert (row.step, row.exit_by, row.cleared_at) == ("recovering", "detectors", NOW)
    assert etas()[1] == left + timedelta(seconds=PriorityRequest.objects.get(place=1).link_s)
    assert priority.passing(junctions=["J05", "J06"]) == {"J05": "emergency"}
    note(0, "done")
    note(0, "granted")  # what is over stays over
    row.refresh_from_db()
    assert (row.step, row.ended_at) == ("done", NOW)
    note(1, "queued", reason="earlier_one")
    note(1, "rejected", reason="rate")
    assert told() == [("granted", "J05"), ("ended", "J05"), ("rejected", "J06")]


def test_passed_and_over_within_one_second_loses_nothing() -> None:
    """Nobody waited aside, so the signal was as before at once."""
    send("POST", wish())
    row, left = PriorityRequest.objects.get(place=0), NOW + timedelta(seconds=60)
    changes = [
        Change(row.pk, RequestState.GRANTED, strategy="preempt"),
        Change(row.pk, RequestState.RECOVERING, exit_by="vehicle", left_at=left),
        Change(row.pk, RequestState.DONE),
    ]
    note_priority(changes=changes, now=NOW)
    row.refresh_from_db()
    assert (row.step, row.exit_by, row.strategy) == ("done", "vehicle", "preempt")
    assert etas()[1] >= left
    assert told() == [("granted", "J05"), ("ended", "J05")]


def test_the_vehicle_says_where_it_is() -> None:
    call = send("POST", wish()).json()["id"]
    soon = NOW + timedelta(seconds=70)
    answer = send("PUT", {"approach": "J05-J06", "eta": soon.isoformat()}, path=f"{PATH}/{call}")
    assert answer.status_code == 200
    rows = list(PriorityRequest.objects.order_by("place"))
    assert [row.has_passed for row in rows] == [True, False, False]
    assert rows[1].eta == soon
    assert rows[2].eta == soon + timedelta(seconds=rows[2].link_s)
    gone = send("PUT", {"approach": "", "eta": soon.isoformat()}, path=f"{PATH}/{call}")
    assert gone.status_code == 200
    assert not PriorityRequest.objects.filter(has_passed=False).exists()
    lost = send("PUT", {"approach": "B01-J01", "eta": soon.isoformat()}, path=f"{PATH}/{call}")
    assert lost.status_code == 404


def test_it_need_not_come_any_more() -> None:
    call = send("POST", wish()).json()["id"]
    assert send("DELETE", path=f"{PATH}/{call}").status_code == 204
    assert set(PriorityRequest.objects.values_list("step", flat=True)) == {"expired"}
    assert _books() == ()


def test_an_operator_says_no(eka: Player, made: Player) -> None:
    send("POST", wish())
    row = PriorityRequest.objects.get(place=1)
    actor = made.actor
    with nothing_written(), pytest.raises(Forbidden):
        override_priority(request_id=row.pk, actor=actor, now=NOW)
    override_priority(request_id=row.pk, actor=eka.actor, now=NOW)
    row.refresh_from_db()
    assert (row.step, row.overridden_by) == ("overridden", eka.person.pk)
    with pytest.raises(DomainError) as over:
        override_priority(request_id=row.pk, actor=eka.actor, now=NOW)
    assert over.value.code == "traffic.priority.over"
    assert told() == [("ended", "J06")]
    assert [one.junction for one in _books()] == ["J05", "J07"]


def test_calls_are_forgotten_after_ninety_days() -> None:
    send("POST", wish())
    note(0, "granted")
    note(0, "done")
    priority.forget(now=NOW + timedelta(days=91))
    assert list(PriorityRequest.objects.values_list("place", flat=True)) == [1, 2]
