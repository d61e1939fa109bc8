"""A supervisor's word on a bank, and the phones of a bank."""

from __future__ import annotations

import pytest

from sewaka.modules.waste_banks.models import WasteBank, WeighingDevice
from sewaka.modules.waste_banks.tests.test_customer_pages import page
from sewaka.modules.waste_banks.tests.village import Village
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


def state_of(at: Village) -> str:
    """As the database knows it."""
    return WasteBank.objects.get(pk=at.bank.pk).status


def test_a_bank_sleeps_wakes_and_closes_with_a_reason(sesetan: Village, wira: Player) -> None:
    url = f"/kerja/bank-sampah/{sesetan.bank.code}/keadaan"
    assert url in wira.client.get("/kerja/bank-sampah").content.decode()
    for wrong in ({"after": "DORMANT", "reason": " "}, {"after": "FROZEN", "reason": "x"}):
        assert wira.client.post(url, wrong).status_code == 422
        assert state_of(sesetan) == "ACTIVE"
    for after in ("DORMANT", "ACTIVE"):
        assert wira.client.post(url, {"after": after, "reason": "pengurus"}).status_code == 302
        assert state_of(sesetan) == after
    sesetan.bring([sesetan.wish(("HVS", 1_500))])
    refused = wira.client.post(url, {"after": "CLOSED", "reason": "bubar"})
    assert "masih punya tabungan" in refused.content.decode()
    WasteBank.objects.filter(pk=sesetan.bank.pk).update(status="CLOSED")
    assert "tetap tutup" in page(wira, url)


def test_a_lost_phone_goes_off_the_list(sesetan: Village, tini: Player, tirta: Player) -> None:
    lost = WeighingDevice.objects.create(
        bank=sesetan.bank, label="Ponsel balai", public_key=b"contoh",
        enrolled_by=tini.person.pk, enrolled_at=NOW,
    )  # fmt: skip
    url = f"/kerja/bank-sampah/{sesetan.bank.code}/ponsel"
    assert "Ponsel balai" in page(tini, url)
    assert "Keluarkan dari daftar" not in page(tini, url)
    assert "Keluarkan dari daftar" in page(tirta, url)
    done = tirta.client.post(f"/kerja/bank-sampah/ponsel/{lost.pk}/cabut")
    assert (done.status_code, done["Location"]) == (302, url)
    lost.refresh_from_db()
    assert lost.revoked_at is not None
    assert "Keluarkan dari daftar" not in page(tirta, url)
