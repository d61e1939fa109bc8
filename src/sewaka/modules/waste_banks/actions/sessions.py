"""Weighing sessions: planned, opened, closed on the phones, locked when the cash is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.timezone import get_default_timezone

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import SessionMoved
from sewaka.modules.waste_banks.models import Deposit, SessionDevice, WeighingSession
from sewaka.modules.waste_banks.models.reading import bank_of
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import DepositState, SessionState, check_move
from sewaka.modules.waste_banks.rules.weighing.repricing import REPRICED

_WEIGH = frozenset({Duty.WEIGHER, Duty.MANAGER})
_COUNT = frozenset({Duty.CASHIER})
_OF_STATE = {
    SessionState.OPEN: _WEIGH,
    SessionState.CLOSING: _WEIGH,
    SessionState.SYNCED: _WEIGH,
    SessionState.UNDER_REVIEW: _WEIGH,
    SessionState.CANCELLED: _WEIGH,
    SessionState.LOCKED: _COUNT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft:
    """A day, its local hours and its place."""

    on: date
    begins: time
    ends: time
    place: str
    officers: tuple[UUID, ...] = ()


@transaction.atomic
def plan_session(
    *, bank_id: UUID, draft: SessionDraft, actor: Actor, now: datetime
) -> WeighingSession:
    """Name a weighing day. Raises Invalid("ends", "on")."""
    bank = bank_of(bank_id)
    access.officer_at(actor=actor, bank=bank, of=_WEIGH)
    zone = get_default_timezone()
    begins = datetime.combine(draft.on, draft.begins, tzinfo=zone)
    ends = datetime.combine(draft.on, draft.ends, tzinfo=zone)
    if ends <= begins:
        raise Invalid(fields={"ends": "waste_banks.session.ends"})
    known = bank.sessions.exclude(status=SessionState.CANCELLED.value)
    if known.filter(begins_at=begins).exists():
        raise Invalid(fields={"on": "waste_banks.session.known"})
    made = WeighingSession.objects.create(
        bank=bank, on=draft.on, begins_at=begins, ends_at=ends, place=draft.place,
        officers=list(draft.officers),
    )  # fmt: skip
    _tell(made, before="", actor=actor, now=now)
    return made


@transaction.atomic
def move_session(
    *,
    session_id: UUID,
    after: SessionState,
    actor: Actor,
    now: datetime,
    cash_idr: int | None = None,
) -> WeighingSession:
    """Open, close, review, cancel or lock a session. `cash_idr`: counted at opening and locking.

    The cashier locks, who is not one of those who weighed; nothing may wait for a look then.
    Raises DomainError("waste_banks.bad_transition", ".session.review", ".session.weigher").
    """
    found = WeighingSession.objects.select_for_update(of=("self",)).select_related("bank")
    session = found.filter(pk=session_id).first()
    if session is None:
        raise NotFound("waste_banks.session.not_found")
    person = access.officer_at(actor=actor, bank=session.bank, of=_OF_STATE.get(after, _WEIGH))
    before = SessionState(session.status)
    check_move(before=before, after=after)
    if after is SessionState.LOCKED:
        _check_lock(session, person=person)
    _change(session, after, person=person, cash_idr=cash_idr, now=now)
    session.save()
    _tell(session, before=before.value, actor=actor, now=now)
    return session


def _check_lock(session: WeighingSession, *, person: UUID | None) -> None:
    if person is not None and person in session.officers:
        raise DomainError("waste_banks.session.weigher")
    waiting = Deposit.objects.filter(session=session, status=DepositState.REVIEW.value).count()
    if waiting:
        raise DomainError("waste_banks.session.review", waiting=waiting)
    if Deposit.objects.filter(session=session, reasons__contains=[REPRICED]).exists():
        raise DomainError("weighing.repriced")
    # A lost phone closes nothing any more; whoever takes it off the list knows what that means.
    phones = SessionDevice.objects.filter(session=session, device__revoked_at=None)
    if phones.filter(closed_at=None).exists():
        raise DomainError("weighing.phone_open")


def _change(
    session: WeighingSession,
    after: SessionState,
    *,
    person: UUID | None,
    cash_idr: int | None,
    now: datetime,
) -> None:
    session.status = after.value
    if after is SessionState.OPEN:
        session.opened_at, session.cash_open_idr = now, cash_idr
    elif after is SessionState.CLOSING:
        session.closed_at = now
    elif after is SessionState.SYNCED:
        session.synced_at = session.synced_at or now
    elif after is SessionState.LOCKED:
        session.locked_at, session.locked_by = now, person
        session.cash_close_idr = cash_idr


def _tell(session: WeighingSession, *, before: str, actor: Actor, now: datetime) -> None:
    event = SessionMoved(
        bank_id=session.bank_id, session_id=session.pk, before=before, after=session.status
    )
    outbox.record(event, actor=actor, now=now)
