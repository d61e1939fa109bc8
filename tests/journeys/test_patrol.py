"""From the control room to the street: a patrol's phone, the alarm's sound, the roads' density."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, STAFF, OpenContext
from tests.journeys.looks import look_at
from tests.journeys.server import City, streets

ROOM = "/kerja/ruang-kendali"
PATROL = f"{ROOM}/lapangan"
PAGES = ((PATROL, "eka"), (f"{ROOM}/hari", "widi"), (ROOM, "eka"))
_READY_MS = 90_000
_THUMB = 48  # px, as large as a thumb needs
# What the renewed part of the page brings when a rule has found something.
ALARM = """id => {
  const mark = document.createElement("span");
  mark.dataset.unseen = id;
  document.querySelector('[data-part="strip"]').replaceChildren(mark);
}"""
COUNT = """() => {
  window.sounded = [];
  document.addEventListener("sewaka:alarm", ({ detail }) => window.sounded.push(detail));
}"""
DENSITIES = """() => {
  const { map } = document.querySelector("[data-street-map]") ?? {};
  return map?.isStyleLoaded()
    ? map.queryRenderedFeatures({ layers: ["links"] }).map((one) => one.properties.density) : [];
}"""


@pytest.fixture(scope="module", autouse=True)
def driving(city: City) -> Iterator[None]:
    """Vehicles drive, and the signals are steered."""
    with streets(city):
        yield


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_patrol_goes_there_with_one_hand(open_context: OpenContext, scripts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Seen on the desk, taken over on the phone, arrived, cleared."""
    eka = open_context(STAFF, who="eka")
    eka.goto(f"{ROOM}/{'J03' if scripts else 'J05'}")
    eka.page.locator(
        'form[action$="/hambatan"] button[type=submit], form[action$="/hambatan"] .button'
    ).first.click()
    phone = open_context(PHONE, who="eka", scripts=scripts)
    page = phone.goto(PATROL)
    for button in page.locator(".thumb-deeds .button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= _THUMB
        assert box["x"] + box["width"] <= PHONE["viewport"]["width"]
    expect(page.locator(".thumb-deeds a").first).to_have_attribute(
        "href", "geo:-8.636600,115.212000" if scripts else "geo:-8.651700,115.195400"
    )
    for words in ("Kami ke sana", "Kami di tempat", "Jalan sudah lancar lagi"):
        page.get_by_role("button", name=words).first.click()
    expect(page.locator(".thumb-deeds")).to_have_count(0)


def test_an_alarm_sounds_once_and_only_when_asked(open_context: OpenContext) -> None:
    page = open_context(STAFF, who="eka").goto(f"{ROOM}?tampil=tabel")
    switch = page.get_by_role("button", name="Bunyi untuk alarm baru")
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.evaluate(COUNT)
    page.evaluate(ALARM, "first")
    assert page.evaluate("window.sounded") == []
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    page.evaluate(ALARM, "second")
    page.wait_for_function("window.sounded.length === 1")
    page.evaluate(ALARM, "second")
    page.evaluate(ALARM, "third")
    page.wait_for_function("window.sounded.length === 2")
    assert page.evaluate("window.sounded") == ["second", "third"]
    page.keyboard.press("Enter")
    page.evaluate(ALARM, "fourth")
    page.wait_for_timeout(300)
    assert page.evaluate("window.sounded.length") == 2


def test_roads_bear_their_density(open_context: OpenContext) -> None:
    page = open_context(STAFF, who="eka").goto(ROOM)
    page.wait_for_function(f"() => ({DENSITIES})().length > 5", timeout=_READY_MS)
    assert set(page.evaluate(DENSITIES)) <= {"free", "moving", "dense", "full"}
    expect(page.locator("tbody tr").filter(has_text="kendaraan per km lajur").first).to_be_visible()


@pytest.mark.parametrize(("path", "who"), PAGES)
def test_the_pages_fit_and_read_in_every_theme(
    open_context: OpenContext, path: str, who: str
) -> None:
    assert look_at(open_context, path, who=who) == []
