"""When and how much of the savings may be taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sewaka.kernel.errors import DomainError, Invalid
from sewaka.modules.waste_banks.rules.kinds import Form, PayoutRule
from sewaka.modules.waste_banks.rules.states import CustomerState

WORKFLOW: Final = "waste_banks.withdrawal"
KIND: Final = "withdrawal"
REQUESTED, APPROVED, PAID = "requested", "approved", "paid"
REJECTED, CANCELLED, EXPIRED = "rejected", "cancelled", "expired"
KEEP: Final = timedelta(days=14)  # an unpaid withdrawal gives the money back then
# Every 210 days, the pawukon's year (PHDI's calendar has the same days).
_A_GALUNGAN: Final = date(2023, 1, 4)
_PAWUKON: Final = 210
BEFORE_GALUNGAN: Final = 21  # days in which banks pay out for the feast


def next_galungan(day: date) -> date:
    """The next Galungan, that day itself included."""
    return day + timedelta(days=(_A_GALUNGAN - day).days % _PAWUKON)


@dataclass(frozen=True, slots=True)
class Season:
    """The days before a Galungan in which savings are fetched, the feast included."""

    first: date
    feast: date


def season(feast: date) -> Season:
    """Before that feast."""
    return Season(feast - timedelta(days=BEFORE_GALUNGAN), feast)


def seasons_around(day: date) -> tuple[Season, Season]:
    """The last season that was over before the day, and the one that runs or comes."""
    coming = next_galungan(day)
    return season(coming - timedelta(days=_PAWUKON)), season(coming)


def expected_idr(*, saved_idr: int, then_saved_idr: int, then_paid_idr: int) -> int | None:
    """Of today's savings the part that was paid out then, rounded up; None where nothing was."""
    if then_saved_idr <= 0 or then_paid_idr <= 0:
        return None
    return -(-saved_idr * min(then_paid_idr, then_saved_idr) // then_saved_idr)


def check_day(rule: PayoutRule, *, day: date) -> None:
    """Raises DomainError("waste_banks.withdrawal.season") with the first day that will do."""
    if rule is not PayoutRule.BEFORE_GALUNGAN:
        return
    feast = next_galungan(day)
    if (feast - day).days > BEFORE_GALUNGAN:
        since = feast - timedelta(days=BEFORE_GALUNGAN)
        raise DomainError("waste_banks.withdrawal.season", day=since.isoformat())


def check_wish(
    *, amount_idr: int, least_idr: int, form: Form, destination: str, customer: CustomerState
) -> None:
    """Raises Invalid("amount", "destination"), DomainError("waste_banks.customer.frozen")."""
    if customer is not CustomerState.ACTIVE:
        raise DomainError("waste_banks.customer.frozen")
    wrong = {}
    if amount_idr < max(1, least_idr):
        wrong["amount"] = "waste_banks.withdrawal.least"
    if form not in (Form.CASH, Form.GROCERIES) and not destination.strip():
        wrong["destination"] = "waste_banks.withdrawal.destination"
    if wrong:
        raise Invalid(fields=wrong, least_idr=least_idr)


def check_free(*, amount_idr: int, balance_idr: int, young_idr: int) -> None:
    """`young_idr`: of deposits that are still kept back (HOLD_DAYS).

    Raises DomainError("ledger.insufficient_funds") with what is free.
    """
    free = max(0, balance_idr - young_idr)
    if amount_idr > free:
        raise DomainError("ledger.insufficient_funds", free=free)
