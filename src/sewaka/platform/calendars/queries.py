"""Reads: working calendars and holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta

from django.db.models import QuerySet

from sewaka.kernel.calendar import WorkCalendar
from sewaka.kernel.errors import NotFound
from sewaka.platform.calendars import almanac
from sewaka.platform.calendars.models import CITY_OFFICE, Holiday, OpeningHours
from sewaka.platform.calendars.rules import CYCLE_DAYS, Pawukon, dates_of


def work_calendar(office: str = CITY_OFFICE) -> WorkCalendar:
    """When an office works. An office without hours of its own keeps the city's.

    Raises NotFound("calendars.no_hours") when the city has none either.
    """
    known = almanac.current()
    found = known.get(office) or known.get(CITY_OFFICE)
    if found is None:
        raise NotFound("calendars.no_hours", office=office)
    return found


def holidays(*, start: date, end: date) -> QuerySet[Holiday]:
    """Holidays from `start` up to, not including, `end`, in order of time."""
    return Holiday.objects.filter(day__gte=start, day__lt=end)


def next_galungan(day: date) -> date:
    """The next Galungan, that day itself included; by the Pawukon, however far ahead."""
    end = day + timedelta(days=CYCLE_DAYS)
    return next(dates_of(Pawukon.GALUNGAN, start=day, end=end))


def holiday(holiday_id: int) -> Holiday:
    """One holiday. Raises NotFound("calendars.unknown")."""
    found = Holiday.objects.filter(pk=holiday_id).first()
    if found is None:
        raise NotFound("calendars.unknown")
    return found


def years() -> list[int]:
    """The years that have holidays."""
    return [day.year for day in Holiday.objects.dates("day", "year")]


def opening_hours(*, office: str) -> Mapping[int, Sequence[tuple[time, time]]]:
    """The openings of an office by weekday, as stored."""
    week: dict[int, list[tuple[time, time]]] = {}
    for row in OpeningHours.objects.filter(office=office):
        week.setdefault(row.weekday, []).append((row.opens, row.closes))
    return week
