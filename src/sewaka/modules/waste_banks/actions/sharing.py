"""The surplus of a bank is given out: to its customers by what they brought, board, social fund."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.effects.journals import Act, post_act
from sewaka.modules.waste_banks.events import SurplusShared
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.models.reading import accounts_of, locked_bank
from sewaka.modules.waste_banks.queries.surplus import result_of, shares_of
from sewaka.modules.waste_banks.rules import surplus
from sewaka.modules.waste_banks.rules.surplus import Shares
from sewaka.platform.ledger import api as ledger


@transaction.atomic
def share_surplus(
    *, bank_id: UUID, first: date, last: date, shown: str, actor: Actor, now: datetime
) -> Shares:
    """Close the result to 3100 and give it out, by the deposits from `first` to `last`.

    For the head of the bank. `shown`: the mark of the shares that they have seen; what came
    meanwhile is shown first.

    What was given out already is not there any more, so that a second time finds nothing.
    Raises DomainError("waste_banks.surplus.none", ".surplus.changed").
    """
    bank = locked_bank(bank_id)
    found = shares_of(actor=actor, bank=bank, first=first, last=last)
    if found.mark != shown:
        raise DomainError("waste_banks.surplus.changed")
    result, accounts = result_of(actor=actor, bank=bank), accounts_of(bank)
    legs = {
        "close": surplus.closing(income=result.income, shrink_idr=result.shrink_idr, of=accounts),
        "share": surplus.legs(found, of=accounts),
    }
    _post(bank, legs, day=last, actor=actor, now=now)
    event = SurplusShared(
        bank_id=bank.pk,
        first=first,
        last=last,
        customers_idr=sum(found.customers.values()),
        board_idr=found.board_idr,
        social_idr=found.social_idr,
    )
    outbox.record(event, actor=actor, now=now)
    return found


def _post(
    bank: WasteBank,
    legs: Mapping[str, Mapping[int, int]],
    *,
    day: date,
    actor: Actor,
    now: datetime,
) -> None:
    document = uuid5(bank.pk, now.isoformat())
    day = ledger.first_open_day(book_id=bank.ledger_book_id, day=day)
    for name, each in legs.items():
        act = Act(
            kind="surplus",
            document=document,
            act=name,
            journal=f"surplus_{name}",
            legs=each,
            day=day,
        )
        post_act(bank, act, actor=actor, now=now)
