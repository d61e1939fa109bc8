"""What a paper passbook still has to show: the entries after the last printed one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Customer, DepositLine
from sewaka.platform.ledger import api as ledger

MOST = 1_000  # lines of one print, the newest ones; about forty years of a monthly weighing day
DEPOSIT = "waste_banks.deposit"


@dataclass(frozen=True, slots=True)
class ToPrint:
    """Entries, the oldest first. `carried_idr`: the balance before them, None from the beginning;
    `through`: the last entry of the account.
    """

    customer: Customer
    entries: Sequence[ledger.Line]
    lines_of: Mapping[UUID, Sequence[DepositLine]]
    carried_idr: int | None
    through: int


def to_print(*, customer_id: UUID, actor: Actor, is_whole: bool) -> ToPrint:
    """For the owner, the guardian and officers of the bank. Raises NotFound for everybody else."""
    found = Customer.objects.select_related("bank", "guardian").filter(pk=customer_id).first()
    if found is None or not access.is_near(actor=actor, customer=found):
        raise NotFound("waste_banks.customer.not_found")
    newest = ledger.statement(account_id=found.savings_account_id, limit=MOST)
    after = 0 if is_whole else found.printed_seq
    entries = [one for one in reversed(newest) if one.seq > after]
    first = entries[0] if entries else None
    carried = first.balance - first.amount if first and first.seq > 1 else None
    if first is None and newest:
        carried = newest[0].balance
    return ToPrint(
        customer=found,
        entries=entries,
        lines_of=_lines_of([one.source_id for one in entries if one.kind == DEPOSIT]),
        carried_idr=carried,
        through=newest[0].seq if newest else 0,
    )


def _lines_of(deposits: Sequence[UUID]) -> Mapping[UUID, Sequence[DepositLine]]:
    found = defaultdict[UUID, list[DepositLine]](list)
    for line in DepositLine.objects.filter(deposit_id__in=deposits).select_related("category"):
        found[line.deposit_id].append(line)
    return found
