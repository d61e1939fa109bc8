"""What the waste banks do when they hear their own events: look for fraud once phones have sent."""

from __future__ import annotations

import contextlib
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sewaka.kernel.outbox import Consumer, Received
from sewaka.modules.waste_banks.events import SessionMoved
from sewaka.modules.waste_banks.jobs import FLAG
from sewaka.modules.waste_banks.rules.states import SessionState

_SENT = frozenset({SessionState.SYNCED.value, SessionState.UNDER_REVIEW.value})


def look_for_fraud(*, received: Received, now: datetime) -> None:  # noqa: ARG001 - the log's signature
    """Ask for one run of the rules; one that already waits will do."""
    event = received.event
    if isinstance(event, SessionMoved) and event.after in _SENT:
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            app.configure_task(FLAG, queueing_lock=FLAG).defer(timestamp=0)


CONSUMERS = (
    Consumer(name="waste_banks.look_for_fraud", events=(SessionMoved,), run=look_for_fraud),
)
