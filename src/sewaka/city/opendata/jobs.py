"""Background work of the open data."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.city.opendata import bulk
from sewaka.kernel import clock


@app.periodic(cron="10 17 * * *")  # ten past one at night in Denpasar
@app.task(name="opendata.publish", queue="housekeeping", queueing_lock="opendata.publish")
def publish(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Write all data sets as files. Late or twice changes nothing."""
    bulk.publish(now=clock.now())
