"""The head writes off what is gone, and shares the surplus as it was shown."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.tests.village import Village
from tests.cast import Player

pytestmark = pytest.mark.django_db


def test_what_is_gone_is_written_off_once(filled: Village, tirta: Player) -> None:
    address = f"/kerja/bank-sampah/{filled.bank.code}/susut"
    assert "25\u00a0kg" in tirta.client.get(address).content.decode()
    form = {"cause": "COUNT", "act": str(new_id()), "PET_CLEAR": "0,5"}
    for _ in range(2):
        answer = tirta.client.post(address, form)
        assert answer.headers["Location"] == f"/kerja/bank-sampah/{filled.bank.code}/stok"
    assert filled.stock()["PET_CLEAR"][0] == 24_500
    assert filled.account("5000") == 2_000


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"PET_CLEAR": "26"}, "Persediaan tidak sebanyak itu."),
        ({"PET_CLEAR": ""}, ""),
        ({"PET_CLEAR": "banyak"}, "Tulis dalam ki"),
        ({"cause": "SALE"}, ""),
    ],
)
def test_what_is_wrong_is_said(
    filled: Village, tirta: Player, wrong: dict[str, str], said: str
) -> None:
    form = {"cause": "SHRINK", "act": str(new_id()), "PET_CLEAR": "1"} | wrong
    answer = tirta.client.post(f"/kerja/bank-sampah/{filled.bank.code}/susut", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert filled.stock()["PET_CLEAR"][0] == 25_000


def test_the_surplus_is_shared_as_it_was_shown(
    filled: Village, tirta: Player, made: Player
) -> None:
    address = f"/kerja/bank-sampah/{filled.bank.code}/shu"
    before = filled.balance()
    agreed = _agreed(tirta, address)
    filled.bring([filled.wish(("HVS", 1_000))])  # meanwhile
    again = tirta.client.post(address, agreed)
    assert again.status_code == 422
    assert "berubah" in again.content.decode()
    more, fees = filled.balance() - before, filled.account("4000")
    assert tirta.client.post(address, _agreed(tirta, address)).status_code == 302
    got = filled.balance() - before - more
    assert 0 < got + filled.account("2200") <= fees
    assert filled.account("4000") == 0
    assert (
        "Bagian Anda dari sisa hasil usaha" in made.client.get("/bank-sampah/buku").content.decode()
    )
    shown = tirta.client.get(address).content.decode()
    assert "Tidak ada sisa hasil usaha" in shown


def test_a_weigher_shares_nothing(filled: Village, tini: Player) -> None:
    for page in ("shu", "susut"):
        assert tini.client.get(f"/kerja/bank-sampah/{filled.bank.code}/{page}").status_code == 404


def _agreed(tirta: Player, address: str) -> dict[str, str]:
    """What the button under the shares sends."""
    page = BeautifulSoup(tirta.client.get(address).content, "html.parser")
    hidden = page.select("form input[type=hidden]:not([name=csrfmiddlewaretoken])")
    found = {str(one["name"]): str(one.get("value", "")) for one in hidden}
    assert len(found["shown"]) == 64
    return found
