"""Promises and the chain behind them: how long each office has (brief, section 4, "Policies").

The values are what a city starts with; they live as rows (`SlaPolicy`, `HopBudget`) and the city
edits them: a level without a budget is no part of the chain. A case keeps the version it started
with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sewaka.kernel.calendar import Budget, Unit
from sewaka.kernel.errors import Invalid
from sewaka.modules.reports.rules.levels import AGENCY_LEVELS, LEVELS_OF, Level
from sewaka.modules.reports.rules.routing import Plan

RESPONSE, RESOLUTION = "response", "resolution"  # the names of the two promises
CODE: Final = re.compile(r"[a-z][a-z0-9_-]{0,38}[a-z0-9]")
MOST_NAME: Final = 80
MOST_AMOUNT: Final = 365  # of any unit: the calendar knows a few years

_ROUGH_MINUTES: Mapping[Unit, int] = {
    Unit.HOURS: 20,  # an office is open a third of the day
    Unit.WORKING_HOURS: 60,
    Unit.WORKING_DAYS: 480,
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One level of a chain and how long its office has."""

    level: Level
    budget: Budget


@dataclass(frozen=True, slots=True)
class Policy:
    """The two promises of a report, and the stages of each plan on the way to an answer."""

    code: str
    response: Budget  # until somebody answers the citizen
    resolution: Budget  # until it is solved
    chains: Mapping[Plan, tuple[Stage, ...]] = field(default_factory=dict)
    version: int = 1

    def plan_for(self, wanted: Plan) -> Plan:
        """The plan that a category wants, where this policy has time for it.

        An emergency or a question has no hours for the neighbourhood: it goes directly.
        """
        return wanted if wanted in self.chains else Plan.DIRECT

    def stages(self, plan: Plan) -> tuple[Stage, ...]:
        """The stages of a plan, in order; without any, those of the direct way."""
        return self.chains.get(plan) or self.chains.get(Plan.DIRECT, ())

    def budget_at(self, level: Level, *, plan: Plan) -> Budget:
        """How long that level has. Where the plan has no such stage: as long as the agency has."""
        stages = self.stages(plan)
        own = [stage.budget for stage in stages if stage.level is level]
        agency = [stage.budget for stage in stages if stage.level in AGENCY_LEVELS]
        return next(iter((*own, *agency)), self.response)


def _wh(amount: int) -> Budget:
    return Budget(amount, Unit.WORKING_HOURS)


def _wd(amount: int) -> Budget:
    return Budget(amount, Unit.WORKING_DAYS)


def _chain(plan: Plan, unit: Unit, *amounts: int) -> dict[Plan, tuple[Stage, ...]]:
    """The stages of one plan in the unit of the table, level by level."""
    pairs = zip(LEVELS_OF[plan], amounts, strict=True)
    return {plan: tuple(Stage(level, Budget(amount, unit)) for level, amount in pairs)}


# Start values after the service standards of Permenpan-RB 62/2018 (not verified for Denpasar).
STARTING_POLICIES = (
    Policy(
        "emergency",
        Budget(2, Unit.HOURS),
        Budget(24, Unit.HOURS),
        _chain(Plan.DIRECT, Unit.HOURS, 1, 1),
    ),
    Policy(
        "light",
        _wh(8),
        _wd(2),
        _chain(Plan.HAMLET_FIRST, Unit.WORKING_HOURS, 2, 2, 2, 2)
        | _chain(Plan.DIRECT, Unit.WORKING_HOURS, 4, 4),
    ),
    Policy(
        "normative",
        _wh(24),
        _wd(5),
        _chain(Plan.HAMLET_FIRST, Unit.WORKING_HOURS, 4, 4, 8, 8)
        | _chain(Plan.DIRECT, Unit.WORKING_HOURS, 16, 8),
    ),
    Policy(
        "information_request",
        _wd(3),
        _wd(5),
        _chain(Plan.DIRECT, Unit.WORKING_DAYS, 2, 1),
    ),
    Policy(
        "nonsupervisory",
        _wd(5),
        _wd(14),
        _chain(Plan.HAMLET_FIRST, Unit.WORKING_DAYS, 1, 1, 1, 2)
        | _chain(Plan.DIRECT, Unit.WORKING_DAYS, 3, 2),
    ),
    Policy(
        "supervisory",
        _wd(5),
        _wd(60),
        _chain(Plan.CONFIDENTIAL, Unit.WORKING_DAYS, 3, 2),
    ),
)


def rough_minutes(budget: Budget) -> int:
    """Minutes of open offices, only for comparing the budgets of one policy."""
    return budget.amount * _ROUGH_MINUTES[budget.unit]


def budgets(policy: Policy) -> dict[str, Budget]:
    """Every budget of a policy under its name: the two promises, and each level of each plan."""
    return {RESPONSE: policy.response, RESOLUTION: policy.resolution} | {
        hop_field(plan, stage.level): stage.budget
        for plan, stages in policy.chains.items()
        for stage in stages
    }


def written(policy: Policy) -> dict[str, str]:
    """The same as text, "<amount> <unit>": for the log."""
    return {name: f"{one.amount} {one.unit}" for name, one in budgets(policy).items()}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a policy: the budget to change, and the code of the sentence."""

    field: str
    code: str


def hop_field(plan: Plan, level: Level) -> str:
    """The name of a level's budget in forms and refusals."""
    return f"{plan}-{level}"


def faults(policy: Policy) -> Iterator[Fault]:
    """Why nobody could keep this policy: no time at all, hops > answer, or answer > solution."""
    for name, budget in budgets(policy).items():
        if not 1 <= budget.amount <= MOST_AMOUNT:
            yield Fault(name, "reports.policy.amount")
    if rough_minutes(policy.response) > rough_minutes(policy.resolution):
        yield Fault(RESOLUTION, "reports.policy.solution_first")
    for stages in policy.chains.values():
        if sum(rough_minutes(stage.budget) for stage in stages) > rough_minutes(policy.response):
            yield Fault(RESPONSE, "reports.policy.offices_longer")
    if not any(policy.chains.values()):
        yield Fault(hop_field(Plan.DIRECT, Level.AGENCY), "reports.policy.no_office")


def check(policy: Policy) -> None:
    """Raise Invalid where nobody could keep it: a sentence's code for each budget to change."""
    found: dict[str, str] = {}
    for fault in faults(policy):
        found.setdefault(fault.field, fault.code)
    if found:
        raise Invalid("reports.policy.impossible", fields=found)


def reopened(policy: Policy) -> Policy:
    """The promises of a reopened round: one working day to answer, half the time to solve.

    Every office has that one day: where the report lies, it must be answered at once.
    """
    resolution = policy.resolution
    return Policy(
        code=policy.code,
        response=_wd(1),
        resolution=Budget(max(1, resolution.amount // 2), resolution.unit),
        chains={
            plan: tuple(Stage(stage.level, _wd(1)) for stage in stages)
            for plan, stages in policy.chains.items()
        },
        version=policy.version,
    )
