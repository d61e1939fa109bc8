"""Background work of the outbox."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sewaka.kernel import clock
from sewaka.kernel.outbox import deliveries


@app.periodic(cron="* * * * *")
@app.task(name="outbox.deliver", queue="delivery", queueing_lock="outbox.deliver")
def deliver(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Send what is due. Every minute, and soon after a message was written."""
    deliveries.work_off(now=clock.now())


def wake() -> None:
    """Ask for a run now; one that is already waiting will do."""
    try:
        deliver.defer()
    except AlreadyEnqueued:
        return
