"""Messages to the outside: rows written with the deed, sent by a job, tried again, never lost.

An app that sends has a module `senders` with `SENDERS = {"mail": send_mail}`. A sender is called
as `send(delivery=, now=)` outside any transaction and at least once; it raises `Undeliverable`
when trying again is pointless, and anything else when it is not.
"""

from __future__ import annotations

import contextlib
import importlib
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.util import find_spec
from typing import Any
from uuid import UUID

import structlog
from django.apps import apps
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from sewaka.kernel.outbox.models import Delivery, DeliveryState

TASK, QUEUE = "outbox.deliver", "delivery"  # the job that works off; see `jobs`
ATTEMPTS = 8
_LEASE = timedelta(minutes=3)  # longer than a claimed batch can take
_CLAIM = 20
_FIRST_DELAY_S = 30
_LONGEST_DELAY_S = 6 * 3600
log = structlog.get_logger(__name__)


class Undeliverable(Exception):
    """The receiver will never take it: address gone, subscription ended, person erased."""


def enqueue(
    *,
    channel: str,
    target: str,
    payload: Mapping[str, Any],
    key: str,
    now: datetime,
    event_id: UUID | None = None,
) -> bool:
    """Write one message; False when one with that `key` was written before.

    `target` is a reference such as "person:<id>", never an address. Sent soon after commit.
    """
    row = Delivery(
        channel=channel,
        target=target,
        payload=dict(payload),
        key=key,
        event_id=event_id,
        next_at=now,
        created_at=now,
    )
    return bool(enqueue_all([row]))


def enqueue_all(rows: Sequence[Delivery]) -> frozenset[str]:
    """Write many messages by two statements; gives the keys of those not written before."""
    keys = {row.key for row in rows}
    fresh = keys - set(Delivery.objects.filter(key__in=keys).values_list("key", flat=True))
    if fresh:
        Delivery.objects.bulk_create(
            [row for row in rows if row.key in fresh], ignore_conflicts=True
        )
        transaction.on_commit(_wake)
    return frozenset(fresh)


def work_off(*, now: datetime) -> int:
    """Send what is due, with as many workers at once as there are; the number of tries."""
    tries = 0
    while batch := _claim(now=now):
        for delivery in batch:
            _try(delivery, now=now)
        tries += len(batch)
    return tries


def retry(delivery_id: UUID, *, now: datetime) -> bool:
    """Give a dead delivery all its attempts again; False when it is not dead."""
    dead = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.DEAD)
    changed = dead.update(state=DeliveryState.WAITING, attempts=0, next_at=now)
    return changed == 1


@cache
def senders() -> Mapping[str, Callable[..., None]]:
    """All senders by channel. Raises ValueError when two serve one channel."""
    found: dict[str, Callable[..., None]] = {}
    for config in apps.get_app_configs():
        path = f"{config.name}.senders"
        if not config.name.startswith("sewaka.") or find_spec(path) is None:
            continue
        for channel, send in importlib.import_module(path).SENDERS.items():
            if found.setdefault(channel, send) is not send:
                raise ValueError(f"two senders serve {channel}")
    return found


def _claim(*, now: datetime) -> list[Delivery]:
    """Take some due deliveries; who dies with them leaves them due again after the lease."""
    with transaction.atomic():
        due = Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lte=now)
        batch = list(due.order_by("next_at").select_for_update(skip_locked=True)[:_CLAIM])
        for delivery in batch:
            delivery.attempts += 1
            delivery.next_at = now + _LEASE
        Delivery.objects.bulk_update(batch, ["attempts", "next_at"])
    return batch


def _try(delivery: Delivery, *, now: datetime) -> None:
    try:
        senders()[delivery.channel](delivery=delivery, now=now)
    except Undeliverable as error:
        _settle(delivery, state=DeliveryState.DEAD, last_error=str(error))
    except Exception as error:  # noqa: BLE001 - a sender may fail in any way; the row remembers
        log.warning("delivery.failed", channel=delivery.channel, attempts=delivery.attempts)
        words = f"{type(error).__name__}: {error}"[:2000]
        if delivery.attempts >= ATTEMPTS:
            _settle(delivery, state=DeliveryState.DEAD, last_error=words)
        else:
            _settle(delivery, next_at=now + _delay(delivery.attempts), last_error=words)
    else:
        _settle(delivery, state=DeliveryState.SENT, sent_at=now, last_error="")


def _settle(delivery: Delivery, **columns: Any) -> None:
    """Note the outcome, unless the lease ran out and somebody else has it."""
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts
    )
    mine.update(**columns)


def _delay(attempts: int) -> timedelta:
    """30 s, 2 min, 8 min ... 6 h, each up to a quarter longer so that a crowd spreads."""
    plain_s = min(_FIRST_DELAY_S * 4 ** (attempts - 1), _LONGEST_DELAY_S)
    return timedelta(seconds=plain_s * (1 + random.random() / 4))  # noqa: S311 - spreads load, guards nothing


def _wake() -> None:
    """Ask for a run of the job now; one that already waits will do."""
    from procrastinate.contrib.django import app

    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(TASK, queue=QUEUE, queueing_lock=TASK).defer(timestamp=0)
