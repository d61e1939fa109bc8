"""Pick-ups at the door: what may be wished, and how wishes become stops of a route."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sewaka.kernel.errors import Invalid
from sewaka.kernel.geo import Position

WORKFLOW: Final = "waste_banks.pickup"
KIND: Final = "pickup"
NEW, SCHEDULED, EN_ROUTE = "new", "scheduled", "en_route"
DONE, FAILED, OFFERED, CANCELLED = "done", "failed", "offered", "cancelled"
MOST_FAILS: Final = 2  # then the customer is offered a weighing day instead
LEAST_G: Final = 3_000  # less is not worth the way
MOST_G: Final = 500_000  # more is a lorry's load
AHEAD: Final = timedelta(days=14)
MOST_STOPS: Final = 40
_SHORTEST_ADDRESS: Final = 5


class Slot(StrEnum):
    """When somebody is at home."""

    MORNING = "MORNING"
    MIDDAY = "MIDDAY"
    AFTERNOON = "AFTERNOON"


class Failure(StrEnum):
    """Why nothing was fetched."""

    NOBODY = "NOBODY"
    NOT_READY = "NOT_READY"
    NO_WAY = "NO_WAY"
    FULL = "FULL"
    OTHER = "OTHER"


HOURS: Final[Mapping[Slot, tuple[time, time]]] = {
    Slot.MORNING: (time(7), time(10)),
    Slot.MIDDAY: (time(10), time(13)),
    Slot.AFTERNOON: (time(13), time(17)),
}


def check_wish(
    *, address: str, wished_on: date, estimate_g: int, today: date, is_in_city: bool
) -> None:
    """Raises Invalid("address", "wished_on", "estimate", "place")."""
    wrong = {}
    if len(address.strip()) < _SHORTEST_ADDRESS:
        wrong["address"] = "waste_banks.pickup.address"
    if not today < wished_on <= today + AHEAD:
        wrong["wished_on"] = "waste_banks.pickup.day"
    if not LEAST_G <= estimate_g <= MOST_G:
        wrong["estimate"] = "waste_banks.pickup.estimate"
    if not is_in_city:
        wrong["place"] = "waste_banks.pickup.outside"
    if wrong:
        raise Invalid(fields=wrong)


def read_point(lat: str, lon: str) -> Position | None:
    """Two texts of degrees; None for nothing. Raises Invalid("place") for what is no position."""
    if not lat.strip() and not lon.strip():
        return None
    try:
        return Position(lat=float(lat), lon=float(lon))
    except ValueError as error:
        raise Invalid(fields={"place": "waste_banks.pickup.outside"}) from error


def written(position: Position | None) -> str | None:
    """As it is kept: six decimals are a step of ten centimetres."""
    return None if position is None else f"{position.lat:.6f},{position.lon:.6f}"


def point_of(text: str | None) -> Position | None:
    """What `written` wrote."""
    lat, _, lon = (text or "").partition(",")
    return read_point(lat, lon)


def window(
    slot: Slot, *, wished_on: date, departs_at: datetime, zone: ZoneInfo
) -> tuple[int, int] | None:
    """The slot in seconds after departure. None on another day than was wished: any hour then.

    A slot that is over before departure is an empty one, which no route can keep.
    """
    if wished_on != departs_at.astimezone(zone).date():
        return None
    begins, ends = (
        (datetime.combine(wished_on, hour, tzinfo=zone) - departs_at).total_seconds()
        for hour in HOURS[slot]
    )
    return max(0, round(begins)), round(ends)
