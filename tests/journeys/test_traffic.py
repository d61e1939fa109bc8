"""The control room: an operator steps in, everybody reads why, and the signal lets go by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, STAFF, OpenContext
from tests.journeys.looks import look_at
from tests.journeys.server import City, streets
from tests.journeys.visitor import Visitor

ROOM = "/kerja/ruang-kendali"
DESK = f"{ROOM}/J07"
REASON = "Truk mogok di lengan timur, menunggu derek"
PAGES = (
    ("/lalu-lintas", ""), ("/lalu-lintas/J07", ""), (ROOM, "eka"), (DESK, "eka"),
    (f"{ROOM}/jalan-contoh", "eka"), (f"{ROOM}/detektor", "eka"),
    (f"{ROOM}/simpang/J07/rencana", "widi"), (f"{ROOM}/sebelum-sesudah", "widi"),
    (f"{ROOM}/kalender", "widi"), (f"{ROOM}/kamera", "surya"),
    (f"{ROOM}/hari/aturan", "widi"), (f"{ROOM}/hari/aturan/weekend", "widi"),
    (f"{ROOM}/kendaraan", "widi"), (f"{ROOM}/jaringan", "widi"),
    (f"{ROOM}/simpang/J07/konflik", "widi"),
    (f"{ROOM}/kamera/J09-contoh", "surya"), (f"{ROOM}/kamera/J09-contoh/1", "surya"),
)  # fmt: skip
_ANSWER_WITHIN_MS = 120_000  # beside a street and a city on the same two cores
_PATIENCE = 90  # looks, a second apart: yellow, all-red, and a machine with other work


@pytest.fixture(scope="module", autouse=True)
def driving(city: City) -> Iterator[None]:
    """Vehicles drive, and the signals are steered; only here, because it costs."""
    with streets(city):
        yield


def until_seen(page: Page, words: str | re.Pattern[str], *, is_there: bool = True) -> None:
    """Load the page again and again, as an operator would, until it says so (or no longer)."""
    for _ in range(_PATIENCE):
        if bool(page.get_by_text(words).count()) == is_there:
            return
        page.wait_for_timeout(1_000)
        page.reload()
    raise AssertionError(f"{words!r} was {'never seen' if is_there else 'always there'}")


def let_happen(visitor: Visitor, kind: str, **filled: str) -> None:
    """Choose what happens on the demo's street."""
    page = visitor.goto(f"{ROOM}/jalan-contoh")
    page.select_option("select[name=kind]", kind)
    if "lane" in filled:
        page.select_option("select[name=lane]", filled["lane"])
    if "amount" in filled:
        page.locator("[name=amount]").fill(filled["amount"])
    visitor.press("Jalankan")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_stage_is_held_and_let_go_by_itself(open_context: OpenContext, scripts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    eka = open_context(STAFF, who="eka", scripts=scripts)
    page = eka.goto(DESK)
    until_seen(page, "Tahan tahap ini")
    eka.fill("Berapa detik", "15")
    eka.fill("Alasan", "rusak")
    with eka.watch.expecting(422):
        eka.press("Tahan tahap ini")
    expect(page.locator("textarea[name=reason]")).to_have_attribute("aria-invalid", "true")
    eka.fill("Alasan", REASON)
    eka.press("Tahan tahap ini")
    eka.sees("Sedang ditahan")
    eka.sees(re.compile(f"{REASON}.*Bu Eka"))

    citizen = open_context(PHONE, scripts=scripts)
    citizen.goto("/lalu-lintas")
    citizen.sees(REASON)
    assert "Eka" not in citizen.page.content()

    until_seen(page, "Sedang ditahan", is_there=False)
    citizen.goto("/lalu-lintas")
    citizen.sees(REASON)  # who steps in stays on record for a day
    assert citizen.is_reflowed()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_signal_that_flashes_is_reset_by_two_persons(
    open_context: OpenContext,
    scripts: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    eka = open_context(STAFF, who="eka", scripts=scripts)
    surya = open_context(STAFF, who="surya", scripts=scripts)
    let_happen(eka, "conflict_monitor", lane="B01-J01_0")
    desk = f"{ROOM}/J01"
    page = eka.goto(desk)
    until_seen(page, "Pemantau konfliknya memutus.")
    page.locator("textarea[name=why]").fill("Teknisi sudah memeriksa")
    eka.press("Minta nyalakan lagi")
    eka.sees("orang kedua harus menyetujui sampai")
    assert page.get_by_role("button", name="Setujui nyalakan lagi").count() == 0

    surya.goto(ROOM)
    surya.sees("1 lampu berkedip")
    page = surya.goto(desk)
    surya.sees(re.compile("Bu Eka meminta lampu ini dinyalakan lagi"))
    surya.press("Setujui nyalakan lagi")
    surya.sees("Disetujui.")
    until_seen(page, "Pemantau konfliknya memutus.", is_there=False)
    until_seen(page, "Dinyalakan lagi setelah gangguan: selesai")


def test_an_ambulance_asks_the_city_and_everybody_reads_that_it_passes(
    open_context: OpenContext,
) -> None:
    eka = open_context(STAFF, who="eka")
    let_happen(eka, "pace", amount="4")  # it comes from the edge of the town
    let_happen(eka, "ambulance")
    until_seen(eka.goto(f"{ROOM}/J05"), "AMB-CONTOH")
    let_happen(eka, "pace", amount="1")
    citizen = open_context(PHONE)
    until_seen(citizen.goto("/lalu-lintas/J05"), "Ambulans atau pemadam lewat.")
    assert "AMB-CONTOH" not in citizen.page.content()
    # On a slow machine its own word may come after the detectors' word.
    until_seen(eka.goto(f"{ROOM}/J05"), re.compile("menurut (kendaraan|detektor)"))


def test_the_room_stays_fresh_by_itself_and_leaves_the_reader_alone(
    open_context: OpenContext,
) -> None:
    page = open_context(STAFF, who="eka").goto(ROOM)
    page.keyboard.press("j")  # the first row has the focus, and keeps it
    first = page.locator("[data-row]").first
    link = first.locator("a")
    expect(link).to_be_focused()
    others = page.locator("[data-row]:not(.is-here)")
    before, names = others.all_inner_texts(), page.locator("[data-row] a").all_inner_texts()
    for _ in range(_PATIENCE):
        if others.all_inner_texts() != before:
            break
        page.wait_for_timeout(1_000)
    assert others.all_inner_texts() != before  # the reason of some signal, at least
    expect(link).to_be_focused()
    assert page.locator("[data-row] a").all_inner_texts() == names


def test_an_engineer_compares_two_plans_and_reads_how_sure_it_is(open_context: OpenContext) -> None:
    widi = open_context(STAFF, who="widi")
    page = widi.goto(f"{ROOM}/bagaimana-jika")
    page.select_option("select[name=plan_b]", label="Kumpulan rencana siklus-panjang")
    widi.fill("Undian kendaraan", "2")
    widi.press("Bandingkan")
    widi.sees("dari 4 putaran selesai")
    expect(page.locator("[data-part=lead]")).to_contain_text(
        re.compile("[Yy]akin"), timeout=_ANSWER_WITHIN_MS
    )
    widi.sees("B dikurangi A: di kiri garis, B lebih baik")
    rows = page.locator("table").filter(has_text="Detik hilang di garis henti").locator("tbody tr")
    expect(rows).to_have_count(12)
    expect(rows.filter(has_text="Catur Muka")).to_contain_text("±")
    assert page.locator("rect.spread").count() == 15
    widi.look()
    without = open_context(STAFF, who="widi", scripts=False)
    without.goto(page.url)
    without.sees("B dikurangi A: di kiri garis, B lebih baik")


@pytest.mark.parametrize(("path", "who"), PAGES)
def test_pages_of_the_streets(open_context: OpenContext, path: str, who: str) -> None:
    assert look_at(open_context, path, who=who) == []
