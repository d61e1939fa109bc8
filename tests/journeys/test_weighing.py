"""A weighing day in a hall without signal: two phones, 200 customers, nothing lost or doubled."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Error, Page, expect

from tests.journeys.conftest import PHONE, OpenContext, until, wait_for_worker
from tests.journeys.lines import cut
from tests.journeys.server import City
from tests.journeys.visitor import Visitor, violations

CUSTOMERS, ON_FIRST = 200, 120
KILLED_AT = (40, 80)
CUTS = 5
GRAMS, RUPIAH = 1500, 6000  # of clean bottles at 4,000 Rp/kg
FEE = 300
RECORDS = re.compile(r"/api/v1/waste-banks/sessions/.*/records$")
PHOTOS = re.compile(r"/api/v1/waste-banks/sessions/.*/photos$")
LACKING = re.compile(r"/api/v1/waste-banks/sessions/.*/lacking$")
BEGIN = "/kerja/bank-sampah/timbang"
SCREEN = "/bank-sampah/timbang"
# A clock that somebody set wrong; the one that nobody sets goes on.
CLOCK_AHEAD = "{ const right = Date.now.bind(Date); Date.now = () => right() + 20 * 60_000; }"
# Lack of signal is feigned for pages alone: the service worker would send in the background.
NO_BACKGROUND = """if (self.ServiceWorkerRegistration) {
  Object.defineProperty(ServiceWorkerRegistration.prototype, "sync", { get: () => undefined });
}"""
# Weighs one customer after the other through the screen's own buttons, as fast as it goes.
WEIGH = """(numbers) => {
  const root = document.querySelector("[data-weighing]");
  const find = (selector) => root.querySelector(selector);
  const shown = async (view) => {
    for (let n = 0; n < 2000; n += 1) {
      if (!find(`[data-view=${view}]`).hidden) return;
      await new Promise((later) => setTimeout(later, 5));
    }
    throw new Error(`never at ${view}`);
  };
  const one = async (number) => {
    await shown("customer");
    const box = find("[data-find]");
    box.value = number;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    find("[data-customers] button").click();
    await shown("weigh");
    find("[data-code=PET_CLEAR]").click();
    await shown("pad");
    for (const digit of "1500") find(`[data-digit="${digit}"]`).click();
    find("[data-do=add]").click();
    await shown("weigh");
    find("[data-do=save]").click();
    await shown("receipt");
    find("[data-view=receipt] [data-do=customer]").click();
  };
  window.weighed = (async () => { for (const number of numbers) await one(number); })();
}"""
WAITING = "Number(document.querySelector('[data-weighing]').dataset.waiting)"


def hall(city: City, count: int) -> dict[str, Any]:
    """A new bank with its open session."""
    opened: dict[str, Any] = told(city, "open", str(count))
    return opened


def told(city: City, *deed: str) -> Any:
    """What the city's own program says."""
    printed = city.run("-m", "tests.journeys.weighing_on_server", *deed)
    return json.loads(printed.splitlines()[-1])


def takes_along(open_context: OpenContext, day: dict[str, Any], *, script: str = "") -> Visitor:
    """Tini registers a phone, takes the session along and stands before the screen."""
    tini = open_context(PHONE, who="tini", is_traced=False)
    tini.context.add_init_script(NO_BACKGROUND + script)
    tini.goto(BEGIN)
    tini.fill("Nama ponsel", "Ponsel balai")
    tini.select("Untuk bank mana", day["name"])
    tini.press("Daftarkan ponsel ini")
    tini.page.locator(f'[data-begin-session="{day["session"]}"]').click()
    tini.page.wait_for_url(re.compile(SCREEN))
    expect(tini.page.get_by_role("heading", name="Sampah siapa?")).to_be_visible()
    tini.look()  # before the strip "no signal" comes and goes
    wait_for_worker(tini.page)
    kept = f"(async () => Boolean(await (await caches.open('pages-id')).match('{SCREEN}')))()"
    until(tini.page, kept)
    tini.watch.allow("net::ERR|Failed to fetch|fetch|409")
    return tini


def goes_into_the_hall(tini: Visitor) -> None:
    """No signal."""
    tini.context.set_offline(True)


def address(day: dict[str, Any], tini: Visitor) -> str:
    """The screen of that session."""
    return f"{tini.origin}{SCREEN}?sesi={day['session']}"


def weighs(page: Page, numbers: Sequence[str]) -> None:
    """All of them, to the end."""
    page.evaluate(WEIGH, list(numbers))
    page.evaluate("window.weighed")
    page.evaluate(
        "window.jumped = 0"
    )  # what follows a script's tap counts as a jump, a thumb's not


def is_killed(tini: Visitor) -> None:
    """The phone takes the tab away in the middle of the work; nothing in it is asked or ends.

    Its process dies: a tab that is only closed has a signal again for the moment of its end.
    """
    with suppress(Error):
        tini.page.goto("chrome://crash")
    tini.page.close()
    tini.page = tini.context.new_page()


