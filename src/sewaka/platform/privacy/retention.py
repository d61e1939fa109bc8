"""Destroying what is old enough, set by set; or counting what would go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.registry import Retention
from sewaka.platform.privacy import events, register


@dataclass(frozen=True, slots=True)
class Ran:
    """What one set lost, or would lose."""

    code: str
    rows: int
    keep: timedelta


def run(*, now: datetime, dry_run: bool) -> Sequence[Ran]:
    """All sets in turn. Refuses the whole run when one set would go below its legal minimum.

    A set's `expire` reckons with its declared time; a city that keeps longer or shorter moves the
    clock it is given by the difference.
    """
    plan = [(entry, register.keep_of(entry)) for entry in register.retentions().values()]
    return [_expire(entry, keep=keep, now=now, dry_run=dry_run) for entry, keep in plan]


@transaction.atomic
def _expire(entry: Retention, *, keep: timedelta, now: datetime, dry_run: bool) -> Ran:
    rows = entry.expire(now=now + entry.keep - keep, dry_run=dry_run)
    if rows and not dry_run:
        event = events.RetentionRan(data_set=entry.code, rows=rows, keep_days=keep.days)
        outbox.record(event, actor=SYSTEM, now=now)
    return Ran(code=entry.code, rows=rows, keep=keep)
