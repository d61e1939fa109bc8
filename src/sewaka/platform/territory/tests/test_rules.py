"""Point to village, village to hamlet: pure."""

from __future__ import annotations

import csv
import random
from importlib.resources import files

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from sewaka.kernel.geo import Position, distance_m
from sewaka.platform.territory.rules import (
    Landmark,
    Located,
    Locator,
    Method,
    Plane,
    nearest_hamlet,
)
from sewaka.platform.territory.tests.real_files import real_boundaries

LAT = -8.67


def _seed_points() -> list[Landmark]:
    source = files("sewaka.platform.territory") / "seed" / "village_reference_points.csv"
    return [
        Landmark(row["code"], Position(lat=float(row["lat"]), lon=float(row["lon"])))
        for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    ]


@pytest.fixture(scope="module")
def by_points() -> Locator:
    return Locator(boundaries={}, points=_seed_points(), lat=LAT)


@pytest.fixture(scope="module")
def by_polygons() -> Locator:
    return Locator(boundaries=real_boundaries(), points=_seed_points(), lat=LAT)


IN_THE_CITY = [
    ("Lumintang", -8.6378, 115.2124, "51.71.04.2006"),
    ("Puputan Badung field", -8.6570, 115.2168, "51.71.03.2006"),
    ("RSUD Wangaya", -8.6467, 115.2128, "51.71.04.2006"),
    ("Sanur beach", -8.6880, 115.2630, "51.71.01.1006"),
]
OUTSIDE = [
    ("Kuta", -8.7180, 115.1690, 2347),
    ("at sea", -8.7000, 115.3000, 4047),
]


@pytest.mark.parametrize(("place", "lat", "lon", "code"), IN_THE_CITY)
def test_places_in_the_city_by_points(
    by_points: Locator, place: str, lat: float, lon: float, code: str
) -> None:
    found = by_points.locate(Position(lat=lat, lon=lon))

    assert (found.village_code, found.method) == (code, Method.REFERENCE_POINT)
    assert (found.is_flagged, found.is_approximate) == (False, True)


@pytest.mark.parametrize(("place", "lat", "lon", "code"), IN_THE_CITY)
def test_places_in_the_city_by_polygons(
    by_polygons: Locator, place: str, lat: float, lon: float, code: str
) -> None:
    found = by_polygons.locate(Position(lat=lat, lon=lon))

    assert found == Located(code, Method.POLYGON, 0.0, is_flagged=False, is_approximate=False)


def test_benoa_harbour_is_accepted_and_flagged_by_points(by_points: Locator) -> None:
    found = by_points.locate(Position(lat=-8.7470, lon=115.2120))

    assert (found.village_code, found.method) == ("51.71.01.1002", Method.REFERENCE_POINT)
    assert round(found.distance_m) == 808
    assert (found.is_flagged, found.is_approximate) == (True, True)


def test_benoa_harbour_is_accepted_and_flagged_by_polygons(by_polygons: Locator) -> None:
    found = by_polygons.locate(Position(lat=-8.7470, lon=115.2120))

    assert (found.village_code, found.method) == ("51.71.01.1002", Method.NEAREST_POLYGON)
    assert round(found.distance_m) == 41
    assert (found.is_flagged, found.is_approximate) == (True, False)


@pytest.mark.parametrize(("place", "lat", "lon", "metres"), OUTSIDE)
def test_outside_by_points(
    by_points: Locator, place: str, lat: float, lon: float, metres: int
) -> None:
    found = by_points.locate(Position(lat=lat, lon=lon))

    assert (found.village_code, found.method) == (None, Method.OUTSIDE)
    assert round(found.distance_m) == metres


@pytest.mark.parametrize(("place", "lat", "lon", "metres"), OUTSIDE)
def test_outside_by_polygons(
    by_polygons: Locator, place: str, lat: float, lon: float, metres: int
) -> None:
    found = by_polygons.locate(Position(lat=lat, lon=lon))

    assert (found.village_code, found.method) == (None, Method.OUTSIDE)


def test_points_agree_with_the_real_polygons_on_nine_of_ten(
    by_points: Locator, by_polygons: Locator
) -> None:
    rng = random.Random(20261124)  # noqa: S311 - a sample, not a secret
    city = shapely.union_all(list(real_boundaries().values()))
    west, south, east, north = city.bounds
    asked = agreed = 0
    while asked < 3000:
        position = Position(lat=rng.uniform(south, north), lon=rng.uniform(west, east))
        true = by_polygons.locate(position)
        if true.method is not Method.POLYGON:
            continue
        asked += 1
        agreed += by_points.locate(position).village_code == true.village_code

    assert agreed / asked == pytest.approx(0.91, abs=0.015)


