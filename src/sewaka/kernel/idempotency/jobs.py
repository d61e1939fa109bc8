"""Forgetting of old answers."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.kernel.idempotency.once import purge


@app.periodic(cron="17 3 * * *")
@app.task(name="idempotency.purge", queue="housekeeping", queueing_lock="idempotency.purge")
def purge_answers(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Delete kept answers that have expired. Every night."""
    purge(now=clock.now())
