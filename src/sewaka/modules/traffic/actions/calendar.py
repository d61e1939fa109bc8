"""The calendar of plan sets: written by one engineer, approved by a second, published from a time.

The engine asks it every few seconds which set runs, and hands each junction its plan of that set.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.modules.traffic import access
from sewaka.modules.traffic.events import CalendarApproved, CalendarDrafted, CalendarPublished
from sewaka.modules.traffic.models import DayType, PlanCalendar, SignalPlan, versions
from sewaka.modules.traffic.models.calendar import keep_lines, next_version
from sewaka.modules.traffic.rules import calendar as rules
from sewaka.modules.traffic.rules.calendar import Line
from sewaka.modules.traffic.rules.planning import PlanState

_OF = "calendar"


@transaction.atomic
def draft_calendar(*, lines: Sequence[Line], actor: Actor, now: datetime) -> PlanCalendar:
    """A new version. Raises NotFound, DomainError("traffic.calendar.day_type", ".set", ".hours",
    ".priority", ".overlap").
    """
    person = access.engineer_of(actor=actor)
    _check(lines)
    number = next_version()
    made = PlanCalendar.objects.create(version=number, author_id=person, created_at=now)
    keep_lines(calendar=made, lines=lines)
    event = CalendarDrafted(calendar_id=made.pk, number=made.version)
    outbox.record(event, actor=actor, now=now)
    return made


@transaction.atomic
def change_calendar(
    *, calendar_id: UUID, lines: Sequence[Line], actor: Actor, now: datetime
) -> PlanCalendar:
    """By its author, while nobody has approved it. Raises as above, and ".not_yours"."""
    person = access.engineer_of(actor=actor)
    found = versions.draft_of(_locked(calendar_id), person=person, of=_OF)
    _check(lines)
    keep_lines(calendar=found, lines=lines)
    event = CalendarDrafted(calendar_id=found.pk, number=found.version)
    outbox.record(event, actor=actor, now=now)
    return found


@transaction.atomic
def approve_calendar(*, calendar_id: UUID, actor: Actor, now: datetime) -> PlanCalendar:
    """By another engineer than its author. Raises NotFound, DomainError(".own", ".moved_on")."""
    person = access.engineer_of(actor=actor)
    found = _locked(calendar_id)
    versions.approve(found, person=person, now=now, of=_OF)
    event = CalendarApproved(calendar_id=found.pk, number=found.version)
    outbox.record(event, actor=actor, now=now)
    return found


@transaction.atomic
def publish_calendar(
    *, calendar_id: UUID, valid_from: datetime, actor: Actor, now: datetime
) -> PlanCalendar:
    """In force from then on. Raises NotFound, DomainError("traffic.plan.past", ".moved_on")."""
    person = access.engineer_of(actor=actor)
    found = _locked(calendar_id)
    versions.publish(found, person=person, valid_from=valid_from, now=now, of=_OF)
    event = CalendarPublished(calendar_id=found.pk, number=found.version, valid_from=valid_from)
    outbox.record(event, actor=actor, now=now)
    return found


def _check(lines: Sequence[Line]) -> None:
    approved = SignalPlan.objects.exclude(step=PlanState.DRAFT)
    rules.check_lines(
        lines=lines,
        day_types=set(DayType.objects.values_list("code", flat=True)),
        sets=set(approved.values_list("code", flat=True).distinct()),
    )


def _locked(calendar_id: UUID) -> PlanCalendar:
    return versions.locked(PlanCalendar.objects.filter(pk=calendar_id), of=_OF)
