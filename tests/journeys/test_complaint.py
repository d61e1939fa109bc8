"""A complaint's way: reported by Made, finished by Bu Sari, seen by Pak Wayan, confirmed by Made.

Each does what the real person would do at their own screen; once with scripts, once without.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, STAFF, OpenContext
from tests.journeys.visitor import Visitor

ANSWER = "Kru kami datang besok pagi pukul delapan."
DONE = "Lubang sudah kami tutup dengan aspal baru."
COUNT_TAPS = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.taps = Number(sessionStorage.taps || 0) + 1;
}, true)"""
KUTA = {"latitude": -8.718, "longitude": 115.169, "accuracy": 12}
WORDS = "Lubang besar di depan pasar, sudah ada yang jatuh. Telepon 0812 3456 7890."


@dataclass(frozen=True)
class Pictures:
    """Two photos as a phone takes them."""

    before: Path
    after: Path


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """A photo with position in its metadata, and one of the result."""
    folder = tmp_path_factory.mktemp("photos")
    return Pictures(
        before=photo(folder / "lubang.jpg", "#705848"), after=photo(folder / "rata.jpg", "#404448")
    )


def photo(path: Path, colour: str) -> Path:
    """A JPEG of 3 megapixels with GPS in its EXIF."""
    image = Image.new("RGB", (2048, 1536), colour)
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (8.0, 42.0, 5.8), 3: "E", 4: (115.0, 13.0, 13.8)}
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85, exif=exif)
    path.write_bytes(buffer.getvalue())
    return path


@dataclass(frozen=True)
class Receipt:
    """What Made keeps."""

    number: str
    link: str


def reports_a_hole(made: Visitor, pictures: Pictures) -> Receipt:
    """Four steps, at most twelve taps, then the receipt."""
    made.goto("/lapor")
    made.heading("Foto masalahnya")
    made.attach("input[type=file] >> nth=1", pictures.before)
    if made.has_scripts:
        expect(made.page.get_by_text("Siap dikirim").first).to_be_visible()
    made.press("Lanjut")
    made.heading("Di mana?")
    made.fill("Patokan atau alamat", "depan pasar contoh")
    made.select("Desa atau kelurahan", "Sesetan")
    made.press("Lanjut")
    made.heading("Apa masalahnya?")
    made.choose("Jalan rusak")
    made.fill("Ceritakan", WORDS)
    made.press("Lanjut")
    made.heading("Periksa dan kirim")
    made.sees(re.compile("Telepon ▇▇"))
    made.select("Banjar", "Banjar Kaja")
    made.press("Kirim laporan")
    made.heading("Laporan Anda sudah kami terima")
    number = made.page.locator(".ticket-number .copy-text").inner_text().strip()
    link = made.page.locator(".ticket-link a").get_attribute("href") or ""
    return Receipt(number=number, link=link)


def acts(officer: Visitor, number: str, action: str, **words: str) -> None:
    """Opens the case at the desk and does one of its acts."""
    officer.goto(f"/kerja/berkas/{number}")
    act = officer.page.locator(f"#act-{action}")
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    for name, text in words.items():
        act.locator(f"[name={name}]").fill(text)


def submits(officer: Visitor, action: str) -> None:
    """Presses the act's own button and waits for the next page."""
    with officer.page.expect_navigation():
        officer.page.locator(f"#act-{action} form > button.button").last.click()
    officer.look()


def mends_it(sari: Visitor, sent: Receipt, pictures: Pictures) -> None:
    """Answers, does the work and shows it."""
    acts(sari, sent.number, "accept", answer=ANSWER)
    submits(sari, "accept")
    acts(sari, sent.number, "finish", answer=DONE)
    act = sari.page.locator("#act-finish")
    act.locator("input[type=file]").nth(1).set_input_files(str(pictures.after))
    if sari.has_scripts:
        expect(act.get_by_text("Siap dikirim").first).to_be_visible()
    submits(sari, "finish")


