"""When banks weigh: their calendars for officers, coming days and places for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks.models import WasteBank, WeighingSchedule, WeighingSession
from sewaka.modules.waste_banks.queries.desk import bank_at
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import BankState, SessionState

_AHEAD: Final = timedelta(days=60)
_COMING: Final = (SessionState.PLANNED.value, SessionState.OPEN.value)
_WEIGH: Final = frozenset({Duty.WEIGHER, Duty.MANAGER})


@dataclass(frozen=True, slots=True)
class Calendars:
    """What a bank has said of its days."""

    bank: WasteBank
    schedules: Sequence[WeighingSchedule]
    may_change: bool


def calendars(*, actor: Actor, code: str, today: date) -> Calendars:
    """Raises NotFound for whoever has no duty there."""
    bank, duties = bank_at(actor=actor, code=code)
    running = bank.schedules.filter(Q(until=None) | Q(until__gt=today)).order_by("since", "rrule")
    return Calendars(bank, list(running), bool(duties & _WEIGH))


def code_of_schedule(*, actor: Actor, schedule_id: UUID) -> str:
    """The code of its bank. Raises NotFound alike for absent and for another bank's."""
    found = WeighingSchedule.objects.filter(pk=schedule_id).values_list("bank__code", flat=True)
    code = found.first()
    if code is None:
        raise NotFound("waste_banks.schedule.not_found")
    return bank_at(actor=actor, code=code)[0].code


def coming_days(*, actor: Actor, today: date, code: str = "") -> Sequence[WeighingSession]:  # noqa: ARG001 - the same for everybody
    """The weighing days of sixty days: of one bank, or of all. Raises NotFound."""
    banks = WasteBank.objects.exclude(status=BankState.CANDIDATE.value)
    if code and not banks.filter(code=code).exists():
        raise NotFound("waste_banks.bank.not_found")
    found = WeighingSession.objects.filter(
        on__gte=today, on__lt=today + _AHEAD, status__in=_COMING, bank__in=banks
    )
    found = found.filter(bank__code=code) if code else found
    return list(found.select_related("bank").order_by("begins_at", "bank__code"))


def places(*, actor: Actor) -> Sequence[WasteBank]:  # noqa: ARG001 - the same for everybody
    """The banks that take waste and whose place is known."""
    found = WasteBank.objects.filter(status=BankState.ACTIVE.value, lat__isnull=False)
    return list(found.exclude(lon=None).order_by("code"))
