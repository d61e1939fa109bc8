"""The register of vehicles with priority: a key each, shown once, and taken away."""

from __future__ import annotations

import orjson
import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import credentials
from sewaka.modules.traffic.actions.vehicles import register_vehicle
from sewaka.modules.traffic.control.priority import VehicleClass
from sewaka.modules.traffic.models import PriorityVehicle
from tests.cast import NOW, Player

PAGE = "/kerja/ruang-kendali/kendaraan"
API = "/api/v1/traffic/priority"
FORM = {"code": "AMB-7", "kind": "emergency", "owner": "RSUD Wangaya"}


def key_on(content: bytes) -> str:
    """The key that a page shows; "" where it shows none."""
    found = BeautifulSoup(content, "html.parser").select_one(
        "section[aria-labelledby=key] [data-copy]"
    )
    return str(found["data-copy"]) if found else ""


def asked(key: str) -> int:
    """Whether the vehicle's request is heard: 401 for a key that is worth nothing."""
    body = orjson.dumps({"vehicle": "AMB-7", "class": "emergency", "approach": "none",
                         "eta": clock.now().isoformat()})  # fmt: skip
    signature = credentials.request_signature(key=key.encode(), method="POST", path=API, body=body)
    answer = Client().post(
        API, body, content_type="application/json",
        headers={"X-Vehicle": "AMB-7", "X-Signature": signature, "Idempotency-Key": signature[:36]},
    )  # fmt: skip
    return answer.status_code


@pytest.mark.django_db
def test_a_key_is_shown_once_and_the_next_one_makes_it_worthless(widi: Player) -> None:
    answer = widi.client.post(PAGE, FORM)
    first = key_on(answer.content)
    assert len(first) >= 40
    assert "no-store" in answer.headers["Cache-Control"]
    assert first not in widi.client.get(PAGE).content.decode()
    assert asked(first) == 422  # its way leads nowhere; but it may ask
    second = key_on(widi.client.post(f"{PAGE}/AMB-7/kunci").content)
    assert second not in {"", first}
    assert asked(first) == 401
    assert asked(second) == 422
    widi.client.post(f"{PAGE}/AMB-7/cabut")
    assert asked(second) == 401
    third = key_on(widi.client.post(f"{PAGE}/AMB-7/kunci").content)
    assert asked(second) == 401
    assert asked(third) == 422
    rows = EventRow.objects.filter(name="traffic.priority_vehicle_changed").order_by("position")
    assert [row.data["deed"] for row in rows] == ["registered", "rekeyed", "revoked", "rekeyed"]
    assert all(first not in str(row.data) for row in rows)


@pytest.mark.django_db
def test_what_is_not_registered(widi: Player, eka: Player) -> None:
    for change in ({"code": "amb 7"}, {"code": "A"}, {"owner": " "}, {"kind": "private"}):
        assert widi.client.post(PAGE, FORM | change).status_code == 422
    assert not PriorityVehicle.objects.exists()
    bus = VehicleClass.BUS
    register_vehicle(code="AMB-7", kind=bus, owner="Dishub", actor=widi.actor, now=NOW)
    with pytest.raises(DomainError, match="known"):
        register_vehicle(code="AMB-7", kind=bus, owner="Dishub", actor=widi.actor, now=NOW)
    with pytest.raises(NotFound):
        register_vehicle(code="BUS-2", kind=bus, owner="Dishub", actor=eka.actor, now=NOW)
