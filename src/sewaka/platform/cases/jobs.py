"""Background work of the cases."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.platform.cases.ticking import mark_breaches


@app.periodic(cron="* * * * *")
@app.task(name="cases.clocks.tick", queue="clocks", queueing_lock="cases.clocks.tick")
def tick(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Note the promises that were missed. Every minute; late or twice changes nothing."""
    mark_breaches(now=clock.now())
