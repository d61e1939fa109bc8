"""The control room's map: what the table shows, by keyboard too, and what if it is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, STAFF, OpenContext
from tests.journeys.server import City, streets
from tests.pmtiles import archive

ROOM = "/kerja/ruang-kendali"
REASON = "Pohon tumbang di lengan utara, menunggu regu"
_READY_MS = 60_000  # drawn by the processor, beside a street and a city
_PATIENCE_MS = 90_000
_MOST_TABS = 20
# What is on the picture, by layer; and that nothing is still on its way.
RENDERED = """layers => {
  const { map } = document.querySelector("[data-street-map]");
  return Object.fromEntries(layers.map((layer) =>
    [layer, map.queryRenderedFeatures({ layers: [layer] }).map((one) => one.properties)]));
}"""
IS_STILL = """() => {
  const { map } = document.querySelector("[data-street-map]");
  return map.isStyleLoaded() && map.areTilesLoaded();
}"""
LOSE = """() => document.querySelector("[data-street-map]").map.getCanvas().getContext("webgl2")
  .getExtension("WEBGL_lose_context").loseContext()"""
WITHOUT_WEBGL = """
const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind === "webgl2" ? null : real.call(this, kind, ...rest);
};
"""


@pytest.fixture(scope="module", autouse=True)
def driving(city: City) -> Iterator[None]:
    """Vehicles drive, and the signals are steered."""
    with streets(city):
        yield


def ready(page: Page) -> None:
    """Wait until the map stands."""
    panel = page.locator("[data-street-map]")
    expect(panel).to_have_attribute("data-state", "ready", timeout=_READY_MS)
    page.wait_for_function(IS_STILL, timeout=_READY_MS)


def rendered(page: Page, *layers: str) -> dict[str, list[dict[str, Any]]]:
    """Properties of the features that are on the picture."""
    found: dict[str, list[dict[str, Any]]] = page.evaluate(RENDERED, list(layers))
    return found


def test_the_map_shows_what_the_table_shows(open_context: OpenContext) -> None:
    page = open_context(STAFF, who="eka").goto(ROOM)
    ready(page)
    shown = rendered(page, "junctions", "roads", "area-names")
    rows = page.locator("[data-row]")
    keys = {row.get_attribute("data-row") for row in rows.all()}
    assert {one["code"] for one in shown["junctions"]} == keys
    assert shown["roads"]
    assert shown["area-names"]
    # By the stream or by the clock, the level of each becomes that of its row.
    page.wait_for_function(
        """() => {
          const { map } = document.querySelector("[data-street-map]");
          const drawn = map.queryRenderedFeatures({ layers: ["junctions"] });
          return drawn.length && drawn.every(({ properties: { code, level } }) =>
            document.querySelector(`[data-row="${code}"] .grade b`).textContent === level);
        }""",
        timeout=_PATIENCE_MS,
    )


def test_a_desk_is_opened_from_the_map_by_keyboard(open_context: OpenContext) -> None:
    eka = open_context(STAFF, who="eka")
    page = eka.goto(ROOM)
    ready(page)
    page.locator(".maplibregl-canvas").focus()
    focused = page.locator("[data-street-map] [data-code]:focus")
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if focused.count() and focused.get_attribute("data-code") == "J07":
            break
    expect(focused).to_have_accessible_name(re.compile(r"^Catur Muka\. "))
    expect(page.locator(".map-card")).to_contain_text("Catur Muka")
    expect(page.locator(".spot")).to_be_visible()  # the ring around its place
    page.keyboard.press("Enter")
    eka.heading("Catur Muka")
    assert page.url.endswith(f"{ROOM}/J07")


def test_a_desk_is_opened_from_the_map_by_pointer(open_context: OpenContext) -> None:
    eka = open_context(STAFF, who="eka")
    page = eka.goto(ROOM)
    ready(page)
    place = page.evaluate(
        """() => {
          const { map } = document.querySelector("[data-street-map]");
          const [found] = map.queryRenderedFeatures({ layers: ["junctions"] })
            .filter((one) => one.properties.code === "J04");
          return map.project(found.geometry.coordinates);
        }"""
    )
    page.locator(".maplibregl-canvas").click(position={"x": place["x"], "y": place["y"]})
    eka.heading("Tohpati")


def test_an_override_comes_onto_the_map_by_itself(open_context: OpenContext) -> None:
    eka = open_context(STAFF, who="eka")
    page = eka.goto(ROOM)
    ready(page)
    assert rendered(page, "held")["held"] == []
    desk = eka.context.new_page()
    desk.goto(f"{eka.origin}{ROOM}/J03")
    for _ in range(60):
        if desk.get_by_role("button", name="Tahan tahap ini").count():
            break
        desk.wait_for_timeout(1_000)
        desk.reload()
    desk.locator("input[name=seconds]").fill("60")
    desk.locator("textarea[name=reason]").fill(REASON)
    desk.get_by_role("button", name="Tahan tahap ini").click()
    page.bring_to_front()
    page.wait_for_function(
        f"() => ({RENDERED})(['held']).held.some((one) => one.code === 'J03')",
        timeout=_PATIENCE_MS,
    )
    page.wait_for_function(
        "said => document.querySelector('[data-code=J03]').textContent.includes(said)",
        arg=REASON, timeout=_PATIENCE_MS,
    )  # fmt: skip


def test_the_map_turns_dark_with_the_page(open_context: OpenContext) -> None:
    page = open_context(STAFF, who="eka", theme="light").goto(ROOM)
    ready(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(
        """() => {
          const { map } = document.querySelector("[data-street-map]");
          const style = getComputedStyle(document.documentElement);
          return map.isStyleLoaded() && map.getPaintProperty("ground", "background-color")
            === style.getPropertyValue("--sunken").trim();
        }""",
        timeout=_READY_MS,
    )
    page.wait_for_function(
        f"() => ({RENDERED})(['junctions']).junctions.length === 12", timeout=_READY_MS
    )


def test_a_lost_picture_is_drawn_anew_once_then_the_table_stays(open_context: OpenContext) -> None:
    eka = open_context(STAFF, who="eka")
    page = eka.goto(ROOM)
    ready(page)
    page.evaluate("document.querySelector('[data-street-map]').map.wasFirst = true")
    page.evaluate(LOSE)
    page.wait_for_function(
        "() => !document.querySelector('[data-street-map]').map.wasFirst", timeout=_READY_MS
    )
    ready(page)
    page.evaluate(LOSE)
    eka.sees("Peramban ini tidak dapat menggambar peta. Tabel menampilkan hal yang sama.")
    expect(page.locator("[data-row]").first).to_be_visible()


def test_leaving_takes_the_map_down(open_context: OpenContext) -> None:
    page = open_context(STAFF, who="eka").goto(ROOM)
    ready(page)
    assert page.locator(".maplibregl-canvas").count() == 1
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.locator(".maplibregl-canvas").count() == 0


def test_without_webgl_one_sentence_and_the_table(open_context: OpenContext) -> None:
    eka = open_context(STAFF, who="eka")
    eka.context.add_init_script(WITHOUT_WEBGL)
    loaded: list[str] = []
    eka.page.on("request", lambda request: loaded.append(request.url))
    eka.goto(ROOM)
    eka.sees("Peramban ini tidak dapat menggambar peta. Tabel menampilkan hal yang sama.")
    expect(eka.page.locator("[data-row]").first).to_be_visible()
    assert not [url for url in loaded if "map-worker" in url or "peta.json" in url]


def test_without_scripts_the_table_is_there(open_context: OpenContext) -> None:
    page = open_context(PHONE, who="eka", scripts=False).goto(ROOM)
    expect(page.locator("[data-row]").first).to_be_visible()
    assert not page.locator("[data-street-map]").is_visible()


def test_the_map_fits_a_phone(open_context: OpenContext) -> None:
    eka = open_context(PHONE, who="eka")
    page = eka.goto(ROOM)
    ready(page)
    assert len(rendered(page, "junctions")["junctions"]) == 12
    assert eka.is_reflowed()


def test_the_citys_own_base_map(open_context: OpenContext, city: City) -> None:
    """One PMTiles file lies under the junctions; without it nothing changes."""
    place = city.home / "base.pmtiles"
    place.write_bytes(archive())
    try:
        eka = open_context(STAFF, who="eka")
        page = eka.goto(ROOM)
        ready(page)
        found = rendered(page, "base-earth", "base-roads-lines", "junctions")
        assert found["base-earth"]
        assert found["base-roads-lines"]
        assert len(found["junctions"]) >= 1
        expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text("OpenStreetMap")
    finally:
        place.unlink()
    page = eka.goto(ROOM)
    ready(page)
    assert page.locator("[data-tiles]").count() == 0
    expect(page.locator(".maplibregl-ctrl-attrib")).not_to_contain_text("OpenStreetMap")
