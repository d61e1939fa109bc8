"""The area of a position, in the words of our rules."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from sewaka.kernel.geo import Position
from sewaka.modules.reports.rules import places as rules
from sewaka.modules.reports.rules.neighbours import NeighbourPlace, neighbour_at
from sewaka.modules.reports.rules.places import Located, Method
from sewaka.platform.territory import api as territory

_SEED = Path(__file__).parents[1] / "seed" / "neighbours.csv"


def locate(position: Position) -> Located:
    """Village and suggested hamlet of a position; an empty village means outside the city, and
    then the neighbour whose it seems to be is named.

    A village found by reference points is a guess (right for about 91 of 100): it is flagged, so
    that the first officer looks at it.
    """
    found = territory.locate(position)
    if found.village_code is None:
        return Located(neighbour=neighbour_at(position, _neighbours()))
    hamlet = territory.suggest_hamlet(position=position, village_code=found.village_code)
    return Located(
        village_code=found.village_code,
        hamlet_code=hamlet or "",
        method=Method(found.method.value),
        is_flagged=found.is_flagged,
    )


def is_known(area_code: str) -> bool:
    """Whether the territory knows the area."""
    return area_code in territory.places()


def village_in(address: str) -> str:
    """The one village that an address names; empty when none or several."""
    villages = {
        place.code: place.name
        for place in territory.places().values()
        if place.level == territory.Level.VILLAGE
    }
    return rules.village_in(address, villages)


@cache
def _neighbours() -> tuple[NeighbourPlace, ...]:
    with _SEED.open(encoding="utf-8", newline="") as rows:
        return tuple(
            NeighbourPlace(row["body"], Position(lat=float(row["lat"]), lon=float(row["lon"])))
            for row in csv.DictReader(rows)
        )
