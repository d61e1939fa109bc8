"""Bytes of the built files against look.md section 7. Needs a build; says so when there is none."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
KB = 1024
SCRIPTS_AT_ONCE = {"app.js": 30 * KB, "auth.js": 30 * KB}
STAFF_AT_ONCE = 60 * KB
STYLE = 12 * KB
MAP_LATER, MAP_STYLE = 46 * KB, 3 * KB
ROOM_SCRIPTS, ROOM_STYLE = 480 * KB, 25 * KB
FONT = 28 * KB
WEIGHING = 60 * KB  # not squeezed: a phone in a hall has to read all of it


@pytest.fixture(scope="module")
def outputs() -> dict[str, Any]:
    """What esbuild wrote, by file name."""
    described = Path(settings.BUILD) / "assets.json"
    if not described.is_file():
        pytest.skip("no built assets: run make assets")
    found: dict[str, Any] = json.loads(described.read_text(encoding="utf-8"))["outputs"]
    return found


def squeezed(name: str) -> int:
    """Bytes of a built file after gzip, as a browser gets it."""
    return len(gzip.compress((Path(settings.BUILD) / "static" / name).read_bytes(), 9))


def loaded_at_once(outputs: dict[str, Any], entry: str) -> set[str]:
    """The entry and everything it imports without being asked."""
    found, wanted = set(), [entry]
    while wanted:
        name = wanted.pop()
        found.add(name)
        wanted += [
            imported["path"]
            for imported in outputs[name]["imports"]
            if imported["kind"] == "import-statement" and imported["path"] not in found
        ]
    return found


def loaded_later(outputs: dict[str, Any], entry: str) -> set[str]:
    """Everything an entry may load in its life, less what it loads at once."""
    found, wanted = set(), [entry]
    while wanted:
        name = wanted.pop()
        found.add(name)
        wanted += [
            imported["path"]
            for imported in outputs[name]["imports"]
            if imported["path"] in outputs and imported["path"] not in found
        ]
    return found - loaded_at_once(outputs, entry)


@pytest.mark.parametrize("entry", SCRIPTS_AT_ONCE)
def test_scripts_at_start(outputs: dict[str, Any], entry: str) -> None:
    size = sum(map(squeezed, loaded_at_once(outputs, entry)))
    assert size <= SCRIPTS_AT_ONCE[entry]


def test_staff_scripts_at_start(outputs: dict[str, Any]) -> None:
    names = loaded_at_once(outputs, "app.js") | loaded_at_once(outputs, "staff.js")
    assert sum(map(squeezed, names)) <= STAFF_AT_ONCE


def test_style_and_font(outputs: dict[str, Any]) -> None:
    assert squeezed("style.css") <= STYLE
    assert outputs["plus-jakarta-sans-latin-wght-normal.woff2"]["bytes"] <= FONT


def test_the_map_comes_later_and_within_its_budget(outputs: dict[str, Any]) -> None:
    at_once = loaded_at_once(outputs, "app.js")
    assert [n for n in at_once for i in outputs[n]["inputs"] if "leaflet" in i] == []
    heavy = [
        name
        for name in loaded_later(outputs, "app.js")
        if any("leaflet" in source for source in outputs[name]["inputs"])
    ]
    assert len(heavy) == 1
    assert squeezed(heavy[0]) <= MAP_LATER
    assert squeezed("map-pin.css") <= MAP_STYLE


def test_the_control_rooms_map_comes_by_itself_and_within_its_budget(
    outputs: dict[str, Any],
) -> None:
    at_once = loaded_at_once(outputs, "app.js") | loaded_at_once(outputs, "staff.js")
    later = loaded_later(outputs, "staff.js")
    [heavy] = [
        name
        for name in outputs
        if name != "map-worker.js" and any("maplibre-gl.mjs" in i for i in outputs[name]["inputs"])
    ]
    assert heavy in later
    assert heavy not in at_once | loaded_later(outputs, "app.js")
    scripts = at_once | later | {"map-worker.js"}
    assert sum(map(squeezed, scripts)) <= ROOM_SCRIPTS
    assert squeezed("style.css") + squeezed("map-control.css") <= ROOM_STYLE


def test_weighing_comes_later_and_within_its_budget(outputs: dict[str, Any]) -> None:
    parts = {
        name
        for name in loaded_later(outputs, "app.js")
        if any("src/weighing/" in source for source in outputs[name]["inputs"])
    }
    assert parts
    assert not parts & loaded_at_once(outputs, "app.js")
    assert sum(outputs[name]["bytes"] for name in parts) <= WEIGHING


def test_only_one_alphabet_of_the_font_is_built(outputs: dict[str, Any]) -> None:
    fonts = [name for name in outputs if name.endswith(".woff2")]
    assert fonts == ["plus-jakarta-sans-latin-wght-normal.woff2"]


def test_whose_work_is_in_it_is_written_beside_it(outputs: dict[str, Any]) -> None:
    words = (Path(settings.BUILD) / "static" / "THIRD-PARTY.txt").read_text(encoding="utf-8")
    for name in (
        "htmx.org 2.0.11 (0BSD)",
        "leaflet 1.9.4 (BSD-2-Clause)",
        "maplibre-gl 6.17.0 (BSD-3-Clause)",
        "5.3.0 (OFL-1.1)",
    ):
        assert name in words


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "://" not in lock.replace("https://opencollective.com", "").replace(
        "https://github.com", ""
    )
    packages = json.loads(lock)["packages"]
    assert [name for name, found in packages.items() if name and "integrity" not in found] == []
