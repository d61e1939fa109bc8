"""Reading positions and deciding the area."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.geo import Box, Position
from sewaka.modules.reports.rules.boxes import CITY, cells, is_small, read_box
from sewaka.modules.reports.rules.places import (
    Located,
    Method,
    Place,
    ReadPosition,
    decide_place,
    read_position,
)

SESETAN, PANJER = "51.71.01.1003", "51.71.01.1004"
HERE = Located(SESETAN, f"{SESETAN}.001", Method.POLYGON)


def test_reads_point_and_comma() -> None:
    expected = ReadPosition(position=Position(lat=-8.65, lon=115.216))
    assert read_position("-8.65", "115.216") == expected
    assert read_position(" -8,65 ", "115,216") == expected
    assert read_position("", "") == ReadPosition()


@pytest.mark.parametrize(
    ("lat", "lon", "problem"),
    [
        ("-8.65", "", "reports.position.incomplete"),
        ("", "115.2", "reports.position.incomplete"),
        ("selatan", "115.2", "reports.position.malformed"),
        ("0x10", "115.2", "reports.position.malformed"),
        ("1_0", "115.2", "reports.position.malformed"),
        ("9" * 40, "115.2", "reports.position.malformed"),
        ("nan", "115.2", "reports.position.out_of_range"),
        ("-8.65", "inf", "reports.position.out_of_range"),
        ("1e400", "115.2", "reports.position.out_of_range"),
        ("-8.65", "181", "reports.position.out_of_range"),
        ("115.2", "-8.65", "reports.position.swapped"),
    ],
)
def test_refuses_what_is_no_position(lat: str, lon: str, problem: str) -> None:
    read = read_position(lat, lon)
    assert (read.problem, read.position) == (problem, None)


def test_a_swap_is_offered_back() -> None:
    assert read_position("115.216", "-8.65").swapped == Position(lat=-8.65, lon=115.216)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_gives_a_finite_position_or_a_problem(lat: str, lon: str) -> None:
    read = read_position(lat, lon)
    if read.position is not None:
        assert read.problem == ""
        assert math.isfinite(read.position.lat)
        assert math.isfinite(read.position.lon)
    elif lat.strip() or lon.strip():
        assert read.problem.startswith("reports.position.")


def test_the_position_decides_when_nothing_is_chosen() -> None:
    place = decide_place(located=HERE, chosen_village="", chosen_hamlet="")
    assert place == Place(SESETAN, f"{SESETAN}.001", Method.POLYGON, is_flagged=False)
    assert place.area_code == f"{SESETAN}.001"


def test_a_choice_wins_and_is_flagged_when_the_position_disagrees() -> None:
    place = decide_place(located=HERE, chosen_village=PANJER, chosen_hamlet="")
    assert place == Place(PANJER, "", Method.MANUAL, is_flagged=True)
    agreed = decide_place(located=HERE, chosen_village=SESETAN, chosen_hamlet="")
    assert agreed == Place(SESETAN, f"{SESETAN}.001", Method.MANUAL, is_flagged=False)


def test_a_hamlet_alone_names_its_village() -> None:
    place = decide_place(located=None, chosen_village="", chosen_hamlet=f"{PANJER}.004")
    assert place == Place(PANJER, f"{PANJER}.004", Method.MANUAL, is_flagged=False)


@pytest.mark.parametrize(
    ("located", "village", "hamlet", "problem"),
    [
        (None, "", "", "reports.place.required"),
        (Located(), "", "", "reports.position.outside"),
        (HERE, PANJER, f"{SESETAN}.001", "reports.place.hamlet_elsewhere"),
    ],
)
def test_what_is_missing(located: Located | None, village: str, hamlet: str, problem: str) -> None:
    assert decide_place(located=located, chosen_village=village, chosen_hamlet=hamlet) == problem


def test_outside_with_a_village_from_the_list_is_taken_and_flagged() -> None:
    place = decide_place(located=Located(), chosen_village=PANJER, chosen_hamlet="")
    assert place == Place(PANJER, "", Method.MANUAL, is_flagged=True)


DEGREES = st.floats(-0.05, 0.05)


@given(lat=DEGREES, lon=DEGREES, height=st.floats(0, 0.03), width=st.floats(0, 0.03), at=st.data())
def test_a_place_in_a_box_lies_in_one_of_its_cells(
    lat: float, lon: float, height: float, width: float, at: st.DataObject
) -> None:
    box = Box(-8.67 + lat, 115.2 + lon, -8.67 + lat + height, 115.2 + lon + width)
    north, east = at.draw(st.floats(box.south, box.north)), at.draw(st.floats(box.west, box.east))
    found = list(cells(box))
    assert len(found) == len(set(found))
    assert set(cells(Box(north, east, north, east))) <= set(found)


def test_a_long_narrow_box_is_not_small() -> None:
    assert not is_small(Box(-8.7001, 115.0, -8.7, 116.0))


def test_boxes() -> None:
    assert read_box("115.2,-8.7,115.21,-8.69") == Box(-8.7, 115.2, -8.69, 115.21)
    assert is_small(Box(-8.7, 115.2, -8.69, 115.21))
    assert not is_small(CITY)
    for text in ("", "1,2,3", "a,b,c,d", "115.3,-8.7,115.2,-8.6", "nan,1,2,3", "0,-91,1,1"):
        assert read_box(text) is None
