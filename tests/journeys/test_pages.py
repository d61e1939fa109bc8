"""Every page that a person meets, under axe at three widths, in both themes and both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.conftest import HERE, STAFF, Cookies, OpenContext
from tests.journeys.looks import look_at
from tests.journeys.sending import send_reports
from tests.journeys.server import City
from tests.journeys.visitor import Visitor

COUNTER = "/kerja/bank-sampah/loket/BSU-5171011003-01"
PUBLIC = (
    "/laporan", "/laporan?tampil=peta", "/dasbor/laporan", "/lapor/foto", "/lapor/lokasi",
    "/lapor/isi", "/lapor/periksa", "/lacak", "/kota", "/kota/cara-menghitung",
    "/bank-sampah", "/bank-sampah/BSU-5171011003-01", "/bank-sampah/angka",
    "/bank-sampah/BSU-5171011003-01/harga/PET_CLEAR",
    "/data", "/cari?q=got", "/akun/masuk", "/akun/daftar", "/akun/sandi/lupa", "/privasi/catatan",
)  # fmt: skip
OWN = ("/saya", "/saya/kabar", "/akun", "/akun/data", "/akun/data/akses", "/akun/kunci",
       "/bank-sampah/buku", "/bank-sampah/tarik", "/bank-sampah/jemput")  # fmt: skip
WORK = ("/kerja/kotak-masuk",)
OFFICE = (
    ("/kerja/peran", "putri"), ("/kerja/wilayah", "admin"),
    ("/kerja/kalender", "admin"), ("/kerja/surel-keluar", "admin"), ("/kerja/privasi", "dpo"),
    ("/kerja/buku-besar", "auditor"),
    ("/kerja/bank-sampah", "tini"), (f"{COUNTER}?cari=contoh", "tini"),
    ("/kerja/bank-sampah/BSU-5171011003-01/sesi", "tini"),
    ("/kerja/bank-sampah/BSU-5171011003-01/rute", "tini"),
    ("/kerja/bank-sampah/BSU-5171011003-01/stok", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/jual", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/susut", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/shu", "tirta"),
    (f"{COUNTER}/nasabah-baru", "tini"),
    ("/kerja/bank-sampah/BSU-5171011003-01/saldo-awal", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/jadwal", "tirta"),
    ("/kerja/bank-sampah/pengawasan", "wira"), ("/kerja/bank-sampah/pengawasan?keadaan=", "wira"),
    (f"{COUNTER}/kartu", "tini"),
    ("/kerja/bank-sampah/BSU-5171011003-01/harga", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/harga/baru", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/harga/1", "tirta"),
    ("/kerja/bank-sampah/BSI-5171022015-01/harga/1", "asti"),
    ("/kerja/bank-sampah/BSU-5171011003-01/jasa", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/kas", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/kontak", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/ponsel", "tirta"),
    ("/kerja/bank-sampah/BSU-5171011003-01/keadaan", "wira"),
    ("/kerja/laporan/baru", "kadek"), ("/kerja/laporan/keliling", "agus"),
    ("/kerja/laporan/pilah", "wulan"), ("/kerja/laporan/pilah", "dewi"),
    ("/kerja/laporan/wali-kota", "mayor"), ("/kerja/laporan/integritas", "indra"),
)  # fmt: skip
SET_UP = "/kerja/laporan/atur"
SET_UP_PAGES = (
    "", "/janji", "/janji/light", "/janji-baru", "/rute", "/rute/tambah", "/jenis", "/jenis/201",
    "/jenis-baru", "/jenis/201/tanya", "/jenis/201/tanya/KIND", "/jawaban", "/jawaban/tambah",
    "/kunci", "/lapor",
)  # fmt: skip


def first_public_report(visitor: Visitor) -> str:
    """The address of the newest report on the public list."""
    visitor.page.goto(f"{visitor.origin}/laporan")
    return visitor.page.locator("tbody th a").first.get_attribute("href") or ""


def first_case(visitor: Visitor) -> str:
    """The address of the most urgent case of an officer."""
    visitor.page.goto(f"{visitor.origin}/kerja/kotak-masuk")
    return visitor.page.locator("[data-row] a").first.get_attribute("href") or ""


def a_change_of_a_key(visitor: Visitor) -> str:
    """Where the first program's rights are changed."""
    visitor.page.goto(f"{visitor.origin}{SET_UP}/kunci")
    return visitor.page.locator("a[href$='/ubah']").first.get_attribute("href") or ""


