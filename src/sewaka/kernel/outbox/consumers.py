"""Running the consumers: each event once, in order, in one transaction with the consumer's place.

Runs in the worker under role `sewaka_app` (`run` in a thread of its own); any number of workers
may run it, the lock on a consumer's offset lets one at a time work for it.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event as Flag

import structlog
from django.db import Error, connection, transaction

from sewaka.kernel import clock
from sewaka.kernel.keys.ring import open_ring
from sewaka.kernel.outbox import catalogue, relay
from sewaka.kernel.outbox.models import DeadLetter, EventRow, Offset
from sewaka.kernel.outbox.reading import received
from sewaka.kernel.outbox.received import Consumer

ATTEMPTS = 5
_FIRST_DELAY_S = 2
_BATCH = 200
_IDLE_S, _AFTER_ERROR_S = 0.2, 1.0
log = structlog.get_logger(__name__)


def run(stop: Flag) -> None:
    """Serve all consumers until `stop` is set; survives the database going away."""
    while not stop.is_set():
        try:
            if not consume_all(now=clock.now()):
                stop.wait(_IDLE_S)
        except Error as error:
            log.warning("consumers.database", error=str(error).strip())
            connection.close()
            stop.wait(_AFTER_ERROR_S)


def consume_all(*, now: datetime, consumers: Sequence[Consumer] | None = None) -> int:
    """One round for every consumer; the number of places moved forward in all."""
    chosen = catalogue.consumers() if consumers is None else consumers
    head = relay.head()
    places = dict(Offset.objects.values_list("consumer", "seq"))
    behind = [consumer for consumer in chosen if places.get(consumer.name, -1) < head]
    return sum(consume(consumer, now=now) for consumer in behind)


def consume(consumer: Consumer, *, now: datetime) -> int:
    """Give the consumer its next events; how far it came, 0 when it has nothing or must wait.

    An event that fails is tried again after 2, 8, 32 and 128 s; then it becomes a dead letter and
    the consumer goes on without it. Nothing of a failed event is written.
    """
    head = relay.head()
    known = Offset.objects.filter(consumer=consumer.name).values_list("seq", flat=True).first()
    if known is not None and known >= head:
        return 0
    if known is None:
        start = 0 if consumer.is_told_history else head
        Offset.objects.get_or_create(consumer=consumer.name, defaults={"seq": start})
    with transaction.atomic(), open_ring():
        rows = Offset.objects.select_for_update(skip_locked=True)
        offset = rows.filter(consumer=consumer.name).first()
        if offset is None or (offset.next_at is not None and offset.next_at > now):
            return 0
        start = offset.seq
        _advance(offset, consumer, head=head, now=now)
        offset.save()
        return offset.seq - start


def replay(dead: DeadLetter, *, now: datetime) -> None:
    """Try a dead letter once more; it is resolved when the consumer takes it.

    Raises KeyError for a consumer that is gone, and whatever the consumer raises.
    """
    consumer = {found.name: found for found in catalogue.consumers()}[dead.consumer]
    with transaction.atomic(), open_ring():
        _give(consumer, dead.event, now=now)
        dead.resolved_at = now
        dead.save(update_fields=["resolved_at"])


def _advance(offset: Offset, consumer: Consumer, *, head: int, now: datetime) -> None:
    names = [event.name for event in consumer.events]
    wanted = EventRow.objects.filter(seq__gt=offset.seq, seq__lte=head, name__in=names)
    rows = list(wanted.order_by("seq")[:_BATCH])
    for row in rows:
        try:
            _give(consumer, row, now=now)
        except Exception:
            if connection.needs_rollback:  # the database went away; nobody's fault
                raise
            if not _went_wrong(offset, row, now=now):
                return
        _went_on(offset, seq=row.seq or 0)
    if len(rows) < _BATCH:
        _went_on(offset, seq=head)


def _give(consumer: Consumer, row: EventRow, *, now: datetime) -> None:
    """One event in a savepoint; deferred constraints speak here and not at commit."""
    event_class = next(event for event in consumer.events if event.name == row.name)
    with transaction.atomic():
        consumer.run(received=received(row, event_class=event_class), now=now)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _went_on(offset: Offset, *, seq: int) -> None:
    offset.seq, offset.attempts, offset.next_at, offset.last_error = seq, 0, None, ""


def _went_wrong(offset: Offset, row: EventRow, *, now: datetime) -> bool:
    """Note the failure; whether the consumer gives this event up."""
    offset.attempts += 1
    offset.last_error = traceback.format_exc(limit=-3)[-2000:]
    log.warning("consumers.failed", consumer=offset.consumer, seq=row.seq, attempts=offset.attempts)
    if offset.attempts < ATTEMPTS:
        offset.next_at = now + timedelta(seconds=_FIRST_DELAY_S * 4 ** (offset.attempts - 1))
        return False
    DeadLetter.objects.get_or_create(
        consumer=offset.consumer,
        event=row,
        defaults={
            "error": offset.last_error,
            "attempts": offset.attempts,
            "created_at": now,
        },
    )
    return True