def opens_again(tini: Visitor, day: dict[str, Any]) -> int:
    """The page from the phone alone; gives how many records are on it."""
    tini.page.goto(address(day, tini))
    expect(tini.page.get_by_role("heading", name="Sampah siapa?")).to_be_visible()
    return int(tini.page.evaluate(WAITING))


def sends_everything(tini: Visitor) -> list[str]:
    """The signal is back, over a line that breaks; gives what was lost on the way."""
    line, broken = cut(CUTS)
    tini.context.route(RECORDS, line)
    tini.context.set_offline(False)
    for _ in range(CUTS + 3):
        if tini.page.evaluate(WAITING) == 0:
            break
        tini.press("Kirim sekarang")
        tini.page.wait_for_timeout(1000)
    tini.sees("Semua sudah sampai di kota")
    return broken


def is_told_of_a_signal(tini: Visitor) -> None:
    """The event by which the browser says that the network is back."""
    events = tini.context.new_cdp_session(tini.page)
    found: list[str] = []
    events.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(
            one["registrationId"]
            for one in told["registrations"]
            if one["scopeURL"].startswith(tini.origin) and not one["isDeleted"]
        ),
    )
    events.send("ServiceWorker.enable")
    for _ in range(100):
        if found:
            break
        tini.page.wait_for_timeout(50)
    event = {"origin": tini.origin, "registrationId": found[-1], "tag": "weighing"}
    events.send("ServiceWorker.dispatchSyncEvent", event | {"lastChance": False})


def closes(tini: Visitor) -> None:
    """The end of the session on this phone."""
    tini.press("Daftar hari ini")
    tini.press("Tutup sesi")
    tini.page.locator("[data-close] [type=submit]").click()
    tini.sees("Hitungan kota sama")


def test_two_hundred_customers_two_phones_and_no_signal(
    open_context: OpenContext, city: City
) -> None:
    day = hall(city, CUSTOMERS)
    first, second = day["numbers"][:ON_FIRST], day["numbers"][ON_FIRST:]
    phone = takes_along(open_context, day)
    other = takes_along(open_context, day, script=CLOCK_AHEAD)
    for one in (phone, other):
        goes_into_the_hall(one)

    done = 0
    for killed_at in KILLED_AT:
        phone.page.evaluate(WEIGH, first[done:])
        until(phone.page, f"{WAITING} >= {killed_at}", within_ms=120_000)
        is_killed(phone)
        done = opens_again(phone, day)
        assert done >= killed_at
    weighs(phone.page, first[done:])
    weighs(other.page, second)
    assert phone.page.evaluate(WAITING) == ON_FIRST
    assert told(city, "count", day["session"])["records"] == 0

    for one in (phone, other):
        assert len(sends_everything(one)) == CUTS
    found = told(city, "count", day["session"])
    assert (found["records"], found["ids"], found["customers"]) == (CUSTOMERS,) * 3
    assert sorted(found["states"]) == ["POSTED"] * ON_FIRST + ["REVIEW"] * (CUSTOMERS - ON_FIRST)
    assert found["reasons"] == ["clock_drift"]
    assert found["savings_idr"] == ON_FIRST * (RUPIAH - FEE)
    assert found["findings"] == []

    closes(phone)
    closes(other)
    assert told(city, "count", day["session"])["status"] == "SYNCED"
    assert told(city, "accept", day["session"]) == CUSTOMERS - ON_FIRST
    found = told(city, "count", day["session"])
    assert found["states"] == ["POSTED"] * CUSTOMERS
    assert found["savings_idr"] == CUSTOMERS * (RUPIAH - FEE)
    assert (found["stock_g"], found["findings"]) == (CUSTOMERS * GRAMS, [])


def notes_a_scale_at_zero(tini: Visitor, is_well: Callable[[], None]) -> None:
    """From the day's list, in two taps; it stands there on top."""
    tini.press("Catat sesuatu")
    is_well()
    tini.press("Timbangan dinolkan")
    expect(tini.page.locator("[data-records] > li").first).to_have_text("Timbangan dinolkandikirim")
    is_well()


def test_the_screen_by_thumb(open_context: OpenContext, city: City) -> None:
    """Every view as somebody taps through it: words, axe, nothing sticks out."""
    day = hall(city, 2)
    tini = takes_along(open_context, day)

    def is_well() -> None:
        assert violations(tini.page) == []
        assert tini.is_reflowed()

    is_well()
    tini.fill("Nomor atau nama", "nasabah 002")
    tini.press(re.compile("Nasabah 002"))
    is_well()
    tini.press(re.compile("PET bening"))
    for digit in "2500":
        tini.press(digit)
    tini.sees("2,500")
    tini.press("Hapus angka terakhir")
    tini.press("0")
    tini.sees(re.compile(r"= Rp.10\.000"))
    is_well()
    tini.press("Tambah")
    tini.press(re.compile(r"Simpan Rp.10\.000"))
    tini.sees("Tercatat di ponsel ini")
    is_well()
    code = tini.page.locator("[data-receipt-code]").inner_text()
    tini.press("Daftar hari ini")
    tini.sees("dikirim")
    is_well()
    notes_a_scale_at_zero(tini, is_well)
    tini.press("Batalkan")
    is_well()
    tini.press("Salah timbang")
    tini.sees("dibatalkan")
    tini.press("Tutup sesi")
    is_well()
    tini.goto(f"/bank-sampah/cek?k={code}")
    tini.sees("Kota mengenal bukti ini")
    assert told(city, "count", day["session"])["states"] == ["REVERSED"]


