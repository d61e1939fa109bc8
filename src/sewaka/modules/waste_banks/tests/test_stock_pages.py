"""The head of a bank writes down a sale; what is wrong is said and nothing is lost."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.pricing import draft_prices, publish_prices
from sewaka.modules.waste_banks.models import Sale, WasteBank
from sewaka.modules.waste_banks.rules.kinds import BankKind
from sewaka.modules.waste_banks.tests.village import TODAY, Village, bank
from sewaka.modules.waste_banks.web.kilograms import KilogramField
from tests.cast import NOW, Player


def form(**more: str) -> dict[str, str]:
    """A note that is right."""
    known = {
        "buyer": "UD Contoh Jaya", "day": f"{TODAY:%Y-%m-%d}", "sale": str(new_id()),
        "PET_CLEAR-weight": "12,5", "PET_CLEAR-price": "4800", "PET_CLEAR-shrink": "0,2",
    }  # fmt: skip
    return known | more


@pytest.mark.django_db
def test_a_sale_is_written_down_and_seen(filled: Village, tirta: Player) -> None:
    address = f"/kerja/bank-sampah/{filled.bank.code}"
    shown = tirta.client.get(f"{address}/stok").content.decode()
    assert "25\u00a0kg" in shown
    assert "Rp\u00a0100.025" in shown
    answer = tirta.client.post(f"{address}/jual", form())
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address}/stok")
    assert Sale.objects.get().total_idr == 60_000
    after = tirta.client.get(f"{address}/stok").content.decode()
    assert "12,3\u00a0kg" in after
    assert "UD Contoh Jaya" in after


@pytest.mark.django_db
def test_sent_twice_is_sold_once(filled: Village, tirta: Player) -> None:
    given_form = form()
    for _ in range(2):
        tirta.client.post(f"/kerja/bank-sampah/{filled.bank.code}/jual", given_form)
    assert Sale.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"PET_CLEAR-weight": "26"}, "Persediaan tidak sebanyak itu."),
        ({"PET_CLEAR-weight": "1.250"}, "Seribu, atau tiga angka di belakang koma?"),
        ({"PET_CLEAR-weight": "dua"}, "Tulis dalam kilogram"),
        ({"PET_CLEAR-weight": "-3"}, "Tulis dalam kilogram"),
        ({"PET_CLEAR-weight": "", "PET_CLEAR-shrink": ""}, "Timbang dulu."),
        ({"buyer": " "}, "Tulis siapa pembelinya."),
        ({"day": "kemarin"}, "tanggal"),
        ({"PET_CLEAR-price": "-1"}, "lebih besar dari atau sama dengan 0"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    filled: Village, tirta: Player, wrong: dict[str, str], said: str
) -> None:
    answer = tirta.client.post(f"/kerja/bank-sampah/{filled.bank.code}/jual", form(**wrong))
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    summary = page.select_one("[role=alert]")
    assert summary is not None
    assert said in summary.get_text(" ")
    kept = page.select_one("input[name=note_number]"), page.select_one("input[name=HVS-weight]")
    assert None not in kept
    price = page.select_one("input[name=PET_CLEAR-price]")
    assert price is not None
    assert price["value"] == form(**wrong)["PET_CLEAR-price"]
    assert filled.stock()["PET_CLEAR"][0] == 25_000


@given(st.integers(0, 999_999_999))
def test_grams_that_are_shown_can_be_typed(grams: int) -> None:
    for mark in ",.":
        text = f"{grams // 1_000}{mark}{grams % 1_000:03}"
        if mark == "." and len(text) <= 7:
            with pytest.raises(ValidationError):
                KilogramField().clean(text)
        else:
            assert KilogramField().clean(text) == grams
    assert KilogramField().clean("") == 0


@pytest.mark.django_db
def test_the_price_of_sale_is_what_the_main_bank_pays_its_units(
    filled: Village, tirta: Player
) -> None:
    address = f"/kerja/bank-sampah/{filled.bank.code}/jual"

    def proposed() -> str:
        page = BeautifulSoup(tirta.client.get(address).content, "html.parser")
        return str(page.select_one("[name=PET_CLEAR-price]").get("value", ""))  # type: ignore[union-attr]  # it is there

    assert proposed() == "", "nobody has said a price"
    main = bank("Bank induk", kind=BankKind.MAIN)
    WasteBank.objects.filter(pk=filled.bank.pk).update(parent=main)
    drafted = draft_prices(
        bank_id=main.pk, prices={"PET_CLEAR": 4_000}, for_units={"PET_CLEAR": 4_650},
        valid_from=TODAY, actor=SYSTEM, now=NOW,
    )  # fmt: skip
    publish_prices(price_list_id=drafted.pk, actor=SYSTEM, now=NOW)
    assert proposed() == "4650"
