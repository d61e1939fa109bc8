"""What was brought is written down, valued and booked: one transaction for a whole batch.

Deposit, lines, journal, stock and event stand together or not at all. The caller makes the ids:
the same deposit once more is a replay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects.booking import post_all, told
from sewaka.modules.waste_banks.models import (
    Customer,
    Deposit,
    DepositLine,
    WasteBank,
    WasteCategory,
)
from sewaka.modules.waste_banks.models.fees import fees_of
from sewaka.modules.waste_banks.models.reading import locked_bank, prices_between
from sewaka.modules.waste_banks.rules import depositing as rules
from sewaka.modules.waste_banks.rules import points
from sewaka.modules.waste_banks.rules.fees import Fee, in_force
from sewaka.modules.waste_banks.rules.kinds import (
    Channel,
    Duty,
    Grade,
    Purpose,
    WeightSource,
)
from sewaka.modules.waste_banks.rules.pricing import PriceRow
from sewaka.modules.waste_banks.rules.states import BankState, CustomerState, DepositState
from sewaka.platform.files import api as files
from sewaka.platform.ledger import api as ledger

_WEIGH = frozenset({Duty.WEIGHER, Duty.MANAGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWish:
    """One sort on the scale, in whole grams. `claimed_value_idr`: what a phone said of it."""

    category: str
    gross_g: int
    tare_g: int = 0
    grade: Grade = Grade.A
    source: WeightSource = WeightSource.MANUAL
    claimed_value_idr: int | None = None
    photo_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositWish:
    """A deposit to be. `day`: of the weighing, by which it is priced; `reasons`: why to look first.

    Without a customer the card was not known. `received_at`: when the city got it, if not now.
    """

    id: UUID
    customer_id: UUID | None
    lines: Sequence[LineWish]
    day: date
    occurred_at: datetime
    received_at: datetime | None = None
    channel: Channel = Channel.COUNTER
    purpose: Purpose = Purpose.SAVINGS
    session_id: UUID | None = None
    record_id: UUID | None = None
    weigher_id: UUID | None = None
    replaces_id: UUID | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a wish: the deposit as it stands now; `is_replay` where it was there."""

    deposit: Deposit
    is_replay: bool


@dataclass(slots=True)
class _Ground:
    """What a batch is judged by."""

    bank: WasteBank
    categories: Mapping[str, WasteCategory]
    customers: Mapping[UUID, Customer]
    fees: Sequence[Fee]
    deposits: list[Deposit] = field(default_factory=list)
    lines: list[DepositLine] = field(default_factory=list)


def post_deposit(*, bank_id: UUID, wish: DepositWish, actor: Actor, now: datetime) -> Taken:
    """Take one deposit at the counter; see `post_deposits`."""
    return post_deposits(bank_id=bank_id, wishes=[wish], actor=actor, now=now)[0]


@transaction.atomic
def post_deposits(
    *, bank_id: UUID, wishes: Sequence[DepositWish], actor: Actor, now: datetime
) -> list[Taken]:
    """Take deposits of one bank, in their order; what is doubtful waits in REVIEW, unbooked.

    Raises Invalid by line ("line.2"), NotFound, DomainError("waste_banks.bank.closed",
    ".deposit.conflict": that id says something else, ".deposit.replaced", ".customer.other_bank").
    Nothing is kept then.
    """
    bank = locked_bank(bank_id)
    access.officer_at(actor=actor, bank=bank, of=_WEIGH)
    if bank.status != BankState.ACTIVE:
        raise DomainError("waste_banks.bank.closed")
    known = Deposit.objects.prefetch_related("lines__category").in_bulk([w.id for w in wishes])
    fresh: dict[UUID, DepositWish] = {}
    for one in wishes:
        if one.id in known:
            _check_same(known[one.id], one, bank=bank)
        elif fresh.setdefault(one.id, one) != one:
            raise DomainError("waste_banks.deposit.conflict", deposit=str(one.id))
    _check_replaced(bank, list(fresh.values()))
    made = _write(bank, list(fresh.values()), actor=actor, now=now)
    found = {**known, **made}
    return [Taken(found[one.id], one.id in known) for one in wishes]


