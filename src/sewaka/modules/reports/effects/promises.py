"""The promises of a report, from the policy of its category."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sewaka.kernel.calendar import Budget, due_at
from sewaka.modules.reports.rules.policies import Policy
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import ClockStart


def start_clocks(promise: Policy, *, at: datetime) -> tuple[ClockStart, ClockStart]:
    """The two promises of a report from `at`: answer, then solution."""
    return (
        cases.clock_start(
            kind="response",
            budget=promise.response,
            at=at,
            policy=promise.code,
            policy_version=promise.version,
        ),
        cases.clock_start(
            kind="resolution",
            budget=promise.resolution,
            at=at,
            policy=promise.code,
            policy_version=promise.version,
        ),
    )


def until(budget: Budget, *, at: datetime) -> datetime:
    """The instant at which a budget that starts at `at` is used up, over the city's calendar."""
    return due_at(calendars.work_calendar(), at, budget)


def end_of(day: date) -> datetime:
    """Until when something promised for that local day is in time: closing, else midnight."""
    calendar = calendars.work_calendar()
    if calendar.is_working_day(day):
        return calendar.closing(day).astimezone(UTC)
    return datetime.combine(day, time.max, tzinfo=calendar.zone).astimezone(UTC)
