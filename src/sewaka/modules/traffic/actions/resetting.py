"""A signal flashes after a fault: one person asks for its reset, another confirms it.

The row is the wish; the engine sends it to the field unit, whose safety shell alone ends the flash,
and writes down what it answered.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.events import FlashResetAsked, FlashResetConfirmed, FlashResetEnded
from sewaka.modules.traffic.models import FlashReset, SignalNow
from sewaka.modules.traffic.models.flashing import open_reset
from sewaka.modules.traffic.rules import resetting as rules
from sewaka.modules.traffic.rules.overriding import check_reason
from sewaka.modules.traffic.rules.resetting import ResetState


@transaction.atomic
def ask_reset(
    *, junction: str, flash_since: datetime | None, reason: str, actor: Actor, now: datetime
) -> FlashReset:
    """Of the flash that the actor has seen begin at `flash_since`.

    Raises Forbidden, NotFound, DomainError("traffic.override.reason", "traffic.reset.not_flashing",
    ".other_flash", ".open": somebody has asked already).
    """
    role = access.steering_role(actor=actor)
    signal = _locked_signal(junction)
    if actor.person_id is None:
        raise Forbidden
    words = check_reason(reason)
    since = rules.check_flash(since=signal.flash_since, meant=flash_since)
    end_overdue_resets(now=now)
    if open_reset(junction=junction) is not None:
        raise DomainError("traffic.reset.open")
    made = FlashReset.objects.create(
        junction=junction,
        flash_since=since,
        fault=signal.flash_code,
        reason=words,
        asked_by=actor.person_id,
        asked_at=now,
    )
    event = FlashResetAsked(
        reset_id=made.pk, junction=junction, fault=made.fault, flash_since=since, reason=words,
        role=role,
    )  # fmt: skip
    outbox.record(event, actor=actor, now=now)
    return made


@transaction.atomic
def confirm_reset(*, reset_id: UUID, actor: Actor, now: datetime) -> FlashReset:
    """By another person than who asked, within ten minutes, while it is still the same flash.

    Raises Forbidden, NotFound, DomainError("traffic.reset.same_person", ".late", ".moved_on",
    ".not_flashing", ".other_flash").
    """
    role = access.steering_role(actor=actor)
    known = FlashReset.objects.filter(pk=reset_id).first()
    if known is None or actor.person_id is None:
        raise NotFound("traffic.reset.not_found")
    signal = _locked_signal(known.junction)
    found = FlashReset.objects.select_for_update().get(pk=reset_id)
    rules.check_second_person(asked_by=found.asked_by, person=actor.person_id)
    if found.step != ResetState.ASKED:
        raise DomainError("traffic.reset.moved_on")
    rules.check_flash(since=signal.flash_since, meant=found.flash_since)
    rules.check_in_time(asked_at=found.asked_at, now=now)
    found.step = ResetState.CONFIRMED
    found.confirmed_by, found.confirmed_at = actor.person_id, now
    found.save(update_fields=["step", "confirmed_by", "confirmed_at"])
    event = FlashResetConfirmed(reset_id=found.pk, junction=found.junction, role=role)
    outbox.record(event, actor=actor, now=now)
    return found


@transaction.atomic
def note_answer(
    *, reset_id: UUID, is_accepted: bool, code: str, now: datetime, actor: Actor = SYSTEM
) -> None:
    """What the signal said. An answer that comes twice, or too late, changes nothing.

    Raises Forbidden for anybody but the city's own engine.
    """
    if not access.engine().allows(actor, None):
        raise Forbidden
    rows = FlashReset.objects.select_for_update().filter(pk=reset_id, step=ResetState.CONFIRMED)
    for found in rows:
        step = ResetState.DONE if is_accepted else ResetState.REFUSED
        _end(found, step, "" if is_accepted else code, actor=actor, now=now)


@transaction.atomic
def end_overdue_resets(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Not confirmed in time, that flash is over, or the signal did not answer; gives how many."""
    found = list(FlashReset.objects.select_for_update(skip_locked=True).filter(step__in=rules.OPEN))
    signals = SignalNow.objects.in_bulk([one.junction for one in found])
    ended = 0
    for one in found:
        signal = signals.get(one.junction)
        is_same = signal is not None and signal.flash_since == one.flash_since
        if one.confirmed_at is None and (not is_same or now - one.asked_at > rules.WITHIN):
            _end(one, ResetState.LAPSED, "", actor=actor, now=now)
            ended += 1
        elif one.confirmed_at is not None and now - one.confirmed_at > rules.ANSWER_WITHIN:
            _end(one, ResetState.REFUSED, rules.NO_ANSWER, actor=actor, now=now)
            ended += 1
    return ended


def _end(found: FlashReset, step: ResetState, code: str, *, actor: Actor, now: datetime) -> None:
    found.step, found.answer, found.ended_at = step, code, now
    found.save(update_fields=["step", "answer", "ended_at"])
    event = FlashResetEnded(
        reset_id=found.pk, junction=found.junction, outcome=step.value, code=code
    )
    outbox.record(event, actor=actor, now=now)


def _locked_signal(junction: str) -> SignalNow:
    found = SignalNow.objects.select_for_update().filter(junction=junction).first()
    if found is None:
        raise NotFound("traffic.junction.not_found")
    return found
