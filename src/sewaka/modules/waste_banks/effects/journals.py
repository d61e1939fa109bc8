"""The journal of one act on a document. The bank is locked by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.rules.depositing import journal_id
from sewaka.platform.ledger import api as ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What happened to a document: `kind` is the document's ("deposit"), `act` what was done.

    `journal` is the journal's own kind where it is not the act's name; `legs` are rupiah by
    account, debits positive.
    """

    kind: str
    document: UUID
    act: str
    legs: Mapping[int, int]
    day: date
    journal: str = ""
    pair_id: UUID | None = None

    @property
    def id(self) -> UUID:
        """Of its journal: the same act on the same document is a replay."""
        return journal_id(kind=self.kind, document=self.document, act=self.act)


def post_act(bank: WasteBank, act: Act, *, actor: Actor, now: datetime) -> None:
    """Write its journal; none where nothing changes hands."""
    if not act.legs:
        return
    posting = ledger.Posting(
        id=act.id,
        kind=f"waste_banks.{act.journal or act.act}",
        book_date=act.day,
        occurred_at=now,
        legs=[ledger.Leg(account, amount) for account, amount in act.legs.items()],
        source_kind=f"waste_banks.{act.kind}",
        source_id=act.document,
        pair_id=act.pair_id,
    )
    ledger.post(book_id=bank.ledger_book_id, posting=posting, actor=actor, now=now)