def last_look(visitor: Visitor) -> str:
    """The privacy page of the newest public report."""
    return f"/kerja/laporan/{first_public_report(visitor).rpartition('/')[2]}/privasi"


def what_made_brought(visitor: Visitor) -> str:
    """The newest deposit of Made's passbook."""
    visitor.page.goto(f"{visitor.origin}/bank-sampah/buku")
    return visitor.page.locator("tbody a[href*='/setoran/']").first.get_attribute("href") or ""


def at_the_counter(visitor: Visitor) -> str:
    """The form of a weighing for the first customer found."""
    visitor.page.goto(f"{visitor.origin}{COUNTER}?cari=contoh")
    return visitor.page.locator("tbody a").first.get_attribute("href") or ""


def a_closed_month(visitor: Visitor) -> str:
    """The newest published month of Sesetan's bank."""
    visitor.page.goto(f"{visitor.origin}/bank-sampah/BSU-5171011003-01")
    return visitor.page.locator("a[href*='/bulan/']").first.get_attribute("href") or ""


def first_finding(visitor: Visitor) -> str:
    """The newest finding of the fraud desk."""
    visitor.page.goto(f"{visitor.origin}/kerja/bank-sampah/pengawasan")
    return visitor.page.locator("tbody a").first.get_attribute("href") or ""


def an_account(visitor: Visitor) -> str:
    """The account of the first customer found."""
    return f"{at_the_counter(visitor)}/nasabah"


def asking_for_somebody(visitor: Visitor) -> str:
    """Where an officer asks for savings for the first customer found."""
    return f"{at_the_counter(visitor)}/tarik"


def a_lost_receipt(visitor: Visitor) -> str:
    """Where the receipt of a lost phone is written down for the first customer found."""
    return f"{at_the_counter(visitor)}/klaim"


def route_of_today(visitor: Visitor) -> str:
    """The newest route of the bank in Sesetan."""
    visitor.page.goto(f"{visitor.origin}/kerja/bank-sampah/BSU-5171011003-01/rute")
    return visitor.page.locator("main a[href*='/rute/']").first.get_attribute("href") or ""


def stop_on_the_road(visitor: Visitor) -> str:
    """A door to which a vehicle is on its way."""
    page = visitor.page
    page.goto(f"{visitor.origin}/kerja/bank-sampah/BSU-5171011003-01/rute")
    page.locator("main a[href*='/rute/']", has_text="Tossa").first.click()
    return page.locator("main a.button[href*='/jemput/']").first.get_attribute("href") or ""


@pytest.mark.parametrize("path", PUBLIC)
def test_pages_for_everybody(open_context: OpenContext, path: str) -> None:
    assert look_at(open_context, path) == []


def test_a_report(open_context: OpenContext) -> None:
    assert look_at(open_context, first_public_report) == []


@pytest.mark.parametrize("path", OWN)
def test_pages_of_ones_own(open_context: OpenContext, path: str) -> None:
    assert look_at(open_context, path, who="made") == []


def test_what_was_weighed(open_context: OpenContext) -> None:
    assert look_at(open_context, what_made_brought, who="made") == []


def test_the_counter_of_a_bank(open_context: OpenContext) -> None:
    assert look_at(open_context, at_the_counter, who="tini") == []


def test_a_closed_month_of_a_bank(open_context: OpenContext) -> None:
    assert look_at(open_context, a_closed_month) == []


def test_a_finding_of_the_fraud_desk(open_context: OpenContext) -> None:
    assert look_at(open_context, first_finding, who="wira") == []


