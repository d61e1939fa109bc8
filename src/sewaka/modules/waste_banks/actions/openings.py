"""Balances that customers bring along from the paper days: one journal for each row, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.events import OpeningsPosted
from sewaka.modules.waste_banks.models import Customer, WasteBank
from sewaka.modules.waste_banks.models.reading import accounts_of, locked_bank
from sewaka.modules.waste_banks.queries import openings
from sewaka.modules.waste_banks.queries.openings import KIND, Opening, Plan
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules.openings.sheets import Workbook
from sewaka.platform.ledger import api as ledger


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a file: rows posted now, rows that were posted before."""

    fresh: int
    replayed: int


@transaction.atomic
def look_at_openings(*, bank_id: UUID, workbook: Workbook, actor: Actor, now: datetime) -> Plan:
    """The dry run: what would be posted, and each cell that is in doubt. Nothing is written but
    that somebody looked. Raises NotFound, Forbidden."""
    return openings.plan(bank=locked_bank(bank_id), workbook=workbook, actor=actor, now=now)


@transaction.atomic
def post_openings(
    *, bank_id: UUID, workbook: Workbook, shown: str, actor: Actor, now: datetime
) -> Posted:
    """Post the file as it was shown; the same file once more changes nothing.

    Raises DomainError("waste_banks.openings.changed") when it would do something else than
    `shown`, the dry run's hash; and what the dry run raises.
    """
    bank = locked_bank(bank_id)
    plan = openings.plan(bank=bank, workbook=workbook, actor=actor, now=now)
    if plan.sha256 != shown:
        raise DomainError("waste_banks.openings.changed")
    fresh = [one for one in plan.openings if not one.is_posted]
    if fresh:
        _post(bank, fresh, actor=actor, now=now)
        total = sum(one.match.row.balance_idr for one in fresh)
        event = OpeningsPosted(bank_id=bank.pk, rows=len(fresh), total_idr=total, shown=shown)
        outbox.record(event, actor=actor, now=now)
    return Posted(len(fresh), len(plan.openings) - len(fresh))


def _post(bank: WasteBank, fresh: list[Opening], *, actor: Actor, now: datetime) -> None:
    """Owed by the bank to its customer, against the opening balances."""
    first = ledger.first_open_day(book_id=bank.ledger_book_id, day=date.min)
    opening = accounts_of(bank)[chart.OPENING.code]
    owners = [one.match.customer.id for one in fresh if one.match.customer]
    savings = dict(Customer.objects.filter(pk__in=owners).values_list("pk", "savings_account_id"))
    postings = [
        ledger.Posting(
            id=one.journal_id,
            kind=KIND,
            book_date=min(max(one.match.row.day or localdate(now), first), localdate(now)),
            occurred_at=now,
            legs=[
                ledger.Leg(opening, one.match.row.balance_idr),
                ledger.Leg(savings[one.match.customer.id], -one.match.row.balance_idr),
            ],
            source_kind="waste_banks.customer",
            source_id=one.match.customer.id,
            memo=one.match.row.address,
        )
        for one in fresh
        if one.match.customer
    ]
    ledger.post_many(book_id=bank.ledger_book_id, postings=postings, actor=actor, now=now)
