"""Forgetting of ended windows."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.kernel.limits.counting import purge


@app.periodic(cron="41 * * * *")
@app.task(name="limits.purge", queue="housekeeping", queueing_lock="limits.purge")
def purge_counters(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Delete counters whose window has ended. Every hour."""
    purge(now=clock.now())
