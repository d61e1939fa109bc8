"""Background work of the files."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.platform.files import sweeping


@app.periodic(cron="17 19 * * *")  # 03.17 in Denpasar
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate names the minute
    """Remove photos that never reached a case, and bytes that belong to nothing."""
    sweeping.sweep(now=clock.now())