def test_a_photo_follows_its_record(open_context: OpenContext, city: City, tmp_path: Path) -> None:
    """Taken without a signal, kept encrypted over a killed tab, bound to its line by the city."""
    taken = tmp_path / "timbangan.jpg"
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(taken, "JPEG")
    day = hall(city, 1)
    tini = takes_along(open_context, day)
    goes_into_the_hall(tini)
    tini.fill("Nomor atau nama", day["numbers"][0])
    tini.press(re.compile("Nasabah 001"))
    tini.press(re.compile("PET bening"))
    for digit in "1500":
        tini.press(digit)
    tini.page.locator("[data-view=pad] [data-photo]").set_input_files(taken)
    tini.sees("Foto sudah diambil")
    tini.press("Tambah")
    tini.press(re.compile(r"Simpan Rp.6\.000"))
    tini.sees("Tercatat di ponsel ini")
    is_killed(tini)
    assert opens_again(tini, day) == 1
    tini.context.set_offline(False)
    tini.press("Kirim sekarang")
    tini.sees("Semua sudah sampai di kota")
    found = told(city, "count", day["session"])
    assert (found["records"], found["photos"], found["findings"]) == (1, 1, [])

    assert told(city, "forget", day["session"]) > 0  # a backup of before was put back
    assert told(city, "count", day["session"])["photos"] == 0
    with tini.page.expect_response(PHOTOS):
        tini.press("Kirim sekarang")
    again: list[str] = []
    tini.page.on("request", lambda one: again.append(one.url) if PHOTOS.search(one.url) else None)
    with tini.page.expect_response(LACKING):
        tini.press("Kirim sekarang")
    found = told(city, "count", day["session"])
    assert (found["records"], found["photos"], found["findings"]) == (1, 1, [])
    assert again == []  # the phone keeps it, and the city has it


def test_the_browser_sends_when_the_tab_is_gone(open_context: OpenContext, city: City) -> None:
    """Weighed without a signal, the tab closed; the browser's `sync` event brings it all."""
    day = hall(city, 2)
    tini = takes_along(open_context, day)
    goes_into_the_hall(tini)
    weighs(tini.page, day["numbers"])
    until(tini.page, f"{WAITING} === {len(day['numbers'])}")
    is_killed(tini)
    tini.page.goto(f"{tini.origin}/")  # the browser tells only a page of the site of its workers
    tini.context.set_offline(False)
    assert told(city, "count", day["session"])["records"] == 0
    is_told_of_a_signal(tini)
    for _ in range(20):  # it works behind a page that shows nothing
        if told(city, "count", day["session"])["records"]:
            break
        tini.page.wait_for_timeout(250)
    found = told(city, "count", day["session"])
    assert (found["records"], found["states"], found["findings"]) == (2, ["POSTED"] * 2, [])


def test_a_vehicle_weighs_at_three_doors_without_a_signal(
    open_context: OpenContext, city: City
) -> None:
    """The route and the scale's screen come from the phone; each door is booked and closed once."""
    day = told(city, "road", "3")
    tini = takes_along(open_context, day)
    route = f"{tini.origin}/kerja/bank-sampah/rute/{day['route']}"
    tini.page.goto(route)
    kept = f"(async () => Boolean(await caches.match('{route}')))()"
    until(tini.page, kept)

    goes_into_the_hall(tini)
    tini.page.goto(route)
    expect(tini.page.locator("article")).to_have_count(3)
    tini.page.get_by_role("link", name="Timbang di ponsel").click()
    expect(tini.page.get_by_role("heading", name="Sampah siapa?")).to_be_visible()
    weighs(tini.page, day["numbers"][:2])
    is_killed(tini)
    tini.page.goto(route)
    expect(tini.page.locator("article")).to_have_count(3)
    assert opens_again(tini, day) == 2
    weighs(tini.page, day["numbers"][2:])

    assert len(sends_everything(tini)) == CUTS
    for _ in range(3):
        tini.page.goto(route)
        tini.page.get_by_role("link", name="Di depan pintu").first.click()
        tini.press("Itu jemputan ini")
    found = told(city, "count", day["session"])
    assert (found["records"], found["states"]) == (3, ["POSTED"] * 3)
    assert (found["fetched"], found["findings"]) == (3, [])
    assert found["savings_idr"] == 3 * (RUPIAH - FEE)
