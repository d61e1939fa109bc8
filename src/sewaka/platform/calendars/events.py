"""What the calendars tell the log. Open deadlines are recomputed only by an explicit command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sewaka.kernel.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayChanged(Event):
    """A holiday was added, changed or removed."""

    name = "calendars.holiday_changed"
    day: date
    title: str
    change: str  # "added", "changed", "removed"
    closes_offices: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHoursChanged(Event):
    """An office opens at other times."""

    name = "calendars.opening_hours_changed"
    office: str


EVENTS = (HolidayChanged, OpeningHoursChanged)