def _check_replaced(bank: WasteBank, wishes: Sequence[DepositWish]) -> None:
    """What was reversed is entered anew once, at its own bank."""
    ids = [one.replaces_id for one in wishes if one.replaces_id is not None]
    reversed_ = bank.deposits.filter(pk__in=ids, status=DepositState.REVERSED.value)
    if ids and reversed_.filter(replaced_by__isnull=True).count() != len(ids):
        raise DomainError("waste_banks.deposit.replaced")


def _write(
    bank: WasteBank, wishes: Sequence[DepositWish], *, actor: Actor, now: datetime
) -> dict[UUID, Deposit]:
    if not wishes:
        return {}
    ground = _ground(bank, wishes)
    days = [one.day for one in wishes]
    prices = prices_between(bank, first=min(days), last=max(days))
    opens = ledger.first_open_day(book_id=bank.ledger_book_id, day=date.min)
    for one in wishes:
        _judge(ground, one, priced=prices(one.day), book_date=max(one.day, opens), now=now)
    Deposit.objects.bulk_create(ground.deposits)
    DepositLine.objects.bulk_create(ground.lines)
    _bind_photos(ground.lines, actor=actor, now=now)
    posted = [one for one in ground.deposits if one.status == DepositState.POSTED]
    post_all(bank, posted, lines=ground.lines, actor=actor, now=now)
    outbox.record_all(outbox.Told(told(one, bank=bank), actor, now) for one in posted)
    return {one.pk: one for one in ground.deposits}


def _bind_photos(lines: Sequence[DepositLine], *, actor: Actor, now: datetime) -> None:
    """A photo belongs to one deposit, and only to who sent it before. Raises NotFound."""
    by_deposit: dict[UUID, set[UUID]] = {}
    for line in lines:
        if line.photo_id is not None:
            by_deposit.setdefault(line.deposit_id, set()).add(line.photo_id)
    for deposit_id, file_ids in by_deposit.items():
        files.attach(file_ids=file_ids, case_id=deposit_id, actor=actor, now=now)


def _ground(bank: WasteBank, wishes: Sequence[DepositWish]) -> _Ground:
    codes = {line.category for one in wishes for line in one.lines}
    categories = {one.code: one for one in WasteCategory.objects.filter(code__in=codes)}
    ids = {one.customer_id for one in wishes if one.customer_id is not None}
    customers = Customer.objects.in_bulk(list(ids))
    if any(one.bank_id != bank.pk for one in customers.values()) or len(customers) < len(ids):
        raise DomainError("waste_banks.customer.other_bank")
    return _Ground(bank, categories, customers, fees_of(bank))


def _judge(
    ground: _Ground,
    wish: DepositWish,
    *,
    priced: Mapping[str, PriceRow],
    book_date: date,
    now: datetime,
) -> None:
    """Add the rows of one deposit. Raises Invalid by line."""
    weighed = _weighed(wish, ground.categories)
    rules.check_lines(weighed)
    customer = ground.customers.get(wish.customer_id) if wish.customer_id else None
    reasons = (*wish.reasons, *rules.reasons(weighed, priced=priced), *_of_customer(wish, customer))
    rates = [priced[one.category].buy_idr if one.category in priced else 0 for one in wish.lines]
    worth = rules.worth(
        [(one.net_g, rate) for one, rate in zip(weighed, rates, strict=True)],
        fee_bp=in_force(ground.fees, day=wish.day).of_deposit(wish.purpose),
    )
    deposit = _deposit(ground.bank, wish, worth, reasons=reasons, book_date=book_date, now=now)
    deposit.customer = customer  # no query for each later
    ground.deposits.append(deposit)
    for n, (asked, rate, value) in enumerate(
        zip(wish.lines, rates, worth.values, strict=True), start=1
    ):
        price = priced.get(asked.category)
        ground.lines.append(
            _line(
                deposit,
                n,
                asked,
                category=ground.categories[asked.category],
                price_id=price.id if price else None,
                price_idr=rate,
                value_idr=value,
            )
        )


