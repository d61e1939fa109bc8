"""The nightly retention and the hourly look at the clocks."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.platform.privacy import reminders, retention


@app.periodic(cron="30 18 * * *")  # 02.30 WITA
@app.task(name="privacy.retention", queue="upkeep", queueing_lock="privacy.retention")
def run_retention(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Destroy what is old enough."""
    retention.run(now=clock.now(), dry_run=False)


@app.periodic(cron="5 * * * *")
@app.task(name="privacy.clocks", queue="upkeep", queueing_lock="privacy.clocks")
def watch_clocks(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Warn of requests that wait."""
    reminders.warn_of_clocks(now=clock.now())
