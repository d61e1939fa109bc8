"""Background work of the outbox."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.kernel.outbox import deliveries


@app.periodic(cron="* * * * *")
@app.task(name=deliveries.TASK, queue=deliveries.QUEUE, queueing_lock=deliveries.TASK)
def deliver(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Send what is due. Every minute, and soon after a message was written."""
    deliveries.work_off(now=clock.now())
