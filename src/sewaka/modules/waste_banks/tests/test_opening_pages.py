"""Opening balances on screen and by program: shown, agreed to, booked once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sewaka.modules.waste_banks import importers
from sewaka.modules.waste_banks.tests.test_importing import untidy, xlsx
from sewaka.modules.waste_banks.tests.village import Village
from tests.cast import Player

pytestmark = pytest.mark.django_db


def sent(player: Player, url: str, file: bytes, **more: str) -> Any:
    upload = SimpleUploadedFile("saldo.xlsx", file)
    form: dict[str, Any] = {"workbook": upload, **more}
    return player.client.post(url, form)


def page_of(sesetan: Village) -> str:
    return f"/kerja/bank-sampah/{sesetan.bank.code}/saldo-awal"


def agreed(answer: Any) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', answer.content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("who", ["tirta", "wira"])
def test_shown_then_booked_once(sesetan: Village, who: str, request: Any) -> None:
    player: Player = request.getfixturevalue(who)
    file, url = untidy(sesetan), page_of(sesetan)
    assert player.client.get(url).status_code == 200
    shown = sent(player, url, file)
    text = shown.content.decode().replace("\xa0", " ")
    for words in ("Saldo!D6", "=D3*2", "Saldo!D3", "Rp 1.325.000", "1250000"):
        assert words in text
    assert sesetan.balance() == 0
    hash_of_plan = agreed(shown)
    done = sent(player, url, file, shown=hash_of_plan)
    assert (done.status_code, done.headers["Location"]) == (302, url)
    assert sesetan.balance() == 1_250_000
    again = sent(player, url, file, shown=hash_of_plan)
    assert again.status_code == 302
    assert sesetan.balance() == 1_250_000
    assert "sudah pernah dibukukan" in player.client.get(url).content.decode()
    assert b'name="shown"' not in sent(player, url, file).content, "nothing is left to agree to"


def test_another_workbook_than_the_one_shown_is_not_booked(sesetan: Village, tirta: Player) -> None:
    url = page_of(sesetan)
    hash_of_plan = agreed(sent(tirta, url, untidy(sesetan)))
    other = xlsx([1, "MADE CONTOH", sesetan.made.number, 9_000_000])
    answer = sent(tirta, url, other, shown=hash_of_plan)
    assert answer.status_code == 422
    assert sesetan.balance() == 0
    assert agreed(answer) != hash_of_plan, "what it means is shown anew"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"bukan buku kerja", "bukan buku kerja yang"),
        (b"x" * (importers.MOST_BYTES + 1), "terlalu besar"),
        (b"", "kosong"),
    ],
    ids=["text", "long", "empty"],
)
def test_what_is_refused(sesetan: Village, tirta: Player, file: bytes, words: str) -> None:
    answer = sent(tirta, page_of(sesetan), file)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_by_program(sesetan: Village, tirta: Player) -> None:
    url = f"/api/v1/waste-banks/imports/opening-balances/{sesetan.bank.code}"
    missing = tirta.client.post(url, {})
    assert (missing.status_code, missing.json()["fields"]) == (
        422,
        {"workbook": "waste_banks.workbook.missing"},
    )
    file = untidy(sesetan)
    shown = sent(tirta, url, file).json()
    assert (shown["rows"], shown["total_idr"], shown["posted"]) == (2, 1_325_000, 0)
    assert {one["address"]: one["severity"] for one in shown["cells"]}["Saldo!D6"] == "error"
    refused = sent(tirta, url, file, shown="0" * 64)
    assert (refused.status_code, refused.json()["code"]) == (409, "waste_banks.openings.changed")
    assert sent(tirta, url, file, shown=shown["sha256"]).json()["posted"] == 2
    assert sent(tirta, url, file, shown=shown["sha256"]).json()["posted"] == 0
    assert sesetan.balance() == 1_250_000
