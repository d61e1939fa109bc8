"""The fraud desk of the supervisor: findings, what each of them names, whom to weigh again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    BankOfficer,
    Customer,
    Deposit,
    FraudFlag,
    PriceList,
    ReweighDraw,
    WasteBank,
    WasteCategory,
    WeighingSession,
    Withdrawal,
)
from sewaka.modules.waste_banks.rules.states import WEIGHED
from sewaka.platform.people.api import display_name

MOST: Final = 20  # deposits or withdrawals that are shown of one finding
_RECENT: Final = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding with all that it names. `officers`: names of those who work there, by their id."""

    flag: FraudFlag
    customers: Sequence[Customer]
    deposits: Sequence[Deposit]
    withdrawals: Sequence[Withdrawal]
    price_list: PriceList | None
    session: WeighingSession | None
    category: WasteCategory | None
    officers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draw:
    """Whom to weigh again. `head`: of the log at the end of that day, as it is published."""

    session: WeighingSession
    head: str
    of: int
    deposits: Sequence[Deposit]


def listed(
    *, actor: Actor, status: str = "", bank: str = "", rule: str = ""
) -> QuerySet[FraudFlag]:
    """Findings, the newest first. For supervisors. Raises NotFound."""
    access.check_supervisor(actor=actor)
    given = {"status": status, "bank__code": bank, "rule": rule}
    narrowed = {name: value for name, value in given.items() if value}
    return FraudFlag.objects.filter(**narrowed).select_related("bank")


def weighed_sessions(*, actor: Actor) -> Sequence[WeighingSession]:
    """The newest weighing days that are over, for the draw."""
    access.check_supervisor(actor=actor)
    found = WeighingSession.objects.filter(status__in=WEIGHED).select_related("bank")
    return list(found.order_by("-on", "bank__code")[:_RECENT])


def bank_codes(*, actor: Actor) -> Sequence[tuple[str, str]]:
    """Every bank with its name."""
    access.check_supervisor(actor=actor)
    return list(WasteBank.objects.values_list("code", "name"))


def finding(*, actor: Actor, flag_id: UUID, now: datetime) -> Finding:
    """One of them; the customers whom it shows are noted. Raises NotFound."""
    access.check_supervisor(actor=actor)
    flag = FraudFlag.objects.select_related("bank").filter(pk=flag_id).first()
    if flag is None:
        raise NotFound("waste_banks.flag.not_found")
    said = flag.evidence
    found = Finding(
        flag=flag,
        customers=list(_customers([flag.subject, said.get("same", "")])),
        deposits=list(_deposits(said.get("deposits", ())[:MOST])),
        withdrawals=list(_withdrawals(said.get("withdrawals", ())[:MOST])),
        price_list=PriceList.objects.filter(pk__in=_ids([flag.subject])).first(),
        session=WeighingSession.objects.filter(pk__in=_ids([flag.subject])).first(),
        category=WasteCategory.objects.filter(code=said.get("category", "")).first(),
        officers=_officers(flag.bank),
    )
    _note(found, actor=actor, now=now)
    return found


def draw(*, actor: Actor, session_id: UUID, today: date) -> Draw | None:
    """Five of a hundred deposits of a session, drawn by a hash that nobody can steer.

    None before the night after it: only then is the log's head of that day published, and what was
    drawn is kept. Raises NotFound.
    """
    access.check_supervisor(actor=actor)
    found = WeighingSession.objects.select_related("bank").filter(pk=session_id)
    session = found.filter(status__in=WEIGHED).first()
    if session is None:
        raise NotFound("waste_banks.session.not_found")
    if session.on >= today:
        return None
    kept = ReweighDraw.objects.filter(session=session).first()
    if kept is None:
        return None
    by_id = {one.pk: one for one in _deposits([str(one) for one in kept.deposits])}
    return Draw(session, kept.head, kept.of, [by_id[one] for one in kept.deposits])


def _customers(texts: Iterable[str]) -> QuerySet[Customer]:
    found = Customer.objects.filter(pk__in=_ids(texts)).select_related("bank", "guardian")
    return found.order_by("number")


def _deposits(texts: Sequence[str]) -> QuerySet[Deposit]:
    found = Deposit.objects.filter(pk__in=_ids(texts)).select_related("bank", "customer")
    return found.prefetch_related("lines__category").order_by("occurred_at")


def _withdrawals(texts: Sequence[str]) -> QuerySet[Withdrawal]:
    found = Withdrawal.objects.filter(pk__in=_ids(texts)).select_related("case", "customer")
    return found.order_by("case__opened_at")


def _officers(bank: WasteBank) -> dict[str, str]:
    rows = BankOfficer.objects.filter(bank=bank).select_related("person")
    return {str(one.person_id): display_name(one.person) for one in rows}


def _note(found: Finding, *, actor: Actor, now: datetime) -> None:
    if found.customers:
        outbox.read_event(
            what="waste_banks.Customer",
            purpose="fraud",
            subjects=[one.subject_id for one in found.customers],
            actor=actor,
            now=now,
        )


def _ids(texts: Iterable[Any]) -> list[UUID]:
    """Those that are ids; a subject may be a bank's sort as well."""
    found = []
    for one in texts:
        try:
            found.append(UUID(str(one)))
        except ValueError:
            continue
    return found
