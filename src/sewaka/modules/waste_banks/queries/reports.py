"""The report of a month: of one bank, or of the whole city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.models.periods import Period, Sort, periods
from sewaka.modules.waste_banks.rules import spans
from sewaka.modules.waste_banks.rules.impact import Avoided, avoided
from sewaka.modules.waste_banks.rules.states import BankState


@dataclass(frozen=True, slots=True)
class OfBank:
    """One bank's part of the city's month."""

    code: str
    name: str
    grams: int
    idr: int
    deposits: int


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A month. Without a bank of the whole city, and then with every bank's part of it."""

    first: date
    last: date
    bank: WasteBank | None
    whole: Period
    avoided: Avoided
    banks: Sequence[OfBank]


def month_report(*, actor: Actor, month: str, code: str = "") -> MonthReport:
    """Of one bank for its officers and for supervisors, of the city for supervisors.

    `month`: "2026-11". Raises NotFound, Invalid("month").
    """
    bank = _bank(actor, code)
    first, last = spans.month(month)
    found = periods(first, last, **({"bank": bank} if bank else {}))
    whole = _together(found.values())
    grams = {one.code: one.grams for one in whole.sorts}
    parts = () if bank else _parts(found)
    return MonthReport(first, last, bank, whole, avoided(grams=grams), parts)


def _bank(actor: Actor, code: str) -> WasteBank | None:
    if not code:
        access.check_supervisor(actor=actor)
        return None
    bank = WasteBank.objects.filter(code=code).first()
    if bank is None:
        raise NotFound("waste_banks.bank.not_found")
    if not access.duties(actor=actor, bank=bank):
        access.check_supervisor(actor=actor)
    return bank


def _parts(found: Mapping[UUID, Period]) -> Sequence[OfBank]:
    nothing = Period()
    banks = WasteBank.objects.exclude(status=BankState.CANDIDATE.value).order_by("code")
    return [
        OfBank(one.code, one.name, did.grams, did.idr, did.deposits)
        for one in banks
        for did in (found.get(one.pk, nothing),)
    ]


def _together(found: Iterable[Period]) -> Period:
    """Sums of all; sorts once each, in their order."""
    whole = Period()
    sorts: dict[str, Sort] = {}
    for one in found:
        for name in (field.name for field in fields(Period) if field.name != "sorts"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        for part in one.sorts:
            known = sorts.get(part.code)
            grams, idr = (known.grams, known.idr) if known else (0, 0)
            sorts[part.code] = Sort(
                part.code, part.name, part.group, grams + part.grams, idr + part.idr
            )
    whole.sorts = sorted(sorts.values(), key=lambda one: (-one.grams, one.code))
    return whole
