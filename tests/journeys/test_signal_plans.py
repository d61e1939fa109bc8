"""A plan and its hours: written, refused, approved by a second engineer, seen on the street."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.journeys.conftest import STAFF, OpenContext
from tests.journeys.server import City, streets
from tests.journeys.test_traffic import until_seen
from tests.journeys.visitor import Visitor

ROOM = "/kerja/ruang-kendali"
SHELF = f"{ROOM}/simpang/J05/rencana"
SET = "uji-pagi"


@pytest.fixture(scope="module", autouse=True)
def driving(city: City) -> Iterator[None]:
    """Vehicles drive, and the signals are steered."""
    with streets(city):
        yield


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_a_draft_to_the_street(open_context: OpenContext, scripts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    widi = open_context(STAFF, who="widi", scripts=scripts)
    dharma = open_context(STAFF, who="dharma", scripts=scripts)
    page = widi.goto(SHELF)
    widi.fill("Nama kumpulan rencana", SET)
    widi.press("Mulai konsep")
    label = re.search(rf"{SET}/\d+", page.locator("h1").inner_text())
    assert label is not None
    address = page.url.removeprefix(widi.origin)

    seconds = page.locator("input[name=seconds_1]")
    right = seconds.input_value()
    seconds.fill("4")
    with widi.watch.expecting(422):
        widi.press("Simpan konsep")
    widi.sees(re.compile(r"Baris 2: 4 dtk, .*hijau"))
    seconds.fill(right)
    widi.press("Simpan konsep")
    widi.sees("Konsep tersimpan.")
    widi.sees("Ahli kedua harus menyetujui konsep ini.")
    assert page.get_by_role("button", name="Setujui").count() == 0

    approve(dharma, address)
    put_into_the_calendar(widi, dharma)
    page = widi.goto(address)
    widi.press("Terbitkan")
    widi.goto(SHELF)
    widi.sees(f"Yang berlaku: {label[0]}.")

    desk = widi.goto(f"{ROOM}/J05")
    until_seen(desk, f"Rencananya: {label[0]}.")  # the city may only just have started to hear it
    widi.sees(f"Menurut kalender: {SET} dari 00.00 sampai 24.00 WITA")
    citizen = open_context(STAFF, scripts=scripts)
    citizen.goto("/lalu-lintas/J05")
    citizen.sees(f"Menurut kalender: {SET} dari 00.00 sampai 24.00 WITA")


def approve(second: Visitor, address: str) -> None:
    """Another engineer than the author."""
    second.goto(address)
    second.press("Setujui")
    second.sees("Disetujui. Sekarang dapat diterbitkan.")


def put_into_the_calendar(author: Visitor, second: Visitor) -> None:
    """The set runs all day on the kind of day that today is, before every other row."""
    page = author.goto(f"{ROOM}/kalender")
    today = re.search(r"Hari ini \((.*)\)", page.locator("main").inner_text())
    assert today is not None
    author.press("Mulai konsep")
    address = page.url.removeprefix(author.origin)
    rows = page.locator("fieldset")
    used = page.locator("select[name$=-day_type]").evaluate_all(
        "all => all.filter((one) => one.value).length"
    )
    row = rows.nth(used)
    row.locator("select[name$=-day_type]").select_option(label=today[1])
    row.locator("input[name$=-from_min]").fill("0.00")
    row.locator("input[name$=-until_min]").fill("24.30")
    row.locator("select[name$=-plan]").select_option(SET)
    row.locator("input[name$=-priority]").fill("9")
    with author.watch.expecting(422):
        author.press("Simpan konsep")
    author.sees("Waktu seperti 07.10, paling lambat 24.00.")
    row.locator("input[name$=-until_min]").fill("24.00")
    # A second run finds the row of the first one: of two with one priority none would win.
    for at in range(used):
        if rows.nth(at).locator("select[name$=-plan]").input_value() == SET:
            rows.nth(at).locator("select[name$=-day_type]").select_option("")
    author.press("Simpan konsep")
    author.sees("Konsep tersimpan.")
    approve(second, address)
    author.goto(address)
    author.press("Terbitkan")
    author.sees("Terbit. Lampu beralih ke kumpulan rencananya saat jamnya tiba.")
