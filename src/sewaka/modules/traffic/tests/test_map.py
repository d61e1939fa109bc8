"""The map of the control room: what it is given to draw, and its twin."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from sewaka.modules.traffic import town
from sewaka.modules.traffic.control import los
from sewaka.modules.traffic.control.zones import Piece, Zone
from sewaka.modules.traffic.engine.quality import LaneQuality
from sewaka.modules.traffic.models import Junction, SignalNow, flowing
from sewaka.modules.traffic.models.live import state, states
from sewaka.modules.traffic.web.map_page import MARKS, SHAPES
from sewaka.modules.traffic.wire import Counts, Reading
from sewaka.modules.traffic.words import LEVELS
from tests.cast import NOW, Player

ROOM = "/kerja/ruang-kendali"
LAT, LON = (-8.77, -8.58), (115.16, 115.28)  # of the city; a change of both would be in the sea


@pytest.fixture(autouse=True)
def streets(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catur Muka is dense with a silent detector; nothing is known of Tohpati."""
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    for code, name, lat, lon in (
        ("J07", "Catur Muka", -8.6566, 115.2166), ("J04", "Tohpati", -8.6385, 115.2530),
    ):  # fmt: skip
        Junction.objects.create(code=code, name=name, lat=lat, lon=lon, controller="simulator")
    SignalNow.objects.create(
        junction="J07", at=NOW, heard_at=NOW, stage=0, stages=5, indications="r" * 15, age_s=3.0,
        mode="adaptive", level="D", delay_s=31.4, queue=6, silent=["x"],
        densities={"J03-J07": 12.0, "J08-J07": 64.4},
    )  # fmt: skip


def test_the_map_says_what_the_stream_says(eka: Player) -> None:
    found = eka.client.get(f"{ROOM}/peta.json")
    assert found["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    by_code = {one["code"]: one for one in found.json()["junctions"]}
    assert set(by_code) == {"J04", "J07"}
    streamed = states(now=NOW)
    for code, one in by_code.items():
        assert one["state"] == streamed[code]
    assert (by_code["J07"]["state"]["level"], by_code["J07"]["state"]["silent"]) == ("D", ["x"])
    assert "level" not in by_code["J04"]["state"]
    assert by_code["J07"]["url"] == f"{ROOM}/J07"


def test_the_stream_tells_all_that_a_page_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads less of each junction, and must not forget what everybody may know."""
    monkeypatch.setattr(flowing, "passing", lambda **_junctions: {"J07": "emergency"})
    pages = {one.junction.code: state(one, now=NOW) for one in flowing.streets(now=NOW)}
    assert states(now=NOW) == pages
    assert pages["J07"]["passing"] == "emergency"


def test_everything_lies_in_the_city(eka: Player) -> None:
    drawn = eka.client.get(f"{ROOM}/peta.json").json()
    places = [(one["lat"], one["lon"]) for one in drawn["junctions"]]
    places += [tuple(place) for road in drawn["roads"] for place in road["line"]]
    assert all(LAT[0] < lat < LAT[1] and LON[0] < lon < LON[1] for lat, lon in places)


def test_each_road_is_drawn_once() -> None:
    ends = [frozenset(road.line) for road in town.drawn_roads()]
    assert len(ends) == len(set(ends)) == 32
    assert {road.lanes for road in town.drawn_roads()} == {1, 2}


def test_every_level_and_mark_has_a_shape_and_a_word(eka: Player) -> None:
    assert set(SHAPES) == {*LEVELS, "-"}
    assert len(set(SHAPES.values())) == len(SHAPES)
    drawn = eka.client.get(f"{ROOM}/peta.json").json()
    assert set(drawn["words"]["levels"]) == set(LEVELS)
    assert set(drawn["marks"]) == set(MARKS) == {"obstacle", "passing", "held", "silent"}
    assert drawn["words"]["delay"] == "{n} dtk per kendaraan"


@pytest.mark.parametrize(("query", "marked"), [("", "Peta dan tabel"), ("?tampil=tabel", "Tabel")])
def test_the_table_stands_in_both_views(eka: Player, query: str, marked: str) -> None:
    page = BeautifulSoup(eka.client.get(f"{ROOM}{query}").content, "lxml")
    assert [link.get_text(strip=True) for link in page.select(".views [aria-current]")] == [marked]
    assert {row["data-row"] for row in page.select("tbody tr")} == {"J04", "J07"}
    if query:
        assert not page.select("[data-street-map]")


def test_the_fullest_road_stands_in_the_table_in_words(eka: Player) -> None:
    page = BeautifulSoup(eka.client.get(f"{ROOM}?tampil=tabel").content, "lxml")
    row = page.select_one('tr[data-row="J07"]')
    assert row is not None
    assert "terpadat: Diponegoro, padat, 64 kendaraan per km lajur" in row.get_text(" ", strip=True)


def test_each_road_to_a_signal_has_its_density_in_words(eka: Player) -> None:
    drawn = eka.client.get(f"{ROOM}/peta.json").json()
    state = next(one["state"] for one in drawn["junctions"] if one["code"] == "J07")
    assert state["density"] == {"J03-J07": "free", "J08-J07": "dense"}
    assert set(drawn["words"]["densities"]) == {one.value for one in los.Density}
    known = {one["approach"] for one in drawn["links"]}
    assert known == {arm for code in town.posts() for arm in town.lanes_of_arms(junction=code)}
    page = BeautifulSoup(eka.client.get(ROOM).content, "lxml")
    legend = [one.get_text(strip=True) for one in page.select("li:has(.legend-mark)")]
    assert [one for one in legend if one.startswith("jalan ")] == [
        f"jalan {word}" for word in drawn["words"]["densities"].values()
    ]


def test_density_is_smoothed_over_ten_seconds() -> None:
    """Twelve vehicles on 120 m are a hundred a km; when they are gone it falls by a fifth."""
    lane = LaneQuality(zone=Zone(0, 0, (Piece(0, 0.0, 120.0, 1.0, 12.5),), 120.0))

    def hear(seconds: int, vehicles: int, begin_s: float) -> None:
        for second in range(seconds):
            lane.hear(
                Reading("J07", "x", begin_s + second, 1, second, 1.0, Counts(), 0.0, 0,
                        zone=((5.0, 0.0),) * vehicles)
            )  # fmt: skip

    hear(9, 12, 0.0)
    assert lane.density_km is None
    hear(1, 12, 9.0)
    assert lane.density_km == pytest.approx(100.0)
    hear(10, 0, 10.0)
    assert lane.density_km == pytest.approx(80.0)
    assert los.of_density(vehicles_km=100.0) is los.Density.DENSE
    assert los.of_density(vehicles_km=100.1) is los.Density.FULL
    assert los.of_density(vehicles_km=0.0) is los.Density.FREE
