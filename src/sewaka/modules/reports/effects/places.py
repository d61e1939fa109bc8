"""The area of a position, in the words of our rules."""

from __future__ import annotations

from sewaka.kernel.geo import Position
from sewaka.modules.reports.rules import places as rules
from sewaka.modules.reports.rules.places import Located, Method
from sewaka.platform.territory import api as territory


def locate(position: Position) -> Located:
    """Village and suggested hamlet of a position; an empty village means outside the city.

    A village found by reference points is a guess (right for about 91 of 100): it is flagged, so
    that the first officer looks at it.
    """
    found = territory.locate(position)
    if found.village_code is None:
        return Located()
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
