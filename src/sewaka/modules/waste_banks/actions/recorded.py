"""New records become deposits, posted by the path of every deposit; voids take them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.correcting import reject_deposit, reverse_deposit
from sewaka.modules.waste_banks.actions.depositing import DepositWish, LineWish, post_deposits
from sewaka.modules.waste_banks.events import DepositRepriced, RepricingSeen
from sewaka.modules.waste_banks.models import (
    Customer,
    Deposit,
    ReceiptClaim,
    WasteBank,
    WeighingSession,
)
from sewaka.modules.waste_banks.queries.packages import CARD_BYTES
from sewaka.modules.waste_banks.rules.kinds import Channel, Duty
from sewaka.modules.waste_banks.rules.states import DepositState
from sewaka.modules.waste_banks.rules.weighing.records import Kind, Line, Record
from sewaka.modules.waste_banks.rules.weighing.repricing import REPRICED, REPRICED_SEEN, Verdict

_NOT_COVERED = frozenset({"ledger.insufficient_funds", "waste_banks.stock.short"})
Reasons = Mapping[UUID, tuple[str, ...]]


def post_records(
    *, session: WeighingSession, records: Sequence[Record], reasons: Reasons, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Post what is weighed, take back what is void. A void beside its deposit leaves no journal."""
    voids = [one for one in records if one.kind is Kind.VOID]
    void_ids = {one.voids_id for one in voids}
    gone = void_ids | _claimed(records, actor=actor, now=now)
    deposits = [one for one in records if one.kind is Kind.DEPOSIT and one.id not in gone]
    whose = _customers(session.bank, deposits)
    wishes = [_wish(one, session, whose.get(one.id), reasons[one.id]) for one in deposits]
    if wishes:
        taken = post_deposits(bank_id=session.bank_id, wishes=wishes, actor=actor, now=now)
        claimed = {one.id: one.total_idr for one in deposits}
        _tell_repriced([one.deposit for one in taken], claimed, actor=actor, now=now)
    words = {one.voids_id: one.words for one in voids}
    for one in Deposit.objects.filter(session=session, record_id__in=void_ids).order_by("pk"):
        _take_back(one, words[one.record_id], actor=actor, now=now)


def _claimed(records: Sequence[Record], *, actor: Actor, now: datetime) -> set[UUID]:
    """Which records were paid by their receipts already. A claim that waits gives way to them."""
    found = ReceiptClaim.objects.filter(record_id__in=[one.id for one in records])
    claims = list(found.select_related("deposit"))
    for one in claims:
        if one.deposit.status == DepositState.REVIEW:
            with translation.override(settings.LANGUAGE_CODE):
                reason = _("The phone was found; its record counts.")
            reject_deposit(deposit_id=one.deposit_id, reason=reason, actor=actor, now=now)
    booked = (DepositState.POSTED, DepositState.REVERSED)
    return {one.record_id for one in claims if one.deposit.status in booked}


@transaction.atomic
def acknowledge_repricing(*, deposit_id: UUID, actor: Actor, now: datetime) -> None:
    """The head of the bank has seen that a receipt says something else. Raises NotFound."""
    found = Deposit.objects.select_for_update(of=("self",)).select_related("bank")
    deposit = found.filter(pk=deposit_id, reasons__contains=[REPRICED]).first()
    if deposit is None:
        raise NotFound("waste_banks.deposit.not_found")
    access.officer_at(actor=actor, bank=deposit.bank, of=frozenset({Duty.MANAGER}))
    deposit.reasons = [REPRICED_SEEN if one == REPRICED else one for one in deposit.reasons]
    deposit.save(update_fields=["reasons"])
    event = RepricingSeen(bank_id=deposit.bank_id, deposit_id=deposit.pk)
    outbox.record(event, actor=actor, now=now)


def _tell_repriced(
    deposits: Sequence[Deposit], claimed: Mapping[UUID, int], *, actor: Actor, now: datetime
) -> None:
    """A difference that an officer has to see is marked before the session can be locked."""
    marked = []
    for one in deposits:
        verdict = Verdict(claimed[one.pk], one.gross_idr)
        if one.status != DepositState.POSTED or not verdict.needs_acknowledgement:
            continue
        one.reasons = [*one.reasons, REPRICED]
        marked.append(one)
        event = DepositRepriced(
            bank_id=one.bank_id, deposit_id=one.pk, claimed_idr=verdict.claimed_idr,
            posted_idr=verdict.posted_idr,
        )  # fmt: skip
        outbox.record(event, actor=actor, now=now)
    Deposit.objects.bulk_update(marked, ["reasons"])


def _wish(
    one: Record, session: WeighingSession, customer_id: UUID | None, reasons: tuple[str, ...]
) -> DepositWish:
    return DepositWish(
        id=one.id, session_id=session.pk, record_id=one.id, customer_id=customer_id,
        channel=Channel.SESSION, purpose=one.purpose, occurred_at=one.tick.at,
        day=session.on, weigher_id=one.weigher_id,
        lines=[_line(line) for line in one.lines], reasons=reasons,
    )  # fmt: skip


def _line(line: Line) -> LineWish:
    return LineWish(
        category=line.category, gross_g=line.gross_g, tare_g=line.tare_g, grade=line.grade,
        source=line.source, claimed_value_idr=line.value_idr,
    )  # fmt: skip


def _customers(bank: WasteBank, deposits: Iterable[Record]) -> Mapping[UUID, UUID]:
    """Whose each deposit is, by its record; a card that was registered meanwhile is known now."""
    named = {one.customer_id for one in deposits if one.customer_id}
    ours = set(Customer.objects.filter(bank=bank, pk__in=named).values_list("pk", flat=True))
    cards = {one.card for one in deposits if one.card}
    by_card = dict(_cards(bank)) if cards else {}
    found = {}
    for one in deposits:
        customer = one.customer_id if one.customer_id in ours else by_card.get(one.card)
        if customer is not None:
            found[one.id] = customer
    return found


def _cards(bank: WasteBank) -> Iterable[tuple[str, UUID]]:
    for pk, digest in Customer.objects.filter(bank=bank).values_list("pk", "card_hash"):
        yield bytes(digest)[:CARD_BYTES].hex(), pk


def _take_back(deposit: Deposit, reason: str, *, actor: Actor, now: datetime) -> None:
    """Reverse what was posted, refuse what still waits. What was spent or sold meanwhile is left
    for a person to decide: the deposit stays, with the reason."""
    try:
        with transaction.atomic():
            if deposit.status == DepositState.POSTED:
                reverse_deposit(deposit_id=deposit.pk, reason=reason, actor=actor, now=now)
            elif deposit.status == DepositState.REVIEW:
                reject_deposit(deposit_id=deposit.pk, reason=reason, actor=actor, now=now)
    except DomainError as error:
        if error.code not in _NOT_COVERED:
            raise
        deposit.reasons = [*deposit.reasons, "void_not_covered"]
        deposit.save(update_fields=["reasons"])
