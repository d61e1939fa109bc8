"""The facts of a half year for SIPSN, by bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import BankOfficer, WasteBank, WeighingSession
from sewaka.modules.waste_banks.models.periods import Period, periods
from sewaka.modules.waste_banks.rules import spans
from sewaka.modules.waste_banks.rules.kinds import BankKind, Duty
from sewaka.modules.waste_banks.rules.semesters import BankSemester
from sewaka.modules.waste_banks.rules.states import BankState, SessionState
from sewaka.platform.people.api import display_name

_OVER: Final = (SessionState.LOCKED.value, SessionState.CANCELLED.value)


def semester_facts(*, actor: Actor, year: int, semester: int) -> Sequence[BankSemester]:
    """Every bank that has opened, by its code. For supervisors.

    Raises NotFound, Invalid("semester").
    """
    access.check_supervisor(actor=actor)
    first, last = spans.semester(year, semester)
    banks = WasteBank.objects.exclude(status=BankState.CANDIDATE.value).order_by("code")
    found = periods(first, last)
    heads, waiting = _heads(), _open_sessions(first, last)
    nothing = Period()
    return [
        _facts(
            one, found.get(one.pk, nothing), head=heads.get(one.pk, ""), open_=waiting.get(one.pk)
        )
        for one in banks
    ]


def open_sessions(*, actor: Actor, first: date, last: date) -> int:
    """Weighing days of these that are not locked yet. For supervisors."""
    return sum(open_sessions_by_bank(actor=actor, first=first, last=last).values())


def open_sessions_by_bank(*, actor: Actor, first: date, last: date) -> Mapping[UUID, int]:
    """The same, of the banks that have any."""
    access.check_supervisor(actor=actor)
    return _open_sessions(first, last)


def _open_sessions(first: date, last: date) -> Mapping[UUID, int]:
    rows = WeighingSession.objects.filter(on__range=(first, last)).exclude(status__in=_OVER)
    return dict(rows.values_list("bank_id").annotate(n=Count("pk")).order_by())


def _heads() -> Mapping[UUID, str]:
    """Who heads a bank now, by the name of the office."""
    rows = BankOfficer.objects.filter(duty=Duty.MANAGER.value, until=None).select_related("person")
    return {one.bank_id: display_name(one.person) for one in rows.order_by("-since")}


def _facts(bank: WasteBank, did: Period, *, head: str, open_: int | None) -> BankSemester:
    by_group: dict[str, int] = {}
    for one in did.sorts:
        by_group[one.group] = by_group.get(one.group, 0) + one.grams
    return BankSemester(
        code=bank.code,
        name=bank.name,
        kind=BankKind(bank.kind).prefix,
        address=bank.place,
        lat=bank.lat,
        lon=bank.lon,
        village_code=bank.village_code,
        founded_year=bank.founded_year,
        decree_number=bank.decree_number,
        manager=head,
        phone=bank.phone,
        status=bank.status,
        customers=did.customers,
        active_customers=did.active_customers,
        by_group_g=by_group,
        residue_g=did.residue_g,
        turnover_idr=did.sold_idr,
        open_sessions=open_ or 0,
    )
