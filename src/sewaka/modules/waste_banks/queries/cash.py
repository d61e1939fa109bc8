"""How much cash a bank should have ready, for its cashier and its head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Sum

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import WasteBank, Withdrawal
from sewaka.modules.waste_banks.models.reading import accounts_of
from sewaka.modules.waste_banks.queries.desk import bank_at
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules import withdrawing as rules
from sewaka.modules.waste_banks.rules.kinds import Form
from sewaka.modules.waste_banks.rules.withdrawing import Season
from sewaka.platform.ledger import api as ledger

_OPEN = (rules.REQUESTED, rules.APPROVED)


@dataclass(frozen=True, slots=True)
class CashDesk:
    """Whole rupiah. `asked`: withdrawals in cash that wait; `then_*`: of the season before.

    `expected_idr`: what the coming season may ask for, None where nobody came then.
    """

    bank: WasteBank
    cash_idr: int
    saved_idr: int
    asked: int
    asked_idr: int
    former: Season
    coming: Season
    then_saved_idr: int
    then_paid_idr: int
    expected_idr: int | None

    @property
    def wanted_idr(self) -> int:
        """All that may be asked for, as far as it is known."""
        return self.asked_idr + (self.expected_idr or 0)

    @property
    def missing_idr(self) -> int:
        """What the cash in the books falls short of that."""
        return max(0, self.wanted_idr - self.cash_idr)


def cash_desk(*, actor: Actor, code: str, today: date) -> CashDesk:
    """A bank's cash against what people will want of it. Raises NotFound, Forbidden."""
    bank, _held = bank_at(actor=actor, code=code)
    return cash_of(actor=actor, bank=bank, today=today)


def cash_of(*, actor: Actor, bank: WasteBank, today: date) -> CashDesk:
    """The same, for the city's own job too. Raises NotFound, Forbidden."""
    access.officer_at(actor=actor, bank=bank, of=access.DESK)
    former, coming = rules.seasons_around(today)
    cash = Withdrawal.objects.filter(bank=bank, form=Form.CASH.value)
    waiting, asked_idr = _counted(cash.filter(case__state__in=_OPEN))
    _paid, then_paid = _counted(
        cash.filter(case__state=rules.PAID, case__opened_at__date__range=_days(former))
    )
    saved = _saved(bank, through=today)
    then_saved = _saved(bank, through=former.first - timedelta(days=1))
    return CashDesk(
        bank=bank,
        cash_idr=ledger.balance(account_id=accounts_of(bank)[chart.CASH.code]),
        saved_idr=saved,
        asked=waiting,
        asked_idr=asked_idr,
        former=former,
        coming=coming,
        then_saved_idr=then_saved,
        then_paid_idr=then_paid,
        expected_idr=rules.expected_idr(
            saved_idr=saved, then_saved_idr=then_saved, then_paid_idr=then_paid
        ),
    )


def _days(season: Season) -> tuple[date, date]:
    return season.first, season.feast


def _counted(rows: QuerySet[Withdrawal]) -> tuple[int, int]:
    found = rows.aggregate(n=Count("pk"), idr=Sum("amount_idr"))
    return found["n"], found["idr"] or 0


def _saved(bank: WasteBank, *, through: date) -> int:
    """Of all customers together, without what is set aside for withdrawals."""
    rows = ledger.trial_balance(book_id=bank.ledger_book_id, through=through)
    return -sum(one.closing for one in rows if one.code.startswith(chart.savings("").code))
