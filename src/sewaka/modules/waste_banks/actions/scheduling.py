"""The calendar of a bank: its weighing days come by themselves, sixty days ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import get_default_timezone, localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.sessions import move_session
from sewaka.modules.waste_banks.events import SessionMoved
from sewaka.modules.waste_banks.models import WasteBank, WeighingSchedule, WeighingSession
from sewaka.modules.waste_banks.models.reading import locked_bank
from sewaka.modules.waste_banks.rules import calendar
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import BankState, SessionState

AHEAD: Final = timedelta(days=60)
_WEIGH: Final = frozenset({Duty.WEIGHER, Duty.MANAGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDraft:
    """A rule of RFC 5545 (`rules.calendar`), local hours, a place."""

    rrule: str
    begins: time
    ends: time
    place: str


@transaction.atomic
def begin_schedule(
    *, bank_id: UUID, draft: ScheduleDraft, actor: Actor, now: datetime
) -> WeighingSchedule:
    """From today on the bank weighs so; the next sixty days are planned at once.

    Raises Invalid("ends", "rrule"), DomainError("waste_banks.calendar.rule").
    """
    bank = locked_bank(bank_id)
    access.officer_at(actor=actor, bank=bank, of=_WEIGH)
    calendar.read(draft.rrule)
    if draft.ends <= draft.begins:
        raise Invalid(fields={"ends": "waste_banks.session.ends"})
    today = localdate(now)
    running = bank.schedules.filter(Q(until=None) | Q(until__gte=today))
    if running.filter(rrule=draft.rrule, begins_at=draft.begins).exists():
        raise Invalid(fields={"rrule": "waste_banks.schedule.known"})
    made = WeighingSchedule.objects.create(
        bank=bank, rrule=draft.rrule, begins_at=draft.begins, ends_at=draft.ends,
        place=draft.place, since=today,
    )  # fmt: skip
    _plan(made, today=today, actor=actor, now=now)
    return made


@transaction.atomic
def end_schedule(*, schedule_id: UUID, actor: Actor, now: datetime) -> WeighingSchedule:
    """From tomorrow on the bank does not weigh so; days that are only planned are cancelled.

    Raises NotFound.
    """
    found = WeighingSchedule.objects.select_related("bank").filter(pk=schedule_id).first()
    if found is None:
        raise NotFound("waste_banks.schedule.not_found")
    locked_bank(found.bank_id)
    access.officer_at(actor=actor, bank=found.bank, of=_WEIGH)
    today = localdate(now)
    found.until = today
    found.save(update_fields=["until"])
    planned = WeighingSession.objects.filter(
        schedule=found, on__gt=today, status=SessionState.PLANNED.value
    )
    for session_id in list(planned.values_list("pk", flat=True)):
        move_session(session_id=session_id, after=SessionState.CANCELLED, actor=actor, now=now)
    return found


@transaction.atomic
def plan_ahead(*, actor: Actor, now: datetime) -> int:
    """Plan what all calendars say of the next sixty days; how many days are new. Twice is once."""
    access.check_supervisor(actor=actor)
    today = localdate(now)
    running = WeighingSchedule.objects.filter(
        Q(until=None) | Q(until__gt=today), bank__status=BankState.ACTIVE.value
    ).select_related("bank")
    return sum(_plan(one, today=today, actor=actor, now=now) for one in running)


def _plan(schedule: WeighingSchedule, *, today: date, actor: Actor, now: datetime) -> int:
    """The days that are not there. One that somebody cancelled is there, and stays cancelled."""
    fresh = list(_missing(schedule, today))
    WeighingSession.objects.bulk_create(fresh)
    for one in fresh:
        event = SessionMoved(bank_id=one.bank_id, session_id=one.pk, before="", after=one.status)
        outbox.record(event, actor=actor, now=now)
    return len(fresh)


def _missing(schedule: WeighingSchedule, today: date) -> Iterator[WeighingSession]:
    bank: WasteBank = schedule.bank
    until = today + AHEAD
    known = set(
        bank.sessions.filter(on__gte=today, on__lt=until).values_list("begins_at", flat=True)
    )
    for day in calendar.read(schedule.rrule).between(max(today, schedule.since), until):
        at = datetime.combine(day, schedule.begins_at, tzinfo=get_default_timezone())
        if at not in known:
            yield WeighingSession(
                bank=bank, schedule=schedule, on=day, begins_at=at,
                ends_at=datetime.combine(day, schedule.ends_at, tzinfo=get_default_timezone()),
                place=schedule.place,
            )  # fmt: skip
