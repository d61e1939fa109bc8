"""What somebody has of points, read from the ledger and from what was handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sewaka.modules.waste_banks.models.customers import Customer
from sewaka.modules.waste_banks.models.points import Redemption
from sewaka.modules.waste_banks.rules import points as rules
from sewaka.modules.waste_banks.rules.states import RedemptionState
from sewaka.platform.ledger import api as ledger


@dataclass(frozen=True, slots=True)
class Purse:
    """Points. `free`: what can be spent, what is owed taken off; `gathered`: all that were given
    and not taken back, by which a tier goes; `asked`: rewards that wait to be fetched.
    """

    free: int
    held: int
    owed: int
    gathered: int
    asked: Sequence[Redemption]


def purse_of(customer: Customer) -> Purse:
    """By two queries."""
    lines = [make(customer.number) for make in (rules.purse, rules.held, rules.owed)]
    known = ledger.Account.objects.filter(
        book__code=rules.BOOK, code__in=[line.code for line in lines]
    )
    signed = dict(known.values_list("code", "balance__signed_amount"))
    purse, held, owed = (signed.get(line.code) or 0 for line in lines)
    rows = list(customer.redemptions.select_related("reward"))
    given = sum(one.points for one in rows if one.status == RedemptionState.GIVEN)
    return Purse(
        free=-purse - owed,
        held=-held,
        owed=owed,
        gathered=-purse - held + given - owed,
        asked=[one for one in rows if one.status == RedemptionState.ASKED],
    )
