"""The one place where the time is read. Views, jobs and commands call it; rules get `now`."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(tz=UTC)  # noqa: TID251 - this is the border the ban points to
