"""Months are closed and published, one after the other; the city's figures are counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    BankFigures,
    CityFigures,
    Customer,
    Deposit,
    DepositLine,
    MassLine,
    PublishedMonth,
    TrialLine,
    WasteBank,
)
from sewaka.modules.waste_banks.models.periods import ACTIVE
from sewaka.modules.waste_banks.models.reading import locked_bank
from sewaka.modules.waste_banks.rules import publishing, spans
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.modules.waste_banks.rules.publishing import Mass
from sewaka.modules.waste_banks.rules.states import BankState, CustomerState, DepositState
from sewaka.platform.ledger import api as ledger

YEAR: Final = timedelta(days=365)
_FROM_SAVERS: Final = (StockCause.DEPOSIT.value, StockCause.REVERSAL.value)


def publish_months(*, actor: Actor, now: datetime, bank_id: UUID | None = None) -> int:
    """Close and publish what is due at every bank, the oldest month first; how many.

    Each month in a transaction of its own; twice is once. `bank_id`: of that bank alone. For the
    city's own job and for supervisors.
    """
    access.check_supervisor(actor=actor)
    banks = WasteBank.objects.exclude(status=BankState.CANDIDATE.value).order_by("code")
    done = 0
    for one in [bank_id] if bank_id else list(banks.values_list("pk", flat=True)):
        while _publish_next(one, actor=actor, now=now):
            done += 1
    return done


@transaction.atomic
def _publish_next(bank_id: UUID, *, actor: Actor, now: datetime) -> bool:
    bank = locked_bank(bank_id)
    published = PublishedMonth.objects.filter(bank=bank).order_by("-month")
    newest = published.values_list("month", flat=True).first()
    first = spans.month_of(newest)[1] + timedelta(days=1) if newest else _began(bank)
    month = next(publishing.due(first, today=localdate(now)), None) if first else None
    if month is None:
        return False
    last = spans.month_of(month)[1]
    digest = ledger.close_period(book_id=bank.ledger_book_id, through=last, actor=actor, now=now)
    mass = _mass(bank, month, last)
    booked = bank.deposits.filter(
        book_date__range=(month, last), status=DepositState.POSTED.value
    ).aggregate(n=Count("pk"), idr=Sum("gross_idr"))
    made = PublishedMonth.objects.create(
        bank=bank, month=month, deposits=booked["n"], in_idr=booked["idr"] or 0,
        trial_sha256=digest, mass_sha256=publishing.mass_sha256(mass), published_at=now,
    )  # fmt: skip
    MassLine.objects.bulk_create(
        MassLine(
            published=made, category=one.category, opening_g=one.opening_g, in_g=one.in_g,
            bought_g=one.bought_g, sold_g=one.sold_g, lost_g=one.lost_g, closing_g=one.closing_g,
        )
        for one in mass
    )  # fmt: skip
    TrialLine.objects.bulk_create(_trial(bank, made, month, last))
    return True


def _began(bank: WasteBank) -> date | None:
    """The month of the first thing that ever moved; None where nothing did."""
    first = bank.movements.order_by("book_date").values_list("book_date", flat=True).first()
    return first.replace(day=1) if first else None


def _mass(bank: WasteBank, month: date, last: date) -> list[Mass]:
    """Opening from the month before; the month's movements from their index."""
    before = PublishedMonth.objects.filter(bank=bank, month__lt=month).order_by("-month").first()
    opening: Mapping[str, int] = (
        dict(before.mass.values_list("category", "closing_g")) if before else {}
    )
    moved: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = bank.movements.filter(book_date__range=(month, last)).order_by()
    for code, cause, grams in rows.values_list("category__code", "cause").annotate(
        g=Sum("delta_g")
    ):
        moved[code][cause] += grams
    return [_line(code, opening.get(code, 0), moved[code]) for code in sorted({*opening, *moved})]


def _line(code: str, opening_g: int, by_cause: Mapping[str, int]) -> Mass:
    taken = sum(by_cause.get(cause, 0) for cause in _FROM_SAVERS)
    bought = by_cause.get(StockCause.TRANSFER.value, 0)
    sold = -by_cause.get(StockCause.SALE.value, 0)
    closing = opening_g + sum(by_cause.values())
    lost = opening_g + taken + bought - sold - closing
    return Mass(code, opening_g, taken, bought, sold, lost, closing)


def _trial(bank: WasteBank, made: PublishedMonth, month: date, last: date) -> list[TrialLine]:
    """By account of the chart: whose savings are whose is nobody's matter."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in ledger.trial_balance(book_id=bank.ledger_book_id, through=last, since=month):
        of = sums[row.code.partition("/")[0]]
        for place, part in enumerate((row.opening, row.debit, row.credit, row.closing)):
            of[place] += part
    return [
        TrialLine(
            published=made, account=code, opening_idr=opening, debit_idr=debit, credit_idr=credit,
            closing_idr=closing,
        )
        for code, (opening, debit, credit, closing) in sorted(sums.items())
        if any((opening, debit, credit, closing))
    ]  # fmt: skip


@transaction.atomic
def count_city(*, actor: Actor, now: datetime) -> CityFigures:
    """Count the whole city for this day; again on the same day counts anew."""
    access.check_supervisor(actor=actor)
    today = localdate(now)
    booked = Deposit.objects.filter(status=DepositState.POSTED.value)
    year = booked.filter(book_date__range=(today - YEAR, today))
    whole = booked.aggregate(g=Sum("net_g"), idr=Sum("gross_idr"), n=Count("pk"))
    active = booked.filter(book_date__gte=today - ACTIVE, customer__isnull=False)
    sorts = DepositLine.objects.filter(deposit__in=year).values_list("category__code")
    figures = {
        "counted_at": now,
        "net_g": whole["g"] or 0,
        "gross_idr": whole["idr"] or 0,
        "deposits": whole["n"],
        "customers": Customer.objects.filter(~Q(status=CustomerState.CLOSED.value)).count(),
        "active_customers": active.values("customer").distinct().count(),
        "year_sorts": dict(sorts.annotate(g=Sum("net_g")).order_by()),
        "year_idr": year.aggregate(idr=Sum("gross_idr"))["idr"] or 0,
    }
    CityFigures.objects.filter(day__lt=today - YEAR).delete()
    return CityFigures.objects.update_or_create(day=today, defaults=figures)[0]


@transaction.atomic
def count_banks(*, actor: Actor, now: datetime) -> int:
    """Count each bank since its beginning, by two queries; gives how many. Again counts anew."""
    access.check_supervisor(actor=actor)
    booked = Deposit.objects.filter(status=DepositState.POSTED.value).values("bank_id").order_by()
    sums = {
        one["bank_id"]: one
        for one in booked.annotate(g=Sum("net_g"), idr=Sum("gross_idr"), n=Count("pk"))
    }
    savers = Customer.objects.filter(~Q(status=CustomerState.CLOSED.value)).values("bank_id")
    people = dict(savers.order_by().annotate(n=Count("pk")).values_list("bank_id", "n"))
    nothing = {"g": 0, "idr": 0, "n": 0}
    rows = [
        BankFigures(
            bank_id=bank_id,
            counted_at=now,
            net_g=found["g"],
            gross_idr=found["idr"],
            deposits=found["n"],
            customers=people.get(bank_id, 0),
        )
        for bank_id in WasteBank.objects.values_list("pk", flat=True)
        for found in [sums.get(bank_id, nothing)]
    ]
    columns = ["counted_at", "net_g", "gross_idr", "deposits", "customers"]
    BankFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["bank"], update_fields=columns
    )
    return len(rows)
