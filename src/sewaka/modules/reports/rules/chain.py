"""The chain (estafet): which office has a report until when, as plain values.

A leg whose due passes unanswered closes `skipped`; the next begins at that due instant, never when
somebody looked: a late worker shifts nothing. An office without an active person is `vacant`: its
leg opens and closes in the same instant. The mayor's list is the last leg and has no due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sewaka.kernel.calendar import Unit, WorkCalendar, due_after_pause, due_at
from sewaka.modules.reports.rules.levels import (
    AGENCY_LEVELS,
    HEAD_LEVELS,
    NEVER_VACANT,
    Level,
)
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.routing import Plan

HEAD_ROUND: Final = 2  # the second dispute: the agency's head must answer
MAYOR_ROUND: Final = 3  # the third: the mayor's list


class Ending(StrEnum):
    """How a leg ended."""

    HANDED_OVER = "handed_over"
    ACTED = "acted"
    SKIPPED = "skipped"
    RETURNED = "returned"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Leg:
    """One office's turn, half-open: from `from_at` up to and without `to_at`."""

    level: Level
    from_at: datetime
    due_at: datetime | None = None  # none on the mayor's list
    unit: Unit = Unit.WORKING_HOURS
    paused_at: datetime | None = None
    to_at: datetime | None = None
    ending: Ending | None = None

    def ended(self, ending: Ending, *, at: datetime) -> Leg:
        """The same leg, over at `at`."""
        return replace(self, to_at=at, ending=ending, paused_at=None)

    def is_over_at(self, now: datetime) -> bool:
        """Whether its time has passed by `now`; a due that is this very instant has passed."""
        return self.paused_at is None and self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class Chain:
    """The way of one report: its policy and plan, the city's time, and who is there.

    `is_staffed` answers for one office of this report at an instant.
    """

    policy: Policy
    plan: Plan
    calendar: WorkCalendar
    is_staffed: Callable[[Level, datetime], bool]

    def first(self, *, has_hamlet: bool, has_route: bool) -> Level:
        """Where a new report begins: triage holds what has no place or no agency."""
        if not has_route and self.plan is not Plan.CONFIDENTIAL:
            return Level.TRIAGE
        stages = [stage.level for stage in self.policy.stages(self.plan)]
        known = [level for level in stages if level is not Level.HAMLET or has_hamlet]
        return known[0] if known else Level.TRIAGE

    def after(self, level: Level) -> Level:
        """The level that follows; after the last one, and after triage, the mayor's list."""
        stages = [stage.level for stage in self.policy.stages(self.plan)]
        if level not in stages:
            return Level.MAYOR
        later = stages[stages.index(level) + 1 :]
        return later[0] if later else Level.MAYOR

    def open(self, level: Level, *, at: datetime) -> tuple[Leg, ...]:
        """The legs that begin at `at`: the vacant offices, and at last the one that has time."""
        legs: list[Leg] = []
        while not self._has_somebody(level, at):
            legs.append(self._leg(level, at).ended(Ending.VACANT, at=at))
            level = self.after(level)
        return (*legs, self._leg(level, at))

    def run(self, leg: Leg, *, until: datetime) -> tuple[Leg, ...]:
        """The leg and those that follow it when nobody acts until `until`. The last one is open."""
        legs = [leg]
        while (due := legs[-1].due_at) is not None and legs[-1].is_over_at(until):
            late = legs.pop()
            legs.append(late.ended(Ending.SKIPPED, at=due))
            legs += self.open(self.after(late.level), at=due)
        return tuple(legs)

    def resumed(self, leg: Leg, *, at: datetime) -> Leg:
        """The leg running on after a pause with the time that was left, as the clocks do."""
        paused, due = leg.paused_at, leg.due_at
        if paused is None:
            return leg
        if due is None:
            return replace(leg, paused_at=None)
        moved = moved_due(self.calendar, due=due, unit=leg.unit, paused=paused, resumed=at)
        return replace(leg, paused_at=None, due_at=moved)

    def given_back(self, leg: Leg, *, at: datetime) -> tuple[Leg, ...]:
        """The legs that begin when what ended `leg` is taken back, the last one open.

        Clocks do not restart: the office goes on with the time that it had left when it gave the
        report away, as after a pause. Where nobody serves there any more, the next has it.
        """
        first, *later = self.open(leg.level, at=at)
        if first.ending is not None:
            return (first, *later)
        held = replace(leg, from_at=at, paused_at=leg.to_at, to_at=None, ending=None)
        return (self.resumed(held, at=at),)

    def _leg(self, level: Level, at: datetime) -> Leg:
        if level is Level.MAYOR:
            return Leg(level, at)
        budget = self.policy.budget_at(level, plan=self.plan)
        return Leg(level, at, due_at(self.calendar, at, budget), budget.unit)

    def _has_somebody(self, level: Level, at: datetime) -> bool:
        return level in NEVER_VACANT or self.is_staffed(level, at)


def moved_due(
    calendar: WorkCalendar, *, due: datetime, unit: Unit, paused: datetime, resumed: datetime
) -> datetime:
    """A due after a pause, for turns and promises alike; one that was past at the pause stays."""
    if paused >= due:
        return due
    if unit is Unit.HOURS:
        return due + max(resumed - paused, resumed - resumed)
    return due_after_pause(calendar, due=due, paused=paused, resumed=resumed)


def level_of_reopening(held: Level, *, round_number: int, plan: Plan) -> Level:
    """Who answers a dispute: the office that called it done, its head, then the mayor's list."""
    if round_number >= MAYOR_ROUND:
        return Level.MAYOR
    if round_number == HEAD_ROUND:
        return HEAD_LEVELS[AGENCY_LEVELS.index(_agency_level(plan))]
    return held


def _agency_level(plan: Plan) -> Level:
    return Level.INSPECTORATE if plan is Plan.CONFIDENTIAL else Level.AGENCY
