"""Pick-ups asked for and routes planned by programs, as on the pages."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models import PickupRequest
from sewaka.modules.waste_banks.tests.doors import DOOR, wish_pickup
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from tests.cast import Player

pytestmark = pytest.mark.django_db
API = "/api/v1/waste-banks"


def post(by: Player, what: str, body: dict[str, Any], *, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return by.client.post(
        f"{API}/{what}", json.dumps(body), content_type="application/json", headers=headers
    )


def test_a_pick_up_is_asked_for_once(sesetan: Village, made: Player, ketut: Player) -> None:
    wish = {
        "id": str(new_id()), "address": "Jl. Contoh 5", "lat": DOOR.lat, "lon": DOOR.lon,
        "wished_on": f"{TODAY + timedelta(days=1)}", "slot": "MIDDAY", "estimate_g": 12_000,
    }  # fmt: skip
    key = str(new_id())
    first, again = (post(made, "pickups", wish, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    row = PickupRequest.objects.select_related("case").get()
    assert first.json() == {
        "id": wish["id"], "number": row.case.number, "state": "new",
        "wished_on": wish["wished_on"],
    }  # fmt: skip
    assert (row.slot, row.position) == ("MIDDAY", f"{DOOR.lat:.6f},{DOOR.lon:.6f}")
    refused = post(made, "pickups", {**wish, "id": str(new_id())}, key=str(new_id()))
    assert refused.json()["code"] == "waste_banks.pickup.open"
    assert post(ketut, "pickups", wish, key=str(new_id())).status_code == 404
    assert post(made, "pickups", wish).status_code == 422  # without a key


def test_a_route_is_planned(sesetan: Village, made: Player, tini: Player) -> None:
    row = wish_pickup(sesetan.made)
    draft = {
        "id": str(new_id()), "bank": sesetan.bank.code, "on": f"{TODAY}", "departs": "08:00",
        "vehicle": "Viar", "capacity_g": 200_000, "requests": [str(row.pk)],
    }  # fmt: skip
    first, again = (post(tini, "routes/plan", draft).json() for _ in range(2))
    assert first == again
    assert [one["id"] for one in first["stops"]] == [str(row.pk)]
    assert (first["left_out"], first["stops"][0]["stop_no"]) == ([], 1)
    assert post(made, "routes/plan", draft).status_code == 404
