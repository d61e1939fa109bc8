"""Programs ask where banks are, when they weigh and what they pay; nobody signs in for it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, plan_session
from sewaka.modules.waste_banks.rules.kinds import BankKind
from sewaka.modules.waste_banks.tests.village import TODAY, Village, bank, publish
from tests.cast import NOW, SESETAN

pytestmark = pytest.mark.django_db
API = "/api/v1/waste-banks/banks"
SUNDAY = TODAY + timedelta(days=6)


def asked(url: str = "", *, status: int = 200, **what: Any) -> Any:
    answer = Client().get(f"{API}{url}", what)
    assert answer.status_code == status
    return answer.json()


def test_banks_by_village_by_day_and_page_by_page(sesetan: Village) -> None:
    school = bank("SD Contoh", kind=BankKind.SCHOOL)
    draft = SessionDraft(on=SUNDAY, begins=time(7), ends=time(11), place="Balai")
    plan_session(bank_id=sesetan.bank.pk, draft=draft, actor=SYSTEM, now=NOW)
    found = asked()
    assert [one["code"] for one in found["items"]] == [school.code, sesetan.bank.code]
    assert found["next"] == ""
    assert [one["next_on"] for one in found["items"]] == [None, f"{SUNDAY}"]
    assert asked(village="51.71.99")["items"] == []
    assert len(asked(village=SESETAN)["items"]) == 2
    assert [one["code"] for one in asked(open=f"{SUNDAY}")["items"]] == [sesetan.bank.code]
    assert asked(open=f"{TODAY}")["items"] == []
    first = asked(limit=1)
    assert first["next"] == school.code
    assert asked(limit=1, cursor=first["next"])["items"][0]["code"] == sesetan.bank.code
    assert asked(limit=0, status=422)["code"]


def test_prices_of_a_day_and_of_days_to_come(sesetan: Village) -> None:
    url = f"/{sesetan.bank.code}/prices"
    publish(sesetan.bank, {"PET_CLEAR": 5_000}, since=date(2027, 1, 1))
    today = asked(url)
    assert (today["bank"], today["on"]) == (sesetan.bank.code, f"{TODAY}")
    assert [(one["category"], one["buy_idr"], one["version"]) for one in today["items"]] == [
        ("PET_CLEAR", 4_001, 1), ("HVS", 1_001, 1), ("ORGANIC", 0, 1),
    ]  # fmt: skip
    [then] = asked(url, on="2027-01-02")["items"]
    assert (then["buy_idr"], then["version"], then["is_own"]) == (5_000, 2, True)
    assert asked(url, on="2025-12-31")["items"] == []
    assert asked("/BSU-0000000000-01/prices", status=404)["code"] == "waste_banks.bank.not_found"
    assert asked(url, on="kemarin", status=422)["code"]
