"""What the city's dashboard tells of the banks: of their days, their area, with its sources."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.figures import Figures, as_csv
from sewaka.kernel.ids import new_id
from sewaka.kernel.registry import module
from sewaka.modules.waste_banks.actions.correcting import reverse_deposit
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.exporters.figures import gathered
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from sewaka.platform.cases import api as cases
from tests.cast import NOW, PANJER, SESETAN

pytestmark = pytest.mark.django_db


def said(found: Figures) -> dict[str, object]:
    """The numbers by their codes."""
    return {one.code: one.value for one in found.kpis}


@pytest.fixture
def year(sesetan: Village) -> Village:
    """A hundred kilograms this week, as many in spring; one deposit is reversed; some is paid."""
    four = [("PET_CLEAR", 25_000)] * 4
    for day in (TODAY, TODAY - timedelta(days=200)):
        sesetan.bring([sesetan.wish(one, day=day, occurred_at=NOW) for one in four])
    [wrong] = sesetan.bring([sesetan.wish(("HVS", 9_000))])
    reverse_deposit(deposit_id=wrong.deposit.pk, reason="salah", actor=SYSTEM, now=NOW)
    wish = WithdrawalWish(id=new_id(), customer_id=sesetan.made.pk, amount_idr=250_000)
    row = request_withdrawal(wish=wish, actor=SYSTEM, now=NOW)
    for action, given in (("approve", {}), ("pay", {"proof": "K-1"})):
        cases.move(case_id=row.pk, action=action, actor=SYSTEM, now=NOW, given=given)
    return sesetan


def test_of_the_days_that_are_asked_for(year: Village) -> None:
    month = gathered(now=NOW, days=30)
    assert said(month) == {
        "tonnes": 0.1, "bought_idr": 0.4, "withdrawn_idr": 0.25, "active_customers": 1,
        "co2e": "0-1",
    }  # fmt: skip
    assert "US EPA WARM v15" in str(month.kpis[-1].basis), "never without its source"
    assert as_csv(month.tables[0]).splitlines()[1:] == [f"{SESETAN},Sesetan,0.1,0.4"]
    assert said(gathered(now=NOW, days=365))["tonnes"] == 0.2
    assert said(gathered(now=NOW + timedelta(days=100), days=30)) == {
        "tonnes": 0.0, "bought_idr": 0.0, "withdrawn_idr": 0.0, "active_customers": 0,
        "co2e": "0-0",
    }  # fmt: skip


def test_of_the_area_that_is_asked_for(year: Village) -> None:
    district, _dot, _village = SESETAN.rpartition(".")
    assert said(gathered(now=NOW, days=30, area_code=district))["tonnes"] == 0.1
    assert said(gathered(now=NOW, days=30, area_code=SESETAN))["active_customers"] == 1
    assert said(gathered(now=NOW, days=30, area_code=PANJER))["tonnes"] == 0.0


def test_the_city_shows_it_without_knowing_the_module(year: Village) -> None:
    assert [one.code for one in module("waste_banks").widgets] == ["waste_banks.gathered"]
    assert "Bank sampah per kelurahan" in Client().get("/kota").text
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Waste banks by village" in client.get("/kota").text, "kept for both languages"
