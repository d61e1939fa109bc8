"""The drawing of the villages: north up, east right, shaded by count."""

from __future__ import annotations

import pytest

from sewaka.city.dashboard.drawing import SHADES, WIDTH, Village, draw, shade_of
from sewaka.kernel.geo import Position

SANUR = Position(lat=-8.69322, lon=115.26004)
PEGUYANGAN_KAJA = Position(lat=-8.60439, lon=115.21353)


def village(name: str, centre: Position, count: int) -> Village:
    return Village(code=name, name=name, centre=centre, rings=(), count=count)


def test_north_is_up_and_east_is_right() -> None:
    drawing = draw([village("Sanur", SANUR, 4), village("Peguyangan Kaja", PEGUYANGAN_KAJA, 1)])
    sanur, north = drawing.shapes
    assert sanur.y > north.y
    assert sanur.x > north.x
    assert all(0 <= shape.x <= WIDTH and 0 <= shape.y <= drawing.height for shape in drawing.shapes)


def test_a_ring_becomes_a_closed_path_and_no_circle() -> None:
    square = ((115.2, -8.7), (115.3, -8.7), (115.3, -8.6), (115.2, -8.6), (115.2, -8.7))
    drawing = draw([Village("a", "A", Position(lat=-8.65, lon=115.25), (square,), 2)])
    (shape,) = drawing.shapes
    assert shape.path.startswith("M")
    assert shape.path.endswith("Z")
    assert shape.path.count(",") == 4
    assert drawing.is_approximate is False


def test_a_city_without_villages_is_an_empty_drawing() -> None:
    assert draw([]).shapes == ()


@pytest.mark.parametrize(
    ("count", "most", "shade"),
    [(0, 0, 0), (0, 9, 0), (1, 100, 1), (50, 100, 2), (100, 100, SHADES - 1), (1, 1, SHADES - 1)],
)
def test_shades_grow_with_the_count(count: int, most: int, shade: int) -> None:
    assert shade_of(count, most=most) == shade
