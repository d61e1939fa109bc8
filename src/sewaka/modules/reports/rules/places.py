"""Where it is: reading a position that people or programs send, and deciding the area."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sewaka.kernel.access import covers
from sewaka.kernel.geo import MAX_LAT, MAX_LON, Position
from sewaka.kernel.text import sort_key

COARSE_FIX_M = 500.0  # a fix worse than this says nothing: the pin must be set by hand
_LONGEST_NUMBER = 32  # "115.21660000000000" has 18 characters; more is no coordinate
OUTSIDE = "reports.position.outside"
_VILLAGE_PARTS = 4  # province, city, district, village


class Source(StrEnum):
    """How the position came about."""

    GPS = "gps"
    PIN = "pin"
    ADDRESS = "address"
    REFERENCE = "reference"
    DESK = "desk"
    NONE = "none"


class Onward(StrEnum):
    """What shall become of a report whose place lies outside the city, as its author wishes."""

    NONE = ""
    QUESTION = "question"  # the city is asked all the same; triage answers
    BADUNG = "badung"  # the neighbours, by their codes among the outside bodies
    GIANYAR = "gianyar"

    @property
    def is_neighbour(self) -> bool:
        """Whether it goes to a neighbour."""
        return self not in (Onward.NONE, Onward.QUESTION)


class Method(StrEnum):
    """How the area was found."""

    POLYGON = "polygon"
    NEAREST_POLYGON = "nearest_polygon"
    REFERENCE_POINT = "reference_point"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class ReadPosition:
    """What was read: a position, or the code of what is wrong.

    `swapped` is the position meant when latitude and longitude were exchanged, offered back in
    the form and never taken silently.
    """

    position: Position | None = None
    problem: str = ""
    swapped: Position | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """What the territory says about a position. Empty `village_code`: outside the city, and
    `neighbour` is whose it seems to be then, if anybody's whom we know.
    """

    village_code: str = ""
    hamlet_code: str = ""
    method: Method = Method.POLYGON
    is_flagged: bool = False
    neighbour: str = ""

    @property
    def problem(self) -> str:
        """The code of what is to be said of it; empty inside the city."""
        if self.village_code:
            return ""
        return f"{OUTSIDE}_{self.neighbour}" if self.neighbour else OUTSIDE


@dataclass(frozen=True, slots=True)
class Place:
    """The decided area of a report."""

    village_code: str
    hamlet_code: str
    method: Method
    is_flagged: bool  # the first officer is asked to look at the area

    @property
    def area_code(self) -> str:
        """The most specific area known."""
        return self.hamlet_code or self.village_code


def read_position(lat: str, lon: str) -> ReadPosition:
    """Read two coordinates as typed or sent; both empty means no position and no problem.

    Problems: `reports.position.incomplete`, `.malformed`, `.out_of_range`, `.swapped`.
    """
    lat, lon = lat.strip(), lon.strip()
    if not lat and not lon:
        return ReadPosition()
    if not lat or not lon:
        return ReadPosition(problem="reports.position.incomplete")
    pair = _degrees(lat), _degrees(lon)
    if pair[0] is None or pair[1] is None:
        return ReadPosition(problem="reports.position.malformed")
    try:
        return ReadPosition(position=Position(lat=pair[0], lon=pair[1]))
    except ValueError:
        return _out_of_range(pair[0], pair[1])


def village_in(address: str, villages: Mapping[str, str]) -> str:
    """The code of the one village whose name stands in an address; empty when none or several do.

    `villages` are names by code. A name inside a longer one that stands there too does not count.
    """
    words = re.findall(r"[^\W_]+", address)
    plain = f" {sort_key(' '.join(words))} "
    named = {code: f" {sort_key(name)} " for code, name in villages.items()}
    found = {code: name for code, name in named.items() if name in plain}
    whole = [
        code
        for code, name in found.items()
        if not any(name in other and name != other for other in found.values())
    ]
    return whole[0] if len(whole) == 1 else ""


def unplaced() -> Place:
    """Somewhere in the city: triage finds out where."""
    return Place("", "", Method.MANUAL, is_flagged=True)


def decide_place(
    *,
    located: Located | None,
    chosen_village: str,
    chosen_hamlet: str,
    onward: Onward = Onward.NONE,
) -> Place | str:
    """The area of a report, or the code of what is missing.

    A person who chose from the list knows better than a cheap phone's fix: the choice wins, and is
    flagged when the position says otherwise. A position outside the city needs a wish: what shall
    become of the report. Codes: `reports.place.required`, `reports.place.hamlet_elsewhere`, and
    `reports.position.outside`, with the neighbour after it where one is known.
    """
    if chosen_hamlet and chosen_village and not covers(chosen_village, chosen_hamlet):
        return "reports.place.hamlet_elsewhere"
    village = chosen_village or chosen_hamlet.rpartition(".")[0]
    if village:
        agrees = located is None or located.village_code == village
        hamlet = chosen_hamlet or (located.hamlet_code if located and agrees else "")
        return Place(village, hamlet, Method.MANUAL, is_flagged=not agrees)
    if located is None:
        return "reports.place.required"
    if not located.village_code:
        return unplaced() if onward else located.problem
    return Place(located.village_code, located.hamlet_code, located.method, located.is_flagged)


def _degrees(text: str) -> float | None:
    """A number with point or comma; None for anything else ("1_0" and "0x1f" included)."""
    plain = text.replace(",", ".")
    if len(plain) > _LONGEST_NUMBER or "_" in plain:
        return None
    try:
        return float(plain)
    except ValueError:
        return None


def _out_of_range(lat: float, lon: float) -> ReadPosition:
    if abs(lon) <= MAX_LAT < abs(lat) <= MAX_LON:
        return ReadPosition(problem="reports.position.swapped", swapped=Position(lat=lon, lon=lat))
    return ReadPosition(problem="reports.position.out_of_range")


def village_of(area_code: str) -> str:
    """The village in which an area lies, by the ministry's dotted code; the village itself too."""
    return ".".join(area_code.split(".")[:_VILLAGE_PARTS])
