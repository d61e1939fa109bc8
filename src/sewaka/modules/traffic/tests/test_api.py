"""The API: junctions and figures for everybody, signed batches from devices."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import OperationalError
from django.test import Client

from sewaka.kernel import clock
from sewaka.modules.traffic import credentials, demo, wire, wire_fields
from sewaka.modules.traffic.ingest import storing
from sewaka.modules.traffic.models import Detector, Observation, Quarter, SignalNow
from sewaka.modules.traffic.wire import Counts, Reading
from tests.cast import NOW

pytestmark = pytest.mark.django_db

CITY = "a secret of the city"
CODE = "J06-J09_0"


@pytest.fixture(autouse=True)
def _city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAFFIC_KEY", CITY)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    demo.roadside(now=NOW)


def reading(seq: int, *, detector: str = CODE, **more: Any) -> dict[str, Any]:
    found = Reading("J09", detector, NOW.timestamp(), 7, seq, 1.0, Counts(3, 1, 0), 0.4, 4)
    return {"detector": detector, **orjson.loads(wire.write_reading(found)), **more}


def send(user: str, *items: object, signed_by: str = "") -> Any:
    body = orjson.dumps({"observations": items})
    key = credentials.password_of(user=signed_by or user, city=CITY.encode())
    signature = hmac.new(key.encode(), body, "sha256").hexdigest()
    return Client().post(
        "/api/v1/traffic/observations",
        body,
        content_type="application/json",
        headers={"X-Device": user, "X-Signature": signature},
    )


def test_a_signed_batch_is_stored_once() -> None:
    assert send("J09", reading(1), reading(2)).json() == {"count": 2, "new": 2, "refused": []}
    assert send("J09", reading(2), reading(3)).json() == {"count": 2, "new": 1, "refused": []}
    assert Observation.objects.count() == 3
    assert Detector.objects.get(code=CODE).last_seq == 3


def test_single_readings_are_refused_alone() -> None:
    old = wire_fields.instant(NOW.timestamp() - 8 * 86_400)
    answer = send(
        "J09", reading(1), reading(2, occ=2), reading(3, detector="D9"), reading(4, t=old), "x"
    )
    assert answer.json() == {
        "count": 1,
        "new": 1,
        "refused": [
            {"index": 1, "code": "occ"},
            {"index": 2, "code": "detector"},
            {"index": 3, "code": "time"},
            {"index": 4, "code": "observations"},
        ],
    }


def test_a_detector_speaks_for_itself_only() -> None:
    answer = send(f"J09/{CODE}", reading(1), reading(2, detector="J06-J09_1"))
    assert answer.json()["refused"] == [{"index": 1, "code": "detector"}]


def test_who_did_not_sign_it_is_a_stranger() -> None:
    assert send("J09", reading(1), signed_by="J10").status_code == 401
    assert Client().post("/api/v1/traffic/observations").status_code == 401
    assert not Observation.objects.exists()


def test_without_a_database_a_batch_is_to_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_rows: object, **_more: object) -> int:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as patch:
        patch.setattr(storing, "store", gone)
        answer = send("J09", reading(1))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json()["code"] == "api.busy"
    assert send("J09", reading(1)).json()["new"] == 1, "nothing of it had been kept"


def test_more_than_a_thousand_are_no_batch() -> None:
    answer = send("J09", *[reading(number) for number in range(1_001)])
    assert (answer.status_code, answer.json()["fields"]) == (422, {"observations": "observations"})


def test_figures_are_put_together_by_approach() -> None:
    for number, (passed, delay_s) in enumerate([(30, 10.0), (10, 50.0)]):
        Quarter.objects.create(
            detector_id=Detector.objects.get(code=f"J06-J09_{number}").id,
            started_at=NOW.replace(minute=0),
            n_motorcycle=passed, n_car=0, n_heavy=0, flow_pcu_h=passed * 0.6, occupancy=0.2,
            speed_p50_ms=5.0, queue_max=3 + number, zone_s=100.0, delay_s=delay_s, level="B",
            samples=900, completeness=1.0,
        )  # fmt: skip
    asked = {"from": NOW.replace(minute=0).isoformat(), "to": NOW.isoformat()}
    answer = Client().get("/api/v1/traffic/junctions/J09/metrics", asked).json()
    assert answer == {
        "junction": "J09",
        "bin": "15m",
        "items": [
            {
                "approach": "J06-J09", "started_at": "2026-11-23T06:00:00Z", "motorcycles": 40,
                "cars": 0, "heavy": 0, "flow_pcu_h": 24.0, "occupancy": 0.2, "speed_ms": 5.0,
                "queue_max": 4, "delay_s": 20.0, "level": "C", "completeness": 1.0,
            }
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"from": NOW.isoformat(), "to": (NOW + timedelta(days=32)).isoformat()}, 422),
        ({"from": NOW.isoformat(), "to": NOW.isoformat()}, 422),
        ({"from": "2026-11-23T06:00:00", "to": "2026-11-23T07:00:00"}, 422),
        ({"from": NOW.isoformat()}, 422),
    ],
)
def test_times_that_mean_nothing_are_refused(asked: dict[str, str], status: int) -> None:
    answer = Client().get("/api/v1/traffic/junctions/J09/metrics", asked)
    assert answer.status_code == status


def test_an_unknown_junction_is_not_found() -> None:
    asked = {"from": NOW.replace(minute=0).isoformat(), "to": NOW.isoformat()}
    assert Client().get("/api/v1/traffic/junctions/J99/metrics", asked).status_code == 404


def test_junctions_say_how_many_detectors_are_well() -> None:
    Detector.objects.filter(code=CODE).update(health="suspect", last_at=NOW)
    items = Client().get("/api/v1/traffic/junctions").json()["items"]
    found = {one["code"]: one for one in items}["J09"]
    assert found["detectors"] - found["detectors_healthy"] == 1
    assert (found["heard_at"], found["is_approximate"]) == ("2026-11-23T06:05:00Z", True)


def test_a_signal_is_shown_as_last_heard_of() -> None:
    SignalNow.objects.create(
        junction="J09", at=NOW, heard_at=NOW, stage=1, stages=4, indications="GGrr", age_s=3.5,
        mode="adaptive", level="C", delay_s=20.5, queue=7, silent=[CODE],
    )  # fmt: skip
    assert Client().get("/api/v1/traffic/junctions/J09/state").json() == {
        "junction": "J09", "at": "2026-11-23T06:05:00Z", "heard_at": "2026-11-23T06:05:00Z",
        "stage": 1, "stages": 4, "indications": "GGrr", "age_s": 3.5, "mode": "adaptive",
        "plan": "", "faults": [], "level": "C", "delay_s": 20.5, "queue": 7, "silent": [CODE],
    }  # fmt: skip
    assert Client().get("/api/v1/traffic/junctions/J08/state").status_code == 404
