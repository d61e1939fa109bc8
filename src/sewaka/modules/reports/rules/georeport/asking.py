"""What a question's parameters mean: instants, ranges, lists, boxes, pages.

Every reader takes the text as it came and gives a value, or raises `Unreadable` with a code.
Codes have their sentences in `labels.ERRORS`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from sewaka.kernel.geo import Box, Position
from sewaka.modules.reports.rules.places import read_position

SPAN: Final = timedelta(days=90)  # the standard: no question reaches further
UPDATES_SPAN: Final = timedelta(days=31)
MAX_IDS: Final = 1_000
MAX_RADIUS_M: Final = 5_000.0
USUAL_RADIUS_M: Final = 1_000.0
MAX_PAGE_SIZE: Final = 500
USUAL_PAGE_SIZE: Final = 100
_MAX_PAGE = 10_000
_LONGEST = 40  # characters of an instant or a number; more is no value
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOST_PLUS = re.compile(r" (\d{2}:?\d{2})$")  # `+` undone by a URL decoder
_EARLIEST, _LATEST = 1970, 2999
_SECOND = timedelta(seconds=1)  # what is shown to the second is found by the second


class Unreadable(ValueError):
    """A parameter that can not be read. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Range:
    """Instants from `since` until just before `until`; an open end is None."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What one parameter means as a beginning and as an end (not included), and how it counts
    in a span."""

    begins: datetime
    ends: datetime
    counts_from: datetime


@dataclass(frozen=True, slots=True)
class Circle:
    """A place and how far around it."""

    centre: Position
    radius_m: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, counted from 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows come before it."""
        return (self.number - 1) * self.size


def moment(text: str, *, zone: tzinfo) -> Moment:
    """An instant with its offset, or a day: the local one, from midnight to midnight."""
    text = _LOST_PLUS.sub(r"+\1", text.strip())
    if len(text) > _LONGEST:
        raise Unreadable("reports.open311.date")
    try:
        if _DAY.fullmatch(text):
            return _of_day(date.fromisoformat(text), zone=zone)
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable("reports.open311.date") from None
    if instant.tzinfo is None:
        raise Unreadable("reports.open311.date_without_offset")
    _check_year(instant)
    instant = instant.astimezone(UTC)
    return Moment(begins=instant, ends=instant + _SECOND, counts_from=instant)


def _of_day(day: date, *, zone: tzinfo) -> Moment:
    _check_year(day)
    begins = datetime.combine(day, time.min, tzinfo=zone)
    ends = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    return Moment(begins=begins, ends=ends, counts_from=begins)


def _check_year(day: date) -> None:
    if not _EARLIEST <= day.year <= _LATEST:
        raise Unreadable("reports.open311.date")


def span(
    start: Moment | None, end: Moment | None, *, now: datetime, longest: timedelta = SPAN
) -> Range:
    """The range that two optional ends mean.

    Neither: the last `longest`. One: `longest` from it or up to it. Raises Unreadable when the end
    comes before the start or both lie further apart.
    """
    if start is not None and end is not None:
        if end.ends <= start.begins:
            raise Unreadable("reports.open311.end_before_start")
        if end.counts_from - start.counts_from > longest:
            raise Unreadable("reports.open311.span")
        return Range(start.begins, end.ends)
    if start is not None:
        return Range(start.begins, start.begins + longest)
    if end is not None:
        return Range(end.counts_from - longest, end.ends)
    return Range(now - longest, None)


def words(text: str) -> tuple[str, ...]:
    """The parts of a comma list, blanks and empty ones gone, each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def ids(text: str) -> tuple[str, ...]:
    """A list of at most a thousand ids."""
    found = words(text)
    if len(found) > MAX_IDS:
        raise Unreadable("reports.open311.too_many_ids")
    return found


def statuses(text: str) -> frozenset[str]:
    """`open`, `closed` or both; empty when nothing is asked."""
    found = frozenset(word.lower() for word in words(text))
    if found - {"open", "closed"}:
        raise Unreadable("reports.open311.status")
    return found


def box(text: str) -> Box:
    """`long1,lat1,long2,lat2`: any two opposite corners."""
    numbers = [_number(part, code="reports.open311.bbox") for part in text.split(",")]
    if len(numbers) != 4:  # noqa: PLR2004 - two corners
        raise Unreadable("reports.open311.bbox")
    lons, lats = sorted(numbers[0::2]), sorted(numbers[1::2])
    try:
        Position(lat=lats[0], lon=lons[0])
        Position(lat=lats[1], lon=lons[1])
    except ValueError:
        raise Unreadable("reports.open311.bbox") from None
    return Box(south=lats[0], west=lons[0], north=lats[1], east=lons[1])


def circle(*, lat: str, long: str, radius: str) -> Circle | None:
    """A place with a radius in metres, at most 5,000; None when none of them is given."""
    if not (lat or long or radius):
        return None
    read = read_position(lat, long)
    if read.position is None:
        raise Unreadable(read.problem or "reports.position.incomplete")
    metres = _number(radius, code="reports.open311.radius") if radius else USUAL_RADIUS_M
    if not 0 < metres <= MAX_RADIUS_M:
        raise Unreadable("reports.open311.radius")
    return Circle(read.position, metres)


def page(*, number: str, size: str) -> Page | None:
    """The page that is asked for; None when paging is not."""
    if not (number or size):
        return None
    return Page(
        number=_whole(number, most=_MAX_PAGE, code="reports.open311.page") if number else 1,
        size=(
            _whole(size, most=MAX_PAGE_SIZE, code="reports.open311.page_size")
            if size
            else USUAL_PAGE_SIZE
        ),
    )


def order(text: str) -> str:
    """A column to sort by; a leading `-` (or a trailing ` desc`) means newest first."""
    name = text.strip().lower()
    is_down = name.startswith("-") or name.endswith(" desc")
    name = name.removeprefix("-").removeprefix("+").removesuffix(" desc").removesuffix(" asc")
    if name.strip() not in ("requested_datetime", "updated_datetime"):
        raise Unreadable("reports.open311.order_by")
    return f"-{name.strip()}" if is_down else name.strip()


def flag(text: str) -> bool:
    """`true` or `false`."""
    known = {"": False, "false": False, "0": False, "true": True, "1": True}
    if text.strip().lower() not in known:
        raise Unreadable("reports.open311.flag")
    return known[text.strip().lower()]


def locale(text: str, *, known: Iterable[str], usual: str) -> str:
    """One of the city's languages; regions (`en-GB`) are cut off."""
    if not text:
        return usual
    language = re.split("[-_]", text.lower())[0]
    if language not in set(known):
        raise Unreadable("reports.open311.locale")
    return language


def _number(text: str, *, code: str) -> float:
    try:
        found = float(text) if len(text) <= _LONGEST and "_" not in text else math.nan
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Unreadable(code)
    return found


def _whole(text: str, *, most: int, code: str) -> int:
    text = text.strip()
    is_number = text.isascii() and text.isdigit() and len(text) < 9  # noqa: PLR2004 - digits enough
    if not is_number or not 1 <= int(text) <= most:
        raise Unreadable(code)
    return int(text)
