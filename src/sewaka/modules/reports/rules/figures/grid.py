"""The heat map: cells of 250 m that never move, shown from three public reports on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from sewaka.kernel.geo import EARTH_RADIUS_M, Box, Position
from sewaka.modules.reports.rules.boxes import CITY

CELL_M: Final = 250.0
AT_LEAST: Final = 3
LAT_STEP: Final = math.degrees(CELL_M / EARTH_RADIUS_M)
LON_STEP: Final = LAT_STEP / math.cos(math.radians((CITY.south + CITY.north) / 2))


@dataclass(frozen=True, slots=True, order=True)
class Square:
    """One cell, counted from the south-western corner of the city."""

    row: int
    column: int

    @property
    def code(self) -> str:
        """Its name in files."""
        return f"{self.row}.{self.column}"

    @property
    def box(self) -> Box:
        """Its edges; the northern and eastern ones belong to the neighbours."""
        south, west = CITY.south + self.row * LAT_STEP, CITY.west + self.column * LON_STEP
        return Box(south=south, west=west, north=south + LAT_STEP, east=west + LON_STEP)

    @property
    def centre(self) -> Position:
        """Its middle, to about a metre."""
        box = self.box
        return Position(
            lat=round((box.south + box.north) / 2, 5), lon=round((box.west + box.east) / 2, 5)
        )


def square_of(position: Position) -> Square:
    """The cell of a position."""
    return Square(
        row=math.floor((position.lat - CITY.south) / LAT_STEP),
        column=math.floor((position.lon - CITY.west) / LON_STEP),
    )
