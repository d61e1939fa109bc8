"""Promises: how long an answer and a solution may take (brief, section 4, "Policies").

The values are what a city starts with; they live as rows (`SlaPolicy`) and the city edits them.
A case keeps the version it started with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sewaka.kernel.calendar import Budget, Unit

_WORKING_DAY_HOURS = 8
_DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class Policy:
    """The two promises of a report."""

    code: str
    response: Budget  # until somebody answers the citizen
    resolution: Budget  # until it is solved
    version: int = 1


def _wh(amount: int) -> Budget:
    return Budget(amount, Unit.WORKING_HOURS)


def _wd(amount: int) -> Budget:
    return Budget(amount, Unit.WORKING_DAYS)


# Start values after the service standards of Permenpan-RB 62/2018 (not verified for Denpasar).
STARTING_POLICIES = (
    Policy("emergency", Budget(2, Unit.HOURS), Budget(24, Unit.HOURS)),
    Policy("light", _wh(8), _wd(2)),
    Policy("normative", _wh(24), _wd(5)),
    Policy("information_request", _wd(3), _wd(5)),
    Policy("nonsupervisory", _wd(5), _wd(14)),
    Policy("supervisory", _wd(5), _wd(60)),
)


def rough_hours(budget: Budget) -> int:
    """Wall-clock hours of open offices, only for comparing two budgets of one policy."""
    match budget.unit:
        case Unit.HOURS:
            return budget.amount * _WORKING_DAY_HOURS // _DAY_HOURS or 1
        case Unit.WORKING_HOURS:
            return budget.amount
        case Unit.WORKING_DAYS:
            return budget.amount * _WORKING_DAY_HOURS


def problems(policy: Policy) -> Iterator[str]:
    """What is wrong with a policy, in words: no time at all, or the answer after the solution."""
    if min(policy.response.amount, policy.resolution.amount) < 1:
        yield f"{policy.code}: a budget must be at least 1"
    if rough_hours(policy.response) > rough_hours(policy.resolution):
        yield f"{policy.code}: the answer is promised later than the solution"


def reopened(policy: Policy) -> Policy:
    """The promises of a reopened round: one working day to answer, half the time to solve."""
    resolution = policy.resolution
    half = max(1, resolution.amount // 2)
    return Policy(policy.code, _wd(1), Budget(half, resolution.unit), policy.version)
