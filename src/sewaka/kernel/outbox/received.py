"""What a consumer gets, and what a consumer is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel.outbox.events import Event


@dataclass(frozen=True, slots=True)
class Received:
    """An event as it reaches a consumer, with what the log knows about it."""

    event: Event
    id: UUID
    seq: int
    name: str
    case_id: UUID | None
    subject_id: UUID | None
    actor_id: UUID | None
    via: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Consumer:
    """Somebody who wants to hear of events, in order, each once.

    `run(*, received, now)` works inside a transaction together with the consumer's place in the
    log, so its rows are written exactly once. It must bear to see an event again (after a restore
    or a reset), and must not talk to the outside: for that it writes `Delivery` rows.
    """

    name: str  # "notify.tell_applicant"; unique, the key of its place in the log
    events: tuple[type[Event], ...]
    run: Callable[..., None]
    is_told_history: bool = True  # a new consumer begins with the first event, or with the next
