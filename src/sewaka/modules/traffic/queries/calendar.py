"""Reads of the calendar of plan sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import DayType, PlanCalendar, SignalPlan, calendar
from sewaka.modules.traffic.models.calendar import Today
from sewaka.modules.traffic.rules.planning import PlanState


@dataclass(frozen=True, slots=True)
class Versions:
    """Every version, the newest first, and what the one in force says of today."""

    versions: Sequence[PlanCalendar]
    today: Today | None


@dataclass(frozen=True, slots=True)
class CalendarView:
    """One version; kinds of day and plan sets to choose from."""

    calendar: PlanCalendar
    day_types: Sequence[DayType]
    sets: Sequence[str]
    is_own: bool

    @property
    def may_change(self) -> bool:
        """Whether the actor may still write it."""
        return self.is_own and self.calendar.step == PlanState.DRAFT


def versions(*, actor: Actor, now: datetime) -> Versions:
    """Raises NotFound for whoever is no traffic engineer."""
    access.engineer_of(actor=actor)
    rows = PlanCalendar.objects.prefetch_related("lines").order_by("-version")
    return Versions(list(rows), calendar.today(at=now))


def view(*, actor: Actor, calendar_id: UUID) -> CalendarView:
    """Raises NotFound."""
    person = access.engineer_of(actor=actor)
    found = PlanCalendar.objects.prefetch_related("lines").filter(pk=calendar_id).first()
    if found is None:
        raise NotFound("traffic.calendar.not_found")
    approved = SignalPlan.objects.exclude(step=PlanState.DRAFT)
    return CalendarView(
        calendar=found,
        day_types=list(DayType.objects.order_by("rank")),
        sets=sorted(set(approved.values_list("code", flat=True))),
        is_own=found.author_id == person,
    )
