"""The rules of the fraud desk over what is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.customers import change_phone
from sewaka.modules.waste_banks.actions.depositing import LineWish
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.commands import waste_banks
from sewaka.modules.waste_banks.models import Customer, PhoneChange, PriceList
from sewaka.modules.waste_banks.queries import fraud
from sewaka.modules.waste_banks.rules.kinds import WeightSource
from sewaka.modules.waste_banks.tests.village import TODAY, Village, customer
from tests.cast import NOW, Cast, Player

pytestmark = pytest.mark.django_db

_MONTH = timedelta(days=31)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _prices_are_known_in_time(sesetan: Village) -> None:
    PriceList.objects.update(published_at=NOW - timedelta(days=20))


def found() -> list[tuple[str, str]]:
    flags = fraud.flags(since=NOW - _MONTH, now=NOW, actor=SYSTEM)
    return [(one.rule, one.subject) for one in flags]


def test_an_honest_day_has_no_flags(sesetan: Village) -> None:
    sesetan.bring([sesetan.wish(("PET_CLEAR", 1_500), ("HVS", 2_250)) for _ in range(3)])
    assert found() == []


def test_what_came_late_and_what_is_too_heavy(sesetan: Village, cast: Cast) -> None:
    late = sesetan.wish(("HVS", 2_250), occurred_at=NOW - timedelta(days=5))
    heavy = sesetan.wish(("PET_CLEAR", 30_000))
    sesetan.bring([late, heavy, sesetan.wish(("HVS", 900))])
    assert found() == [("F2", str(heavy.id)), ("F5", str(late.id))]


def test_one_phone_and_nearly_one_name(sesetan: Village) -> None:
    customer(sesetan.bank, "Luh Astuti", phone="081234567890")
    other = customer(sesetan.bank, "Luh Astutik", phone="081234567890")
    assert found() == [("F7", str(other.pk))]


def test_grams_that_were_written_off(sesetan: Village) -> None:
    """Stock itself can not lie: what is missing was written off, and that is looked at."""
    from sewaka.modules.waste_banks.effects.stock import Move, move
    from sewaka.modules.waste_banks.models import WasteCategory
    from sewaka.modules.waste_banks.rules.kinds import StockCause

    sesetan.bring([sesetan.wish(("HVS", 40_000), day=TODAY)])
    paper = WasteCategory.objects.get(code="HVS")
    lost = Move(
        category_id=paper.pk, delta_g=-6_000, value_idr=-6_000, cause=StockCause.SHRINK,
        source_id=paper.pk, book_date=TODAY,
    )  # fmt: skip
    move(sesetan.bank, [lost], at=NOW)
    assert ("F3", f"{sesetan.bank.code}/HVS") in found()


def test_a_price_of_the_same_hour(sesetan: Village) -> None:
    PriceList.objects.update(published_at=NOW - timedelta(hours=1))
    sesetan.bring([sesetan.wish(("HVS", 900))])
    assert found() == [("F9", str(PriceList.objects.get().pk))]


def test_for_supervisors(sesetan: Village, cast: Cast) -> None:
    with pytest.raises(NotFound):
        fraud.flags(since=NOW - _MONTH, now=NOW, actor=cast["tirta"].actor)
    said = CliRunner().invoke(waste_banks, ["flags"])
    assert (said.exit_code, said.output) == (0, "0 flags\n")


def test_f13_a_sleeping_account_emptied_after_a_new_number(sesetan: Village, gede: Player) -> None:
    def asleep(name: str, *, days: int, idr: int) -> Customer:
        saver = customer(sesetan.bank, name)
        at = NOW - timedelta(days=days)
        more = {"customer_id": saver.pk, "occurred_at": at, "received_at": at}
        sesetan.bring([sesetan.wish(("PET_CLEAR", 5_000), day=TODAY, **more)])
        change_phone(customer_id=saver.pk, phone="0812", actor=gede.actor, now=NOW - HOUR)
        wish = WithdrawalWish(id=new_id(), customer_id=saver.pk, amount_idr=idr)
        request_withdrawal(wish=wish, actor=SYSTEM, now=NOW)
        return saver

    emptied = asleep("Rai", days=200, idr=18_000)
    asleep("Sari", days=200, idr=12_000)  # two thirds of it
    asleep("Putu", days=60, idr=18_000)  # awake, though not this month
    assert [one for one in found() if one[0] == "F13"] == [("F13", str(emptied.pk))]


def test_the_same_number_again_is_no_change(sesetan: Village, gede: Player, tini: Player) -> None:
    for number in ("0812", " 0812 ", "0813", ""):
        change_phone(customer_id=sesetan.made.pk, phone=number, actor=gede.actor, now=NOW)
    assert PhoneChange.objects.count() == 3
    assert Customer.objects.get(pk=sesetan.made.pk).phone is None
    with pytest.raises(Forbidden):
        change_phone(customer_id=sesetan.made.pk, phone="0814", actor=tini.actor, now=NOW)
    account = f"/kerja/bank-sampah/loket/{sesetan.bank.code}/{sesetan.made.number}"
    assert gede.client.post(f"{account}/telepon", {"phone": "0815"}).status_code == 302
    assert "0815" in gede.client.get(f"{account}/nasabah").content.decode()


def test_f11_typed_at_a_bank_whose_scale_tells_grams(sesetan: Village, tini: Player) -> None:
    weigher = {"weigher_id": tini.person.pk}
    sesetan.bring([sesetan.wish(("HVS", 2_000), **weigher) for _ in range(55)])
    assert "F11" not in dict(found()), "nobody knows what their scale shows"
    read = LineWish(category="HVS", gross_g=2_345, source=WeightSource.BLE)
    sesetan.bring([sesetan.wish(lines=[read])])
    assert dict(found())["F11"] == str(tini.person.pk)
