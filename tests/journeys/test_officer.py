"""An officer at work: by keyboard alone, beside a colleague, and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, STAFF, OpenContext, wait_for_worker
from tests.journeys.sending import send_reports
from tests.journeys.server import City

LIST = "/kerja/kotak-masuk"
_MOST_TABS = 60


def sent_numbers(city: City, count: int, landmark: str) -> list[str]:
    """The numbers of reports that lie at Pak Wayan's desk."""
    return [one.number for one in send_reports(city, count, landmark)]


def tab_to(page: Page, selector: str) -> None:
    """Go on with Tab until that element has the focus; it must be seen there."""
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            expect(page.locator(selector)).to_be_in_viewport()
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def test_a_case_is_cleared_by_keyboard(open_context: OpenContext, city: City) -> None:
    (number,) = sent_numbers(city, 1, "Jl. Papan Ketik 1")
    wayan = open_context(STAFF, who="wayan")
    page = wayan.goto(f"{LIST}?q=papan+ketik")
    page.keyboard.press("j")
    expect(page.locator(".work-row.is-here")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".pane-detail .copy-text")).to_have_text(number)
    expect(page.locator(".pane-detail h2").first).to_be_focused()
    tab_to(page, "#act-verify textarea")
    page.keyboard.type("Sudah saya lihat sendiri.")
    tab_to(page, "#act-verify button[type=submit]")
    page.keyboard.press("Enter")
    wayan.look()
    wayan.sees("Sudah saya lihat sendiri.")
    wayan.heading(re.compile("Jl. Papan Ketik 1"))
    wayan.goto(f"{LIST}?q=papan+ketik")
    expect(page.locator(".work-row")).to_have_count(0)


def test_a_whole_list_is_worked_through_by_keyboard(open_context: OpenContext, city: City) -> None:
    """j, enter, act, the next one, until nothing is left; the mouse lies in the drawer."""
    waiting = set(sent_numbers(city, 3, "Jl. Habis 7"))
    wayan = open_context(STAFF, who="wayan")
    page = wayan.goto(f"{LIST}?q=habis")
    while waiting:
        expect(page.locator(".work-row")).to_have_count(len(waiting))
        page.keyboard.press("j")
        page.keyboard.press("j")
        if len(waiting) > 1:
            page.keyboard.press("k")
        here = page.locator(".work-row.is-here").get_attribute("data-row")
        page.keyboard.press("Enter")
        number = page.locator(".pane-detail .copy-text")
        expect(number).to_have_text(re.compile("|".join(waiting)))
        assert number.text_content() == here
        expect(page.locator(".pane-detail h2").first).to_be_focused()
        tab_to(page, "#act-verify button[type=submit]")
        page.keyboard.press("Enter")
        wayan.sees(re.compile("Tersimpan"))
        waiting.discard(here or "")
        tab_to(page, ".main a[href='/kerja/kotak-masuk']")
        page.keyboard.press("Enter")
        wayan.heading("Kotak masuk")
        page.keyboard.press("/")
        page.keyboard.type("habis")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=habis**")
    expect(page.locator(".work-row")).to_have_count(0)


def test_keys_reach_what_they_name(open_context: OpenContext, city: City) -> None:
    sent_numbers(city, 2, "Jl. Pintas 2")
    wayan = open_context(STAFF, who="wayan")
    page = wayan.goto(f"{LIST}?q=pintas")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    expect(page.locator(".work-row").nth(1).locator("input[type=checkbox]")).to_be_checked()
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    expect(page.locator(".pane-detail .copy-text")).to_be_visible()
    expect(page.locator(".pane-detail h2").first).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("#message-text")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#message-text").blur()
    before = page.locator(".work-row.is-open").get_attribute("data-row")
    wayan.goto(f"{LIST}?q=pintas")
    for place in range(2):
        page.keyboard.press("n")
        expect(page.locator(".work-row").nth(place)).to_have_class(re.compile("is-open"))
    page.keyboard.press("n")  # the last one stays
    expect(page.locator(".work-row").nth(1)).to_have_class(re.compile("is-open"))
    wayan.goto(f"/kerja/berkas/{before}")
    page.keyboard.press("n")
    page.wait_for_url("**/kerja/kotak-masuk*")


def test_somebody_was_faster_and_nothing_is_lost(open_context: OpenContext, city: City) -> None:
    (number,) = sent_numbers(city, 1, "Jl. Berdua 3")
    first, second = open_context(STAFF, who="wayan"), open_context(STAFF, who="wayan")
    for officer in (first, second):
        officer.goto(f"/kerja/berkas/{number}")
    second.page.locator("#verify-remark").fill("Catatan panjang saya")
    first.press("Benar, teruskan")
    first.sees(re.compile("Tersimpan"))
    with second.watch.expecting(412):
        second.press("Benar, teruskan")
    second.sees("Ada yang lebih cepat")
    expect(second.page.locator(".conflict")).to_contain_text("Catatan panjang saya")


def test_many_at_once_without_scripts(open_context: OpenContext, city: City) -> None:
    numbers = sent_numbers(city, 2, "Jl. Sekaligus 4")
    wayan = open_context(PHONE, who="wayan", scripts=False)
    page = wayan.goto(f"{LIST}?q=sekaligus")
    for box in page.locator(".work-row input[type=checkbox]").all():
        box.check()
    wayan.press("Benar, teruskan")
    wayan.sees("Kata-kata yang sama dipakai untuk 2 berkas.")
    wayan.press("Benar, teruskan")
    wayan.sees("2 berkas sudah diubah.")
    for number in numbers:
        wayan.sees(number)


def test_a_crew_takes_its_round_along_where_there_is_no_signal(
    open_context: OpenContext, city: City
) -> None:
    send_reports(city, 3, "Jl. Asap 8", is_accepted=True)
    agus = open_context(PHONE, who="agus")
    agus.goto("/")
    wait_for_worker(agus.page)
    agus.watch.allow("net::ERR|Failed to fetch|fetch")
    page = agus.goto("/kerja/laporan/keliling")
    stops = page.locator("[data-round] > article")
    count = stops.count()
    assert count >= 3
    agus.press("Urutkan dari tempat saya")
    agus.sees("Posisi Anda tetap di ponsel ini.")
    ways = page.locator("[data-way]").all_inner_texts()
    assert ways[0] != ""
    nearest = stops.first.get_attribute("id")

    agus.context.set_offline(True)
    page.goto(f"{agus.origin}/kerja/laporan/keliling?kru=")
    expect(page.locator("[data-round] > article")).to_have_count(count)
    agus.press("Urutkan dari tempat saya")
    expect(stops.first).to_have_id(str(nearest))

    agus.context.set_offline(False)
    page.goto(f"{agus.origin}/akun/keluar")
    agus.press("Keluar")
    agus.context.set_offline(True)
    page.goto(f"{agus.origin}/kerja/laporan/keliling")
    expect(page.locator("[data-round]")).to_have_count(0)
