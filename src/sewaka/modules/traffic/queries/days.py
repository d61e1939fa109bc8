"""Reads of the coming days and their kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import DayChoice, DayType, calendar, days
from sewaka.modules.traffic.rules.calendar import Stretch, day_of
from sewaka.modules.traffic.rules.days import Kind

AHEAD = 42  # days: six weeks


@dataclass(frozen=True, slots=True)
class ComingDay:
    """One of them. `kind` holds, None where nothing does; `by_calendar`: what the calendar says.

    `hours`: those in which the calendar in force names a set on such a day.
    """

    day: date
    kind: DayType | None
    by_calendar: Kind
    choice: DayChoice | None
    hours: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Coming:
    """All, and the kinds to choose from."""

    days: Sequence[ComingDay]
    kinds: Sequence[DayType]


def coming(*, actor: Actor, now: datetime) -> Coming:
    """From today on. Raises NotFound for whoever is no traffic engineer."""
    access.engineer_of(actor=actor)
    begin = localdate(now)
    end = begin + timedelta(days=AHEAD)
    known = {one.code: one for one in DayType.objects.order_by("rank")}
    chosen = days.choices(begin=begin, end=end)
    in_force = calendar.in_force(at=now)
    lines = in_force.rules if in_force else ()
    found = []
    for day, own in days.calendar_kinds(begin=begin, end=end).items():
        choice = chosen.get(day)
        code = choice.day_type_id if choice else own.code
        hours = [one for one in day_of(lines=lines, kind=code) if one.plan]
        found.append(ComingDay(day, known.get(code), own, choice, hours))
    return Coming(found, list(known.values()))