# --- small worlds -------------------------------------------------------------


def _square(lat: float, lon: float, half: float = 0.01) -> shapely.Polygon:
    return box(lon - half, lat - half, lon + half, lat + half)


def test_overlap_goes_to_the_lower_code() -> None:
    world = Locator(
        boundaries={"51.71.01.2002": _square(LAT, 115.2), "51.71.01.1009": _square(LAT, 115.205)},
        points=[],
        lat=LAT,
    )

    assert world.locate(Position(lat=LAT, lon=115.2025)).village_code == "51.71.01.1009"
    assert world.locate(Position(lat=LAT, lon=115.191)).village_code == "51.71.01.2002"


def test_edge_belongs_to_the_village() -> None:
    world = Locator(boundaries={"a": _square(LAT, 115.2)}, points=[], lat=LAT)

    found = world.locate(Position(lat=LAT, lon=115.21))

    assert (found.village_code, found.method) == ("a", Method.POLYGON)


@pytest.mark.parametrize(("metres", "code"), [(149, "a"), (151, None)])
def test_nearest_polygon_counts_up_to_150_metres(metres: int, code: str | None) -> None:
    world = Locator(boundaries={"a": _square(LAT, 115.2)}, points=[], lat=LAT)
    north = LAT + 0.01 + metres / Plane.at(LAT).scale_y

    found = world.locate(Position(lat=north, lon=115.2))

    assert found.village_code == code
    assert found.distance_m == pytest.approx(metres, abs=0.01)


@pytest.mark.parametrize(
    ("metres", "answer"),
    [(719, ("b", False)), (721, ("b", True)), (999, ("b", True)), (1001, (None, False))],
)
def test_reference_point_counts_up_to_1000_metres(
    metres: int, answer: tuple[str | None, bool]
) -> None:
    world = Locator(boundaries={}, points=[Landmark("b", Position(LAT, 115.2))], lat=LAT)

    found = world.locate(Position(lat=LAT + metres / Plane.at(LAT).scale_y, lon=115.2))

    assert (found.village_code, found.is_flagged) == answer
    assert found.is_approximate is (found.village_code is not None)


def test_village_without_boundary_keeps_its_points_beside_imported_neighbours() -> None:
    world = Locator(
        boundaries={"a": _square(LAT, 115.2)},
        points=[Landmark("a", Position(LAT, 115.2)), Landmark("b", Position(LAT, 115.215))],
        lat=LAT,
    )

    just_beyond_the_edge = world.locate(Position(lat=LAT, lon=115.2105))

    assert just_beyond_the_edge.village_code == "b"
    assert just_beyond_the_edge.method is Method.REFERENCE_POINT


def test_empty_map_answers_outside() -> None:
    found = Locator(boundaries={}, points=[], lat=0.0).locate(Position(lat=LAT, lon=115.2))

    assert (found.village_code, found.method) == (None, Method.OUTSIDE)


_near_city = st.builds(
    Position,
    lat=st.floats(min_value=-8.80, max_value=-8.55),
    lon=st.floats(min_value=115.14, max_value=115.31),
)


@given(position=_near_city)
def test_index_finds_what_a_slow_search_finds(by_points: Locator, position: Position) -> None:
    nearest = min(distance_m(position, p.position) for p in _POINTS)

    assert by_points.locate(position).distance_m == pytest.approx(nearest, rel=1e-3)


_POINTS = _seed_points()


def test_hamlet_is_suggested_within_600_metres() -> None:
    here = Position(lat=LAT, lon=115.2)
    degree = Plane.at(LAT).scale_y
    near = Landmark("51.71.01.1001.002", Position(LAT + 599 / degree, 115.2))
    far = Landmark("51.71.01.1001.001", Position(LAT + 601 / degree, 115.2))

    assert nearest_hamlet(here, [far, near]) == "51.71.01.1001.002"
    assert nearest_hamlet(here, [far]) is None
    assert nearest_hamlet(here, []) is None


def test_equally_near_hamlets_give_the_lower_code() -> None:
    here = Position(lat=LAT, lon=115.2)
    twins = [Landmark("x.002", here), Landmark("x.001", here)]

    assert nearest_hamlet(here, twins) == "x.001"
