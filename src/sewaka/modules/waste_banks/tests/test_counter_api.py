"""Programs at the counter: a deposit is put once, savings are asked for once, a day is planned."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.models import Deposit, WeighingSession
from sewaka.modules.waste_banks.tests.test_pickup_api import API, post
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db


def weighed(at: Village, grams: int = 1_500, **more: Any) -> dict[str, Any]:
    line = {"category": "PET_CLEAR", "gross_g": grams}
    return {"bank": at.bank.code, "number": at.made.number, "lines": [line]} | more


def put(by: Player, body: dict[str, Any], *, deposit_id: Any = None) -> Any:
    url = f"{API}/deposits/{deposit_id or new_id()}"
    return by.client.put(url, json.dumps(body), content_type="application/json")


def test_a_deposit_is_put_once(sesetan: Village, tini: Player) -> None:
    one = new_id()
    first, again = (put(tini, weighed(sesetan), deposit_id=one) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json() == {
        "id": str(one), "status": "POSTED", "reasons": [], "net_g": 1_500, "gross_idr": 6_002,
        "fee_idr": 300,
    }  # fmt: skip
    assert sesetan.balance() == 5_702
    other = put(tini, weighed(sesetan, 1_600), deposit_id=one)
    assert (other.status_code, other.json()["code"]) == (409, "waste_banks.deposit.conflict")
    assert Deposit.objects.get().net_g == 1_500


def test_a_drop_box_says_when_it_was_filled(sesetan: Village, tini: Player) -> None:
    def dropped(days: int) -> Any:
        return put(tini, weighed(sesetan, dropped_at=f"{NOW - timedelta(days=days):%FT%TZ}"))

    assert dropped(2).json()["status"] == "POSTED"
    kept = Deposit.objects.get()
    assert (kept.channel, kept.priced_on) == ("DROPBOX", TODAY - timedelta(days=2))
    assert dropped(4).json()["reasons"] == ["late"]
    with nothing_written():
        for days in (-1, 31):
            refused = dropped(days)
            assert refused.status_code == 422
            assert refused.json()["fields"] == {"dropped_at": "waste_banks.deposit.dropped"}


def test_a_line_that_can_not_be_is_named(sesetan: Village, tini: Player) -> None:
    body = weighed(sesetan)
    body["lines"].append({"category": "GOLD_BAR", "gross_g": 100})
    assert "line.2" in put(tini, body).json()["fields"]
    assert put(tini, weighed(sesetan, 0)).status_code == 422
    assert put(tini, weighed(sesetan, number="0000000000")).status_code == 404
    assert not Deposit.objects.exists()


def test_savings_are_asked_for_once(sesetan: Village, made: Player, ketut: Player) -> None:
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    wish = {"id": str(new_id()), "customer_id": str(sesetan.made.pk), "amount_idr": 50_000}
    key = str(new_id())
    first, again = (post(made, "withdrawals", wish, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["state"], sesetan.balance()) == ("requested", 45_024)
    more = post(made, "withdrawals", wish | {"id": str(new_id())}, key=str(new_id()))
    assert (more.status_code, more.json()["code"]) == (409, "ledger.insufficient_funds")
    assert more.json()["facts"]["free"] == 45_024
    assert post(ketut, "withdrawals", wish, key=str(new_id())).status_code == 404
    assert post(made, "withdrawals", wish).status_code == 422  # without a key


def test_a_weighing_day_is_planned(sesetan: Village, tini: Player, gede: Player) -> None:
    day = {
        "bank": sesetan.bank.code, "on": f"{TODAY + timedelta(days=6)}", "begins": "07:00",
        "ends": "11:00", "place": "Balai Banjar Contoh",
    }  # fmt: skip
    made = post(tini, "sessions", day)
    assert (made.status_code, made.json()["status"]) == (201, "PLANNED")
    assert made.json()["id"] == str(WeighingSession.objects.get().pk)
    assert post(tini, "sessions", day).status_code == 422  # that day stands
    assert post(gede, "sessions", day).status_code == 403
