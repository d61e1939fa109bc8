"""Positions and distances on a city's scale."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.geo import Box, Position, box_around, distance_m

DENPASAR = Position(lat=-8.6705, lon=115.2126)
NEAR = st.builds(
    Position, lat=st.floats(-8.80, -8.55), lon=st.floats(115.10, 115.30)
)  # fmt: skip


def great_circle_m(a: Position, b: Position) -> float:
    """The haversine formula, as the slow and certain way."""
    lat1, lat2 = math.radians(a.lat), math.radians(b.lat)
    dlat, dlon = lat2 - lat1, math.radians(b.lon - a.lon)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(h))


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (math.nan, 0, "geo.not_finite"),
        (0, math.inf, "geo.not_finite"),
        (90.1, 0, "geo.out_of_range"),
        (0, -180.1, "geo.out_of_range"),
    ],
)
def test_what_is_not_on_the_globe_is_refused(lat: float, lon: float, code: str) -> None:
    with pytest.raises(ValueError, match=code):
        Position(lat=lat, lon=lon)


@given(a=NEAR, b=NEAR)
def test_distance_is_that_of_the_great_circle(a: Position, b: Position) -> None:
    assert distance_m(a, b) == pytest.approx(great_circle_m(a, b), rel=1e-3, abs=0.01)
    assert distance_m(a, b) == distance_m(b, a)
    assert distance_m(a, a) == 0


def test_one_degree_of_latitude() -> None:
    assert distance_m(Position(0, 0), Position(1, 0)) == pytest.approx(111_195, abs=1)


@given(other=NEAR, radius=st.floats(1, 20_000))
def test_box_holds_the_circle(other: Position, radius: float) -> None:
    box = box_around(DENPASAR, radius)
    if distance_m(DENPASAR, other) <= radius * 0.999:
        assert box.contains(other)
    assert box.contains(DENPASAR)


def test_edges_belong_to_the_box() -> None:
    box = Box(south=0, west=0, north=1, east=2)
    assert box.contains(Position(0, 0))
    assert box.contains(Position(1, 2))
    assert not box.contains(Position(1.01, 2))
    assert not box.contains(Position(1, -0.01))
    assert box.area_deg2 == 2
    assert Box(south=1, west=0, north=0, east=2).area_deg2 == 0
