"""The past of the demo city's reports: invented, deterministic, through the module's own deeds."""

from __future__ import annotations

from datetime import datetime

from sewaka.modules.reports.demo import changes, seeding
from sewaka.modules.reports.demo.keys import demo_keys, enter_keys
from sewaka.modules.reports.demo.seeding import Progress

__all__ = ["demo_keys", "seed"]


def seed(*, now: datetime, progress: Progress = lambda _done, _total: None) -> None:
    """A year of reports, a key of each role, and what the set-up changed. Twice changes nothing."""
    enter_keys(now=now)
    changes.seed(now=now)
    seeding.seed(now=now, progress=progress)
