"""Working time: what a promise of "three working days" means as an instant.

A `WorkCalendar` is weekdays with opening intervals minus holidays, in one time zone. All functions
are pure; instants are aware; results are exact to the minute. Definitions and vectors: brief of
the reports module, section 4; every function is also tested against a minute-by-minute counter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_LOOK_AHEAD_DAYS = 3 * 366  # a calendar without any opening must end in an error, not in a loop


class Unit(StrEnum):
    """Units of a budget."""

    HOURS = "hours"  # wall clock, nights and holidays included
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Budget:
    """An amount of time that an office has."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Opening hours of an office.

    `opening` maps ISO weekdays (1 = Monday) to half-open local intervals in order; `holidays`
    are local dates without opening.
    """

    zone: ZoneInfo
    opening: Mapping[int, tuple[tuple[time, time], ...]]
    holidays: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens at all on that local day."""
        return day not in self.holidays and bool(self.opening.get(day.isoweekday()))

    def intervals(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The openings of one local day as aware half-open intervals."""
        if not self.is_working_day(day):
            return
        for start, end in self.opening[day.isoweekday()]:
            yield (
                datetime.combine(day, start, tzinfo=self.zone),
                datetime.combine(day, end, tzinfo=self.zone),
            )

    def closing(self, day: date) -> datetime:
        """The end of the last opening of a working day."""
        *_, (_, end) = self.intervals(day)
        return end

    def local_date(self, instant: datetime) -> date:
        """The local day on which the instant falls."""
        return instant.astimezone(self.zone).date()


def working_minutes(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """W(start, end): minutes of opening between two instants; 0 when end is not after start."""
    total = timedelta()
    day, last = calendar.local_date(start), calendar.local_date(end)
    while day <= last:
        for opens, closes in calendar.intervals(day):
            total += max(timedelta(), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return int(total.total_seconds() // 60)


def advance(calendar: WorkCalendar, start: datetime, minutes: int) -> datetime:
    """The earliest instant d >= start with W(start, d) = minutes.

    Lands on closing time rather than on the next opening. Raises OverflowError when the calendar
    has no opening for three years.
    """
    if minutes <= 0:
        return start
    left = timedelta(minutes=minutes)
    first = calendar.local_date(start)
    for offset in range(_LOOK_AHEAD_DAYS):
        for opens, closes in calendar.intervals(first + timedelta(days=offset)):
            begin = max(start, opens)
            available = closes - begin
            if available <= timedelta():
                continue
            if available >= left:
                return (begin + left).astimezone(start.tzinfo)
            left -= available
    raise OverflowError("calendar.no_opening")


def add_working_days(calendar: WorkCalendar, start: datetime, days: int) -> datetime:
    """Closing time of the `days`-th working day after day 0.

    Day 0 is the local date of the start if that is a working day and the time is not after its
    closing; otherwise the next working day.
    """
    day = calendar.local_date(start)
    if not calendar.is_working_day(day) or start > calendar.closing(day):
        day = _next_working_day(calendar, day)
    for _ in range(days):
        day = _next_working_day(calendar, day)
    return calendar.closing(day).astimezone(start.tzinfo)


def due_at(calendar: WorkCalendar, start: datetime, budget: Budget) -> datetime:
    """The instant at which a budget that starts at `start` is used up."""
    match budget.unit:
        case Unit.HOURS:
            return start + timedelta(hours=budget.amount)
        case Unit.WORKING_HOURS:
            return advance(calendar, start, budget.amount * 60)
        case _:  # working days
            return add_working_days(calendar, start, budget.amount)


def due_after_pause(
    calendar: WorkCalendar, *, due: datetime, paused: datetime, resumed: datetime
) -> datetime:
    """The new due after a pause: what was left at the pause, counted from the resumption.

    A pause that begins when the due is already past moves nothing; nor does one that lies wholly
    outside working time.
    """
    if paused >= due or not working_minutes(calendar, paused, resumed):
        return due
    moved = advance(calendar, resumed, working_minutes(calendar, paused, due))
    return max(due, moved)


def working_days_left(calendar: WorkCalendar, now: datetime, due: datetime) -> int:
    """Working days between today and the due day, for "3 working days left"; negative when late."""
    if now > due:
        return -_working_days_between(calendar, due, now)
    return _working_days_between(calendar, now, due)


def _working_days_between(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    day, last = calendar.local_date(start), calendar.local_date(end)
    count = 0
    while day < last:
        day += timedelta(days=1)
        count += calendar.is_working_day(day)
    return count


def _next_working_day(calendar: WorkCalendar, day: date) -> date:
    for offset in range(1, _LOOK_AHEAD_DAYS):
        later = day + timedelta(days=offset)
        if calendar.is_working_day(later):
            return later
    raise OverflowError("calendar.no_opening")
