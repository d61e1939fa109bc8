"""Background jobs of the reports. Each is safe to run twice, late, or beside itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.modules.reports.actions.closing import close_unanswered
from sewaka.modules.reports.actions.retention import erase_contacts, erase_originals
from sewaka.modules.reports.actions.ticking import notice_promises, skip_late_offices
from sewaka.modules.reports.models import drafts, ticks


@app.task(name="reports.close_unanswered", queueing_lock="reports.close_unanswered")
def close_unanswered_reports(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Close what waited ten days for its author."""
    close_unanswered(now=clock.now())


@app.task(name="reports.erase_contacts", queueing_lock="reports.erase_contacts")
def erase_old_contacts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Erase contacts and original texts whose time is over."""
    erase_contacts(now=clock.now())
    erase_originals(now=clock.now())


@app.task(name="reports.sweep_drafts", queueing_lock="reports.sweep_drafts")
def sweep_drafts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Throw away drafts that nobody touched for 48 hours."""
    drafts.sweep(now=clock.now())


@app.task(name="reports.hops_tick", queue="clocks", queueing_lock="reports.hops_tick")
def tick_hops(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Pass on what lies with an office whose time is over."""
    now = clock.now()
    skip_late_offices(now=now)
    ticks.note(now=now)


@app.task(name="reports.clocks_tick", queue="clocks", queueing_lock="reports.clocks_tick")
def tick_clocks(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Speak of promises that are half over, near, or missed."""
    notice_promises(now=clock.now())
