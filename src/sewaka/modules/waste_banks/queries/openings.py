"""What a workbook of opening balances would do at a bank: shown first, posted only as shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Customer, WasteBank
from sewaka.modules.waste_banks.rules.openings import matching, sheets, texts
from sewaka.modules.waste_banks.rules.openings.matching import Known, Match
from sewaka.modules.waste_banks.rules.openings.sheets import Finding, Severity, Workbook
from sewaka.modules.waste_banks.rules.states import CustomerState
from sewaka.platform.ledger import api as ledger

KIND: Final = "waste_banks.opening"
_NS: Final = uuid5(NAMESPACE_URL, "sewaka:waste_banks.opening")


@dataclass(frozen=True, slots=True)
class Opening:
    """A row that will be posted, with the id of its journal: of the file and its line."""

    match: Match
    journal_id: UUID
    is_posted: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What the file means. `sha256`: of all of this; it is posted under this hash only."""

    openings: Sequence[Opening]
    findings: Sequence[Finding]  # errors keep their row out
    sha256: str

    @property
    def total_idr(self) -> int:
        """What all rows come to, those that are posted already included."""
        return sum(one.match.row.balance_idr for one in self.openings)


def opening_bank(*, actor: Actor, code: str) -> WasteBank:
    """The bank whose balances are brought along. Raises NotFound, Forbidden."""
    bank = WasteBank.objects.filter(code=code).first()
    if bank is None:
        raise NotFound("waste_banks.bank.not_found")
    access.head_or_supervisor(actor=actor, bank=bank)
    return bank


def plan(
    *,
    bank: WasteBank,
    workbook: Workbook,
    actor: Actor,
    now: datetime,
) -> Plan:
    """Read all sheets and match their rows to the bank's customers. The read is logged.

    Raises NotFound, Forbidden: the bank's head or a supervisor brings balances along.
    """
    access.head_or_supervisor(actor=actor, bank=bank)
    customers = list(Customer.objects.filter(bank=bank).exclude(status=CustomerState.CLOSED.value))
    _note(customers, actor=actor, now=now)
    read = [sheets.read(name, lines) for name, lines in workbook.sheets.items()]
    register = matching.Register([_known(one) for one in customers])
    matches = matching.match_all(register, [row for sheet in read for row in sheet.rows])
    openings, out = _openings(matches, workbook.sha256)
    findings = [finding for sheet in read for finding in sheet.findings] + out
    return Plan(openings, findings, _digest(openings, findings, workbook.sha256))


def _openings(matches: Sequence[Match], file_sha256: str) -> tuple[list[Opening], list[Finding]]:
    """What is posted, and the rows that stay out: in doubt, or of somebody who has one already."""
    ids = [uuid5(_NS, f"{file_sha256}:{one.row.sheet}:{one.row.line}") for one in matches]
    there = ledger.posted(journal_ids=ids)
    sources = [one.customer.id for one in matches if one.customer]
    have_one = ledger.sources(kind=KIND, source_ids=sources)
    found, out = [], []
    for one, journal_id in zip(matches, ids, strict=True):
        is_posted = journal_id in there
        code = one.code
        if one.customer is not None and one.customer.id in have_one and not is_posted:
            code = "waste_banks.opening.again"
        if code:
            said = " ".join(one.row.name) or one.row.number
            out.append(Finding(one.row.address, Severity.ERROR, code, said))
        elif one.row.balance_idr:
            found.append(Opening(one, journal_id, is_posted))
    return found, out


def _known(one: Customer) -> Known:
    return Known(
        id=one.pk,
        number=one.number,
        nik=texts.nik(one.nik or ""),
        phone=texts.phone(one.phone or ""),
        name=texts.name(one.name or ""),
        banjar=texts.place(one.banjar),
    )


def _digest(openings: Sequence[Opening], findings: Sequence[Finding], file_sha256: str) -> str:
    """The same before and after the posting."""
    rows = [
        f"{one.journal_id}|{one.match.customer.id if one.match.customer else ''}"
        f"|{one.match.row.balance_idr}"
        for one in openings
    ]
    told = [f"{one.address}|{one.code}|{one.meaning}" for one in findings]
    return hashlib.sha256("\n".join([file_sha256, *rows, *told]).encode()).hexdigest()


def _note(customers: Sequence[Customer], *, actor: Actor, now: datetime) -> None:
    outbox.read_event(
        what="waste_banks.Customer",
        purpose="opening_balances",
        subjects=[one.subject_id for one in customers],
        actor=actor,
        now=now,
        channel="import",
    )
