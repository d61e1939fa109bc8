"""Tini at the counter of a waste bank, by keyboard alone: found, weighed, booked, the next one."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import STAFF, OpenContext
from tests.journeys.test_officer import tab_to

DESK = "/kerja/bank-sampah/loket/BSU-5171011003-01"
FOUND = f"tr:first-child a[href^='{DESK}/']:not([href$='/nasabah'])"


def test_two_customers_are_weighed_by_keyboard(open_context: OpenContext) -> None:
    tini = open_context(STAFF, who="tini")
    page = tini.goto("/kerja/bank-sampah")
    tab_to(page, f"a[href='{DESK}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DESK}")
    for grams in ("1500", "2250"):
        expect(page.locator("input[name=cari]")).to_be_focused()
        page.keyboard.type("contoh")
        page.keyboard.press("Enter")
        page.wait_for_url("**cari=contoh**")
        tab_to(page, FOUND)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/\d{10}$"))
        tab_to(page, "select[name=category_1]")
        page.keyboard.type("botol")
        tab_to(page, "input[name=gross_1]")
        page.keyboard.type(grams)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{DESK}")
        tini.sees(re.compile(f"Dibukukan: {int(grams) / 1000:g}".replace(".", ",")))
        tini.look()