def finds_nothing(visitor: Visitor, path: str) -> None:
    """The page does not exist for this visitor."""
    visitor.watch.allow("404")
    with visitor.watch.expecting(404):
        answer = visitor.page.goto(f"{visitor.origin}{path}")
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_hole_to_the_citizens_word(
    open_context: OpenContext, pictures: Pictures, *, scripts: bool
) -> None:
    made = open_context(PHONE, scripts=scripts)
    sent = reports_a_hole(made, pictures)
    assert re.fullmatch(r"L\d\d-[0-9A-Z]{7}-[0-9A-Z]", sent.number)

    stranger = open_context(PHONE, scripts=scripts)
    finds_nothing(stranger, f"/l/{sent.number}")

    wayan = open_context(PHONE, who="wayan", scripts=scripts)
    acts(wayan, sent.number, "verify", remark="Saya lihat sendiri pagi ini.")
    submits(wayan, "verify")

    kadek = open_context(STAFF, who="kadek", scripts=scripts)
    acts(kadek, sent.number, "hand_over", remark="Akses truk dari timur.")
    submits(kadek, "hand_over")

    sari = open_context(STAFF, who="sari", scripts=scripts)
    mends_it(sari, sent, pictures)
    # Not the office that did it: Pak Wayan walks past and looks.
    acts(wayan, sent.number, "validate", remark="Sudah rata, motor lewat dengan aman.")
    submits(wayan, "validate")

    made.goto(sent.link)
    made.sees(DONE)
    made.sees("Kantor menyatakan selesai. Benarkah?")
    made.press("Sudah beres")
    made.sees("Selesai, dikonfirmasi warga")

    page = stranger.goto(f"/l/{sent.number}")
    stranger.sees("Selesai, dikonfirmasi warga")
    stranger.sees(ANSWER)
    text = re.sub(r'datetime="[^"]*"', "", page.content())  # an instant may have any digits
    assert "0812" not in text
    expect(page.locator("main img").first).to_be_visible()


def test_a_report_takes_at_most_twelve_taps(open_context: OpenContext, pictures: Pictures) -> None:
    """Photo, position, one tile, three times on, send."""
    made = open_context(PHONE)
    taps = "sessionStorage.taps = Number(sessionStorage.taps || 0) + 1"
    made.context.add_init_script(
        f"addEventListener('click', e => {{ if (e.isTrusted) {taps} }}, true)"
    )
    made.goto("/lapor")
    made.attach("input[type=file] >> nth=0", pictures.before)
    expect(made.page.get_by_text("Siap dikirim").first).to_be_visible()
    made.press("Lanjut")
    made.press("Pakai lokasi saya")
    made.sees(re.compile("Lokasi ditemukan"))
    made.press("Lanjut")
    made.page.get_by_role("radio", name="Sampah liar").click()
    made.press("Lanjut")
    made.press("Kirim laporan")
    made.heading("Laporan Anda sudah kami terima")
    # The camera's own shutter and its "use" are two more.
    assert int(made.page.evaluate("sessionStorage.taps")) + 2 <= 12


def test_a_place_outside_the_city_is_said_beside_it_and_passed_on(
    open_context: OpenContext,
) -> None:
    made = open_context({**PHONE, "geolocation": KUTA})
    made.goto("/lapor/lokasi")
    made.press("Pakai lokasi saya")
    made.sees(re.compile("tampaknya di Kabupaten Badung"))
    made.choose("Untuk Kabupaten Badung")
    made.press("Lanjut")
    made.page.get_by_role("radio", name="Sampah liar").click()
    made.fill("Ceritakan", "Sampah menumpuk di pinggir pantai.")
    made.press("Lanjut")
    made.press("Kirim laporan")
    made.heading("Laporan Anda sudah kami terima")
    made.sees(re.compile("petugas meneruskan laporan Anda secara manual"))
