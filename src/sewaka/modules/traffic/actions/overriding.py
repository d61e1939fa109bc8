"""An operator holds a stage of a signal, holds it once longer, lets go; or its time is up.

The row is the wish; the engine reads it within a second and asks the field unit, whose safety
shell alone decides when the stage can be shown.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.events import OverrideEnded, OverrideStarted
from sewaka.modules.traffic.models import Override, SignalNow
from sewaka.modules.traffic.models.live import tell
from sewaka.modules.traffic.rules import overriding as rules
from sewaka.modules.traffic.rules.overriding import Cause


@transaction.atomic
def start_override(
    *,
    junction: str,
    stage: int,
    seconds: int,
    reason: str,
    take_over: UUID | None,
    actor: Actor,
    now: datetime,
) -> Override:
    """Hold a stage from now on. Who finds it held by somebody else names that override.

    Raises Forbidden, NotFound, DomainError("traffic.override.reason", ".duration", ".held",
    ".moved_on": somebody else holds it now than the actor thinks).
    """
    role = access.steering_role(actor=actor)
    signal = SignalNow.objects.select_for_update().filter(junction=junction).first()
    if signal is None or actor.person_id is None:
        raise NotFound("traffic.junction.not_found")
    words = rules.check_reason(reason)
    rules.check_stage(stage=stage, stages=signal.stages)
    expires_at = rules.end_of(now=now, seconds=seconds)
    before = _end_before(junction, take_over=take_over, actor=actor, now=now)
    made = Override.objects.create(
        junction=junction,
        stage=stage,
        reason=words,
        actor_id=actor.person_id,
        role=role,
        former_mode=before.former_mode if before else signal.mode,
        created_at=now,
        expires_at=expires_at,
    )
    _tell_started(made, taken_from=before.pk if before else None, actor=actor, now=now)
    return made


@transaction.atomic
def renew_override(*, override_id: UUID, seconds: int, actor: Actor, now: datetime) -> Override:
    """Once, by who began it: the hold ends so many seconds from now.

    Raises NotFound, Forbidden, DomainError("traffic.override.renewed", ".duration", ".over").
    """
    access.steering_role(actor=actor)
    found = _running(override_id, now=now)
    if found.actor_id != actor.person_id:
        raise Forbidden
    rules.check_not_renewed(renewed_at=found.renewed_at)
    found.expires_at = rules.end_of(now=now, seconds=seconds)
    found.renewed_at = now
    found.save(update_fields=["expires_at", "renewed_at"])
    _tell_started(found, is_renewal=True, actor=actor, now=now)
    return found


@transaction.atomic
def release_override(*, override_id: UUID, actor: Actor, now: datetime) -> Override:
    """Let go: the junction gets its former mode back. Anybody in the room may.

    Raises NotFound, Forbidden, DomainError("traffic.override.over").
    """
    access.steering_role(actor=actor)
    found = _running(override_id, now=now)
    _end(found, cause=Cause.RELEASED, actor=actor, now=now)
    return found


@transaction.atomic
def end_expired(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Close those whose time is up; gives how many. The field unit has let go by itself."""
    due = Override.objects.select_for_update(skip_locked=True).filter(
        released_at=None, expires_at__lte=now
    )
    found = list(due)
    for override in found:
        _end(override, cause=Cause.EXPIRED, actor=actor, now=override.expires_at)
    return len(found)


def _end_before(
    junction: str, *, take_over: UUID | None, actor: Actor, now: datetime
) -> Override | None:
    """The one that holds the junction now, ended. Raises DomainError where it is not named."""
    before = Override.objects.select_for_update().filter(junction=junction, released_at=None)
    found = before.first()
    if found is None:
        if take_over is not None:
            raise DomainError("traffic.override.moved_on")
        return None
    if found.expires_at <= now:
        _end(found, cause=Cause.EXPIRED, actor=SYSTEM, now=found.expires_at)
        return None
    if take_over is None:
        raise DomainError("traffic.override.held")
    if take_over != found.pk:
        raise DomainError("traffic.override.moved_on")
    _end(found, cause=Cause.TAKEN_OVER, actor=actor, now=now)
    return found


def _running(override_id: UUID, *, now: datetime) -> Override:
    found = Override.objects.select_for_update().filter(pk=override_id).first()
    if found is None:
        raise NotFound("traffic.override.not_found")
    if found.released_at is not None or found.expires_at <= now:
        raise DomainError("traffic.override.over")
    return found


def _end(override: Override, *, cause: Cause, actor: Actor, now: datetime) -> None:
    override.released_at = max(now, override.created_at + timedelta(microseconds=1))
    override.cause = cause.value
    override.save(update_fields=["released_at", "cause"])
    tell([override.junction])
    outbox.record(
        OverrideEnded(override_id=override.pk, junction=override.junction, cause=cause.value),
        actor=actor,
        now=now,
    )


def _tell_started(
    override: Override,
    *,
    taken_from: UUID | None = None,
    is_renewal: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    tell([override.junction])
    outbox.record(
        OverrideStarted(
            override_id=override.pk,
            junction=override.junction,
            stage=override.stage,
            reason=override.reason,
            role=override.role,
            expires_at=override.expires_at,
            former_mode=override.former_mode,
            is_renewal=is_renewal,
            taken_from=taken_from,
        ),
        actor=actor,
        now=now,
    )