def _weighed(wish: DepositWish, categories: Mapping[str, WasteCategory]) -> list[rules.Weighed]:
    unknown = {
        f"line.{n}": "waste_banks.category.unknown"
        for n, one in enumerate(wish.lines, start=1)
        if one.category not in categories
    }
    if unknown:
        raise Invalid(fields=unknown)
    return [
        rules.Weighed(one.category, one.gross_g, one.tare_g, categories[one.category].max_line_g)
        for one in wish.lines
    ]


def _of_customer(wish: DepositWish, customer: Customer | None) -> tuple[str, ...]:
    if wish.purpose is Purpose.DONATION:
        return ()
    if customer is None:
        return (rules.Reason.UNKNOWN_CARD,)
    is_closed = customer.status == CustomerState.CLOSED
    return (rules.Reason.CLOSED_CUSTOMER,) if is_closed else ()


def _deposit(
    bank: WasteBank,
    wish: DepositWish,
    worth: rules.Worth,
    *,
    reasons: tuple[str, ...],
    book_date: date,
    now: datetime,
) -> Deposit:
    is_posted = not reasons
    net_g = sum(line.gross_g - line.tare_g for line in wish.lines)
    journal = rules.journal_id(kind="deposit", document=wish.id, act="post")
    return Deposit(
        id=wish.id,
        bank=bank,
        session_id=wish.session_id,
        record_id=wish.record_id,
        customer_id=wish.customer_id,
        channel=wish.channel.value,
        purpose=wish.purpose.value,
        status=(DepositState.POSTED if is_posted else DepositState.REVIEW).value,
        reasons=[str(one) for one in reasons],
        occurred_at=wish.occurred_at,
        received_at=wish.received_at or now,
        book_date=book_date,
        priced_on=wish.day,
        weigher_id=wish.weigher_id,
        net_g=net_g,
        gross_idr=worth.gross_idr,
        fee_idr=worth.fee_idr,
        points=points.earned(net_g) if is_posted and wish.customer_id else 0,
        journal_id=journal if is_posted and worth.gross_idr else None,
        replaces_id=wish.replaces_id,
    )


def _line(
    deposit: Deposit,
    n: int,
    asked: LineWish,
    *,
    category: WasteCategory,
    price_id: UUID | None,
    price_idr: int,
    value_idr: int,
) -> DepositLine:
    return DepositLine(
        deposit=deposit,
        n=n,
        category=category,
        gross_g=asked.gross_g,
        tare_g=asked.tare_g,
        net_g=asked.gross_g - asked.tare_g,
        price_id=price_id,
        price_idr=price_idr,
        value_idr=value_idr,
        claimed_value_idr=asked.claimed_value_idr,
        weight_source=asked.source.value,
        grade=asked.grade.value,
        photo_id=asked.photo_id,
    )


def _check_same(kept: Deposit, wish: DepositWish, *, bank: WasteBank) -> None:
    """A known id may only say again what it said. A card found later is not another content, nor
    is the moment of a second click at the counter, which is the city's own clock.
    """
    lines = [(one.category.code, one.gross_g, one.tare_g) for one in kept.lines.all()]
    wished = [(one.category, one.gross_g, one.tare_g) for one in wish.lines]
    is_same = (
        kept.bank_id == bank.pk
        and wish.customer_id in (kept.customer_id, None)
        and kept.purpose == wish.purpose.value
        and (wish.channel is Channel.COUNTER or kept.occurred_at == wish.occurred_at)
        and lines == wished
    )
    if not is_same:
        raise DomainError("waste_banks.deposit.conflict", deposit=str(wish.id))
