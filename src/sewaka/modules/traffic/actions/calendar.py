"""The calendar of plan sets: written by one engineer, approved by a second, published from a time.

The engine asks it every few seconds which set runs, and hands each junction its plan of that set.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.events import CalendarApproved, CalendarDrafted, CalendarPublished
from sewaka.modules.traffic.models import DayType, PlanCalendar, SignalPlan
from sewaka.modules.traffic.models.calendar import keep_lines
from sewaka.modules.traffic.rules import calendar as rules
from sewaka.modules.traffic.rules import planning
from sewaka.modules.traffic.rules.calendar import Line
from sewaka.modules.traffic.rules.planning import PlanState


@transaction.atomic
def draft_calendar(*, lines: Sequence[Line], actor: Actor, now: datetime) -> PlanCalendar:
    """A new version. Raises NotFound, DomainError("traffic.calendar.day_type", ".set", ".hours",
    ".priority", ".overlap").
    """
    person = access.engineer_of(actor=actor)
    _check(lines)
    newest = PlanCalendar.objects.aggregate(Max("version"))["version__max"] or 0
    made = PlanCalendar.objects.create(version=newest + 1, author_id=person, created_at=now)
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
    found = _locked(calendar_id)
    if found.author_id != person or found.step != PlanState.DRAFT:
        raise DomainError("traffic.calendar.not_yours")
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
    rules.check_second_person(author_id=found.author_id, person_id=person)
    _move(found, PlanState.DRAFT, PlanState.APPROVED, approved_by=person, approved_at=now)
    event = CalendarApproved(calendar_id=found.pk, number=found.version)
    outbox.record(event, actor=actor, now=now)
    return found


@transaction.atomic
def publish_calendar(
    *, calendar_id: UUID, valid_from: datetime, actor: Actor, now: datetime
) -> PlanCalendar:
    """In force from then on. Raises NotFound, DomainError("traffic.plan.past", ".moved_on")."""
    person = access.engineer_of(actor=actor)
    planning.check_begins(valid_from=valid_from, now=now)
    found = _locked(calendar_id)
    _move(
        found, PlanState.APPROVED, PlanState.PUBLISHED,
        published_by=person, published_at=now, valid_from=valid_from,
    )  # fmt: skip
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
    found = PlanCalendar.objects.select_for_update().filter(pk=calendar_id).first()
    if found is None:
        raise NotFound("traffic.calendar.not_found")
    return found


def _move(found: PlanCalendar, before: PlanState, after: PlanState, **columns: object) -> None:
    """Raises DomainError where it has gone on meanwhile."""
    moved = PlanCalendar.objects.filter(pk=found.pk, step=before).update(step=after, **columns)
    if moved != 1:
        raise DomainError("traffic.calendar.moved_on")
    found.refresh_from_db()