@pytest.mark.parametrize("where", [an_account, asking_for_somebody, a_lost_receipt])
def test_an_account_of_a_bank(open_context: OpenContext, where: Callable[[Visitor], str]) -> None:
    assert look_at(open_context, where, who="tirta") == []


def test_a_card_that_a_stranger_found(open_context: OpenContext) -> None:
    officer = open_context(STAFF, who="tirta")
    officer.page.goto(f"{officer.origin}{an_account(officer)}")
    officer.page.locator("form[action$='/kartu'] button").click()
    token = officer.page.locator("input[name=token]").get_attribute("value") or ""
    officer.page.close()
    assert look_at(open_context, f"/n/{token}") == []


@pytest.mark.parametrize("place", [route_of_today, stop_on_the_road])
def test_a_route_of_pick_ups(open_context: OpenContext, place: Callable[[Visitor], str]) -> None:
    assert look_at(open_context, place, who="tini") == []


@pytest.mark.parametrize("path", WORK)
def test_the_work_list(open_context: OpenContext, path: str) -> None:
    assert look_at(open_context, path, who="sari") == []


def test_a_case_at_the_desk(open_context: OpenContext) -> None:
    assert look_at(open_context, first_case, who="sari") == []


@pytest.mark.parametrize(("path", "who"), OFFICE)
def test_pages_of_the_office(open_context: OpenContext, path: str, who: str) -> None:
    assert look_at(open_context, path, who=who) == []


def test_a_page_that_wants_a_fresh_sign_in(open_context: OpenContext, cookies_of: Cookies) -> None:
    cookies_of.forget()
    assert look_at(open_context, "/kerja/peran/beri", who="putri") == []


@pytest.mark.parametrize("path", SET_UP_PAGES)
def test_pages_of_the_set_up(open_context: OpenContext, path: str) -> None:
    assert look_at(open_context, f"{SET_UP}{path}", who="yasa") == []


def test_a_key_at_the_set_up(open_context: OpenContext) -> None:
    assert look_at(open_context, a_change_of_a_key, who="yasa") == []


def test_the_privacy_desk(open_context: OpenContext) -> None:
    assert look_at(open_context, last_look, who="dewi") == []


def test_black_boxes_over_a_photo(open_context: OpenContext, city: City) -> None:
    (sent,) = send_reports(city, 1, "Jl. Kotak Hitam 5", with_photo=True)
    path = f"/kerja/laporan/{sent.number}/foto/{sent.photos[0]}"
    assert look_at(open_context, path, who="dewi") == []


def test_the_authors_page(open_context: OpenContext, city: City) -> None:
    (sent,) = send_reports(city, 1, "Jl. Halaman Saya 6", with_photo=True)
    assert look_at(open_context, f"/l/{sent.number}/{sent.secret}") == []


@pytest.mark.parametrize(
    "path", ["/laporan", "/lapor/foto", "/lapor/lokasi", "/kota", "/data", "/akun/masuk"]
)
def test_nothing_sticks_out_at_320_pixels(open_context: OpenContext, path: str) -> None:
    visitor = open_context({"viewport": {"width": 320, "height": 640}, **HERE})
    visitor.page.goto(f"{visitor.origin}{path}")
    assert visitor.is_reflowed()


def test_an_officer_moves_by_keyboard(open_context: OpenContext) -> None:
    visitor = open_context(STAFF, who="sari")
    page = visitor.goto("/kerja/kotak-masuk")
    numbers = [row.get_attribute("data-row") for row in page.locator("[data-row]").all()]
    page.keyboard.press("j")
    page.keyboard.press("j")
    here = page.locator("[data-row].is-here")
    assert here.get_attribute("data-row") == numbers[1]
    page.keyboard.press("k")
    assert here.get_attribute("data-row") == numbers[0]
    page.keyboard.press("x")
    assert here.locator("input[type=checkbox]").is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{numbers[0]}**")
