"""The promises of a report, from the policy of its category."""

from __future__ import annotations

from datetime import datetime

from sewaka.modules.reports.rules.policies import Policy
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
