"""Price lists on screen: written from today's prices, published in time or by a second person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.modules.waste_banks.actions.banks import appoint
from sewaka.modules.waste_banks.models import Price, PriceList, WasteBank
from sewaka.modules.waste_banks.queries.semesters import semester_facts
from sewaka.modules.waste_banks.rules.kinds import BankKind, Duty
from sewaka.modules.waste_banks.tests.test_customer_pages import page
from sewaka.modules.waste_banks.tests.village import TODAY, Village, bank, publish
from tests.cast import NOW, Cast, Player

pytestmark = pytest.mark.django_db


def lists(at: WasteBank) -> str:
    """Where a bank's lists stand."""
    return f"/kerja/bank-sampah/{at.code}/harga"


def filled(player: Player, at: WasteBank, **changed: str) -> dict[str, str]:
    """The form of the next list as it is shown, with changes."""
    found = BeautifulSoup(player.client.get(f"{lists(at)}/baru").content, "html.parser")
    fields = found.select("main form input[name]:not([type=hidden])")
    return {str(one["name"]): str(one.get("value", "")) for one in fields} | changed


def test_written_published_and_seen_by_everybody(sesetan: Village, tirta: Player) -> None:
    at = sesetan.bank
    form = filled(tirta, at, PET_CLEAR="4200", HVS="")
    assert form["valid_from"] == f"{TODAY + timedelta(days=2):%Y-%m-%d}"
    assert form["ORGANIC"] == "0"
    made = tirta.client.post(f"{lists(at)}/baru", form)
    assert made["Location"] == f"{lists(at)}/2"
    draft = page(tirta, made["Location"])
    assert "Rp 4.200" in draft
    assert "Rp 4.001" in draft
    history = f"/bank-sampah/{at.code}/harga/PET_CLEAR"
    assert "4.200" not in page(Client(), history)
    assert tirta.client.post(made["Location"]).status_code == 302
    assert "terbit, belum berlaku" in page(tirta, lists(at))
    assert "berlaku sekarang" in page(tirta, lists(at))
    for words in ("Rp 4.200", "Rp 4.001", "No. 2"):
        assert words in page(Client(), history)
    assert "tidak diterima" in page(Client(), f"/bank-sampah/{at.code}/harga/HVS")
    assert history in Client().get(f"/bank-sampah/{at.code}").content.decode()
    assert "Terbitkan" not in page(tirta, made["Location"])


def test_what_is_refused_is_said_at_its_field(sesetan: Village, tirta: Player) -> None:
    at = sesetan.bank
    everything = filled(tirta, at)
    nothing = dict.fromkeys(everything, "") | {"valid_from": everything["valid_from"]}
    for wrong in ({**everything, "HVS": "-1"}, {**everything, "valid_from": ""}, nothing):
        assert tirta.client.post(f"{lists(at)}/baru", wrong).status_code == 422
    assert PriceList.objects.count() == 1


def test_a_list_of_tomorrow_needs_the_main_banks_head(
    sesetan: Village, cast: Cast, tirta: Player
) -> None:
    at, second = sesetan.bank, cast["gede2"]
    main = bank("Induk Contoh", kind=BankKind.MAIN)
    publish(main, {"IRON": 3_500})
    WasteBank.objects.filter(pk=at.pk).update(parent=main)
    late = f"{TODAY:%Y-%m-%d}"
    tirta.client.post(f"{lists(at)}/baru", filled(tirta, at, valid_from=late))
    assert PriceList.objects.filter(status="DRAFT").count() == 1
    said = tirta.client.post(f"{lists(at)}/2", follow=True).content.decode()
    assert "orang lain" in said
    assert PriceList.objects.filter(status="DRAFT").count() == 1
    for player in (second, cast["tini"]):
        assert player.client.get(lists(at)).status_code == 404
    appoint(bank_id=main.pk, person_id=cast["tirta2"].person.pk, duty=Duty.MANAGER, actor=SYSTEM,
            now=NOW)  # fmt: skip
    head = cast["tirta2"]
    assert "Bank Contoh" in page(head, lists(main))
    head.client.post(f"{lists(at)}/2")
    signed = PriceList.objects.get(bank=at, version=2)
    assert (signed.status, signed.published_by) == ("PUBLISHED", head.person.pk)
    assert "dari bank induk" in page(Client(), f"/bank-sampah/{at.code}/harga/IRON")


def test_a_main_bank_says_what_it_pays_its_units(sesetan: Village, asti: Player) -> None:
    main = bank("Bank induk", kind=BankKind.MAIN)
    appoint(bank_id=main.pk, person_id=asti.person.pk, duty=Duty.MANAGER, actor=SYSTEM, now=NOW)
    url = f"/kerja/bank-sampah/{main.code}/harga"
    form = {"valid_from": f"{TODAY + timedelta(days=2):%Y-%m-%d}", "HVS": "1000"}
    done = asti.client.post(f"{url}/baru", form | {"HVS-units": "1250"})
    assert done.status_code == 302
    assert Price.objects.get(bank=main).sell_idr == 1_250
    shown = asti.client.get(f"{url}/1").content.decode().replace("\xa0", " ")
    assert "Untuk unit" in shown
    assert "Rp 1.250" in shown


def test_a_bank_is_called_under_its_own_number(
    sesetan: Village, tini: Player, tirta: Player, wira: Player
) -> None:
    url = f"/kerja/bank-sampah/{sesetan.bank.code}/kontak"
    assert tini.client.get(url).status_code == 404
    assert tirta.client.post(url, {"phone": "telepon saja"}).status_code == 422
    assert tirta.client.post(url, {"phone": " +62  361 123456 "}).status_code == 302
    shown = tirta.client.get(f"/bank-sampah/{sesetan.bank.code}").content.decode()
    assert 'href="tel:+62361123456">+62 361 123456</a>' in shown
    [facts] = semester_facts(actor=wira.actor, year=2026, semester=2)
    assert facts.phone == "+62 361 123456"
