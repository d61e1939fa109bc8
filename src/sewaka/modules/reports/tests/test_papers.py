"""Receipt and letter: what stands on them, who gets them, and what never does."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from sewaka.kernel.access import ANONYMOUS
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.rules.draft import Contact
from sewaka.modules.reports.tests.conftest import RUBBISH, Way
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
CONTACT = Contact(name="Made Canarium", phone="0800 0000 0001", email="canary@contoh.example")
SECRETIVE = replace(RUBBISH, contact=CONTACT, description="NIK 9971014107900001, telp 081234567890")


def words(response: object) -> str:
    """The text of the PDF that was answered, blanks made one."""
    content: bytes = getattr(response, "content", b"")
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def sent(wayans_banjar: str, wayan: Player) -> Submitted:
    """A report whose author left everything that must not stand on paper."""
    return submit_report(
        actor=ANONYMOUS, now=NOW, draft=SECRETIVE, sender=Sender(limits_apply=False)
    )


def receipt(client: Client, sent: Submitted, secret: str = "") -> object:
    """The author opens the receipt."""
    path = reverse("reports:receipt_pdf", args=[sent.number, secret or sent.secret])
    with nothing_written():
        return client.get(path)


def test_the_receipt_names_number_place_and_both_dates(client: Client, sent: Submitted) -> None:
    response = client.get(reverse("reports:receipt_pdf", args=[sent.number, sent.secret]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{sent.number}-bukti.pdf"'
    assert "no-store" in response["Cache-Control"]
    found = words(response)
    for part in (
        "Bukti laporan Anda", sent.number, "Sampah liar", "Jl. Contoh 5", "Sesetan",
        "Dijawab paling lambat", "Selesai paling lambat", f"http://testserver/l/{sent.number}",
    ):  # fmt: skip
        assert part in found


def test_no_person_and_no_secret_stands_on_paper(
    client: Client, sent: Submitted, kadek: Player
) -> None:
    letter = kadek.client.get(reverse("reports:letter", args=[sent.number]))
    for paper in (receipt(client, sent), letter):
        content: bytes = getattr(paper, "content", b"")
        found = words(paper)
        for secret in ("Canarium", "08000000001", "canary@", "9971014107900001", "081234567890",
                       sent.secret):  # fmt: skip
            assert secret not in found
            assert secret.encode() not in content
        assert "▇▇" in found


def test_the_receipt_speaks_the_readers_language(client: Client, sent: Submitted) -> None:
    client.cookies["django_language"] = "en"
    found = words(receipt(client, sent))
    assert "Receipt of your report" in found
    assert "Illegal dumping" in found


def test_a_wrong_secret_gets_no_receipt(client: Client, sent: Submitted) -> None:
    assert getattr(receipt(client, sent, "A" * 22), "status_code", 0) == 404


def test_the_village_office_writes_to_the_agency(rubbish: Way, kadek: Player) -> None:
    response = kadek.client.get(reverse("reports:letter", args=[rubbish.sent.number]))
    found = words(response)
    for part in ("Laporan warga yang diteruskan", "Kepada", rubbish.sent.number, "Sesetan, "):
        assert part in found


@pytest.mark.parametrize("name", ["komang", "agus", "made", "dewi", "mayor"])
def test_nobody_else_writes_it(rubbish: Way, request: pytest.FixtureRequest, name: str) -> None:
    player: Player = request.getfixturevalue(name)
    browser = player.client
    with nothing_written():
        response = browser.get(reverse("reports:letter", args=[rubbish.sent.number]))
    assert response.status_code == 404


def test_hostile_words_stay_words(client: Client, hostile_text: str) -> None:
    typed = hostile_text.encode(errors="replace").decode()
    draft = replace(RUBBISH, description=f"#panic() {typed}"[:4_000], hamlet_code="")
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    assert sent.number in words(receipt(client, sent))
