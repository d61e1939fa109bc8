"""Facts for the rules of the fraud desk, out of what is written down. Read whole, judged elsewhere.

Nobody notes who checked a receipt: somebody with an account or a guardian counts as told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Min, Q, Sum

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks import models as tables
from sewaka.modules.waste_banks.rules import fraud
from sewaka.modules.waste_banks.rules.fees import Fee, in_force
from sewaka.modules.waste_banks.rules.fraud import facts as rows
from sewaka.modules.waste_banks.rules.kinds import FeeOn, Form, Purpose, StockCause, WeightSource
from sewaka.modules.waste_banks.rules.openings import texts
from sewaka.modules.waste_banks.rules.states import DepositState
from sewaka.modules.waste_banks.rules.weighing import chain
from sewaka.platform.ledger import api as ledger

_UNSIGNED = (1 << 64) - 1  # the database keeps the 64 bits of a look as a signed number
_SCALES = timedelta(days=180)  # so long a bank is known to have a scale that tells grams
_PAST = 200  # entries of a passbook among which a withdrawal is looked for
_OUT = (DepositState.REVERSED.value, DepositState.REJECTED.value)


def flags(*, since: datetime, now: datetime, actor: Actor) -> Sequence[rows.Flag]:
    """What the rules find in deposits and payments since then. For supervisors; the read is logged.

    Raises NotFound.
    """
    access.check_supervisor(actor=actor)
    outbox.read_event(
        what="waste_banks.Customer", purpose="fraud", subjects=[], actor=actor, now=now
    )
    return fraud.all_flags(_facts(since))


def _facts(since: datetime) -> rows.Facts:
    records = list(
        tables.WeighingRecord.objects.filter(received_at__gte=since).select_related("session__bank")
    )
    sessions = {(one.session_id, one.device_id) for one in records}
    deposits = _deposits(since)
    with_scale = _with_scale(since)
    return rows.Facts(
        deposits=deposits,
        digital=frozenset(one.weigher for one in deposits if one.bank in with_scale),
        customers=[_customer(one) for one in tables.Customer.objects.select_related("bank")],
        withdrawals=_withdrawals(since),
        publications=_publications(since),
        voids=list(_voids(records)),
        phone_changes=_phone_changes(since),
        records=[_record(one) for one in records],
        stock=_stock(since),
        geneses={
            (str(session), str(device)): chain.genesis(session_id=session, device_id=device).hex()
            for session, device in sessions
        },
    )


def _deposits(since: datetime) -> list[rows.Deposit]:
    found = (
        tables.Deposit.objects.filter(received_at__gte=since)
        .exclude(status__in=_OUT)
        .select_related("bank", "customer")
        .prefetch_related("lines__category", "lines__photo")
    )
    fees = _fees()
    return [
        rows.Deposit(
            id=str(one.pk),
            bank=one.bank.code,
            customer=str(one.customer_id or ""),
            weigher=str(one.weigher_id or ""),
            occurred_at=one.occurred_at,
            received_at=one.received_at,
            lines=tuple(_line(line) for line in one.lines.all()),
            fee_idr=one.fee_idr,
            fee_bp=_fee_bp(one, fees),
            is_seen=bool(one.customer and (one.customer.person_id or one.customer.guardian_id)),
        )
        for one in found
    ]


def _fee_bp(one: tables.Deposit, fees: Mapping[UUID, Sequence[Fee]]) -> int:
    """What the bank takes of this deposit, by the fee of the day it was valued by."""
    return in_force(fees[one.bank_id], day=one.priced_on).of_deposit(Purpose(one.purpose))


def _fees() -> Mapping[UUID, Sequence[Fee]]:
    """Of all banks, by day."""
    found: dict[UUID, list[Fee]] = defaultdict(list)
    for one in tables.BankFee.objects.order_by("since"):
        found[one.bank_id].append(Fee(one.since, one.fee_bp, FeeOn(one.fee_on)))
    return found


def _line(line: tables.DepositLine) -> rows.Line:
    return rows.Line(
        category=line.category.code,
        net_g=line.net_g,
        price_idr=line.price_idr,
        value_idr=line.value_idr,
        max_line_g=line.category.max_line_g,
        photo=bytes(line.photo.sha256).hex() if line.photo else "",
        look=line.photo.dhash & _UNSIGNED if line.photo else None,
    )


def _customer(one: tables.Customer) -> rows.Customer:
    return rows.Customer(
        id=str(one.pk),
        bank=one.bank.code,
        phone=bytes(one.phone_index or b"").hex(),
        nik=bytes(one.nik_index or b"").hex(),
        name=texts.name(one.name or ""),
        address="",
        person=str(one.person_id or ""),
    )


def _with_scale(since: datetime) -> frozenset[str]:
    """Banks where a phone has read a weight from a scale: theirs shows grams."""
    read = tables.DepositLine.objects.filter(
        weight_source=WeightSource.BLE.value, deposit__received_at__gte=since - _SCALES
    )
    return frozenset(read.values_list("deposit__bank__code", flat=True).distinct())


def _phone_changes(since: datetime) -> list[rows.PhoneChange]:
    """From two days before on: what was taken out may have followed."""
    found = tables.PhoneChange.objects.filter(at__gte=since - timedelta(days=2))
    brought = Max("customer__deposits__occurred_at", filter=~Q(customer__deposits__status__in=_OUT))
    told = found.annotate(brought_at=brought).values_list("customer_id", "at", "brought_at")
    return [rows.PhoneChange(str(customer), at, last) for customer, at, last in told]


def _before(one: tables.Withdrawal) -> int:
    """What the account had when it was asked for, in rupiah."""
    lines = ledger.statement(account_id=one.customer.savings_account_id, limit=_PAST)
    held = [line for line in lines if line.source_id == one.pk]
    return held[-1].balance - held[-1].amount if held else one.amount_idr


def _withdrawals(since: datetime) -> list[rows.Withdrawal]:
    found = tables.Withdrawal.objects.filter(case__opened_at__gte=since)
    changed = set(
        tables.PhoneChange.objects.filter(at__gte=since - timedelta(days=2)).values_list(
            "customer_id", flat=True
        )
    )
    return [
        rows.Withdrawal(
            id=str(one.pk),
            bank=one.bank.code,
            customer=str(one.customer_id),
            amount_idr=one.amount_idr,
            balance_idr=_before(one) if one.customer_id in changed else one.amount_idr,
            is_cash=one.form == Form.CASH,
            asked_at=one.case.opened_at,
            asked_by=str(one.requested_by),
            approved_by=str(one.approved_by or ""),
            paid_by=str(one.paid_by or ""),
            two_above_idr=one.bank.two_person_above_idr,
        )
        for one in found.select_related("bank", "case", "customer")
    ]


def _publications(since: datetime) -> list[rows.Publication]:
    """Price lists, and the first deposit that was priced by them."""
    found = tables.PriceList.objects.filter(published_at__gte=since).select_related("bank")
    used = dict(
        tables.DepositLine.objects.filter(price__price_list__in=found)
        .values_list("price__price_list")
        .annotate(first=Min("deposit__occurred_at"))
    )
    return [
        rows.Publication(
            id=str(one.pk),
            bank=one.bank.code,
            category="",
            published_at=one.published_at,
            first_used_at=used[one.pk],
            is_countersigned=one.published_by != one.drafted_by,
        )
        for one in found
        if one.pk in used and one.published_at is not None
    ]


def _voids(records: Iterable[tables.WeighingRecord]) -> Iterable[rows.Void]:
    """Records that were taken back, with what they said."""
    said = {str(one.pk): one for one in records}
    for one in records:
        voided = said.get(str(one.body.get("voids_id", "")))
        if one.body.get("kind") == "VOID" and voided is not None:
            yield rows.Void(
                id=str(one.pk),
                bank=one.session.bank.code,
                weigher=str(one.body.get("weigher_id", "")),
                customer=str(voided.body.get("customer_id", "")),
                at=datetime.fromisoformat(one.body["at"]),
                net_g=tuple(line["net_g"] for line in voided.body.get("lines", ())),
            )


def _record(one: tables.WeighingRecord) -> rows.Record:
    return rows.Record(
        id=str(one.pk),
        bank=one.session.bank.code,
        session=str(one.session_id),
        device=str(one.device_id),
        seq=one.seq,
        prev=bytes(one.prev).hex(),
        hash=bytes(one.hash).hex(),
    )


def _stock(since: datetime) -> list[rows.StockMonth]:
    """By movements: what was written off is what is missing."""
    moved: Mapping[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = tables.StockMovement.objects.filter(at__gte=since).values_list(
        "bank__code", "category__code", "cause"
    )
    for bank, category, cause, grams in found.annotate(grams=Sum("delta_g")):
        moved[bank, category][cause] += grams
    came = (StockCause.DEPOSIT.value, StockCause.REVERSAL.value)
    return [
        rows.StockMonth(
            bank=bank,
            category=category,
            opening_g=0,
            in_g=sum(by_cause[cause] for cause in came),
            sold_g=-by_cause[StockCause.SALE.value],
            residue_g=-by_cause[StockCause.RESIDUE.value],
            moved_g=-by_cause[StockCause.TRANSFER.value],
            closing_g=sum(by_cause.values()),
        )
        for (bank, category), by_cause in moved.items()
    ]
