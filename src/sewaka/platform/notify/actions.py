"""Writes of a reader: marking as read, choosing how to be told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden
from sewaka.platform.notify.models import Notice, Preference


@transaction.atomic
def mark_read(*, actor: Actor, now: datetime) -> int:
    """Mark everything in the actor's inbox as read; the number of notices that were new."""
    if actor.person_id is None:
        raise Forbidden("notify.nobody")
    return Notice.objects.filter(person_id=actor.person_id, read_at=None).update(read_at=now)


@transaction.atomic
def choose(*, actor: Actor, by_mail: bool, now: datetime) -> None:  # noqa: ARG001 - every use case takes the time
    """Keep whether the actor wants mails besides notices. Raises `Forbidden` for strangers."""
    if actor.person_id is None:
        raise Forbidden("notify.nobody")
    Preference.objects.update_or_create(person_id=actor.person_id, defaults={"by_mail": by_mail})
