"""What other promises would have meant for reports that are over: a rehearsal, kept nowhere.

People did what they did when they did it; only the times they had are exchanged. A report is
replayed up to its first answer (turns of the offices) and up to its first solution; reopened
rounds, which have promises of their own, are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sewaka.kernel.calendar import Budget, due_at
from sewaka.modules.reports.rules.chain import Chain, Ending, Leg, moved_due
from sewaka.modules.reports.rules.levels import Level

EXAMPLES: Final = 20

Pause = tuple[datetime, datetime | None]  # the last one may still go on


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody on the level `source` passed it on to `target`, or answered (None)."""

    at: datetime
    source: Level
    target: Level | None


@dataclass(frozen=True, slots=True)
class Course:
    """What people did with one report. `until`: as far as it is known, usually now."""

    number: str
    category: str
    began_at: datetime
    until: datetime
    has_hamlet: bool = False
    has_route: bool = True
    steps: tuple[Step, ...] = ()
    pauses: tuple[Pause, ...] = ()
    answered_at: datetime | None = None
    solved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one report stands under a policy. `skipped`: the offices that let it pass."""

    response_due: datetime
    resolution_due: datetime
    is_response_late: bool
    is_resolution_late: bool
    skipped: tuple[Level, ...]


class What(StrEnum):
    """What differs between two verdicts, the gravest first."""

    RESPONSE_LATE = "response_late"
    RESPONSE_IN_TIME = "response_in_time"
    RESOLUTION_LATE = "resolution_late"
    RESOLUTION_IN_TIME = "resolution_in_time"
    SKIPPED_MORE = "skipped_more"
    SKIPPED_LESS = "skipped_less"
    DUES = "dues"  # only the promised days move


@dataclass(frozen=True, slots=True)
class Example:
    """A report that would move, and how."""

    number: str
    category: str
    what: What
    before: Verdict
    after: Verdict


@dataclass(slots=True)
class Sum:
    """Counts of one category, or of all: each before and after."""

    looked: int = 0
    moved: int = 0  # late or skipped otherwise than before; other days alone are no move
    response_late: list[int] = field(default_factory=lambda: [0, 0])
    resolution_late: list[int] = field(default_factory=lambda: [0, 0])
    skipped: tuple[Counter[Level], Counter[Level]] = field(
        default_factory=lambda: (Counter(), Counter())
    )

    def add(self, verdicts: tuple[Verdict, Verdict], *, is_moved: bool) -> None:
        """One report more."""
        self.looked += 1
        self.moved += is_moved
        for place, verdict in enumerate(verdicts):
            self.response_late[place] += verdict.is_response_late
            self.resolution_late[place] += verdict.is_resolution_late
            self.skipped[place].update(verdict.skipped)


@dataclass(slots=True)
class Tally:
    """What a rehearsal found. It holds counts and a few examples, however many reports come."""

    total: Sum = field(default_factory=Sum)
    categories: dict[str, Sum] = field(default_factory=dict)
    changes: Counter[What] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    def add(self, course: Course, *, before: Verdict, after: Verdict) -> None:
        """Count one report under both policies."""
        found = list(differences(before, after))
        for sums in (self.total, self.categories.setdefault(course.category, Sum())):
            sums.add((before, after), is_moved=any(one is not What.DUES for one in found))
        self.changes.update(found)
        if found:
            self._keep(Example(course.number, course.category, found[0], before, after))

    def _keep(self, example: Example) -> None:
        """The gravest changes stay; among equals those that came first."""
        self.examples.append(example)
        if len(self.examples) > EXAMPLES:
            order = list(What)
            self.examples.sort(key=lambda one: order.index(one.what))
            self.examples.pop()


def differences(before: Verdict, after: Verdict) -> Iterator[What]:
    """What moves from one verdict to the other."""
    if before.is_response_late is not after.is_response_late:
        yield What.RESPONSE_LATE if after.is_response_late else What.RESPONSE_IN_TIME
    if before.is_resolution_late is not after.is_resolution_late:
        yield What.RESOLUTION_LATE if after.is_resolution_late else What.RESOLUTION_IN_TIME
    if Counter(after.skipped) - Counter(before.skipped):
        yield What.SKIPPED_MORE
    if Counter(before.skipped) - Counter(after.skipped):
        yield What.SKIPPED_LESS
    before_dues = (before.response_due, before.resolution_due)
    if before_dues != (after.response_due, after.resolution_due):
        yield What.DUES


def judge(course: Course, *, chain: Chain) -> Verdict:
    """How the report would stand under the chain's policy."""
    policy = chain.policy
    response = _due(course, policy.response, stopped=course.answered_at, chain=chain)
    resolution = _due(course, policy.resolution, stopped=course.solved_at, chain=chain)
    return Verdict(
        response_due=response,
        resolution_due=resolution,
        is_response_late=response < _looked_at(course, course.answered_at),
        is_resolution_late=resolution < _looked_at(course, course.solved_at),
        skipped=tuple(leg.level for leg in legs(course, chain=chain) if leg.ending is _SKIPPED),
    )


def legs(course: Course, *, chain: Chain) -> list[Leg]:
    """The turns that the offices would have had, up to the first answer."""
    level = chain.first(has_hamlet=course.has_hamlet, has_route=course.has_route)
    found = list(chain.open(level, at=course.began_at))
    for at, deed in _deeds(course):
        found += chain.run(found.pop(), until=at)
        if isinstance(deed, Step) and deed.target is None:
            found[-1] = found[-1].ended(Ending.ACTED, at=at)
            return found
        if not isinstance(deed, Step):
            found[-1] = _held(found[-1], chain=chain, at=at, is_begin=deed)
        elif (following := _next(found[-1].level, deed, chain=chain)) is not None:
            found[-1] = found[-1].ended(Ending.HANDED_OVER, at=at)
            found += chain.open(following, at=at)
    return [*found, *chain.run(found.pop(), until=course.until)]


_SKIPPED: Final = Ending.SKIPPED


def _deeds(course: Course) -> list[tuple[datetime, Step | bool]]:
    """Everything that happened, in its order; True begins a pause, False ends it."""
    deeds: list[tuple[datetime, Step | bool]] = [(step.at, step) for step in course.steps]
    for paused, resumed in course.pauses:
        deeds.append((paused, True))
        if resumed is not None:
            deeds.append((resumed, False))
    return sorted((deed for deed in deeds if deed[0] <= course.until), key=lambda deed: deed[0])


def _held(leg: Leg, *, chain: Chain, at: datetime, is_begin: bool) -> Leg:
    return replace(leg, paused_at=at) if is_begin else chain.resumed(leg, at=at)


def _next(now_at: Level, step: Step, *, chain: Chain) -> Level | None:
    """Where the step leads from here; None where the report has already come further."""
    if step.target is None:
        return None
    is_same = step.source is now_at
    order = [stage.level for stage in chain.policy.stages(chain.plan)]
    is_further = (
        step.target in order and now_at in order and order.index(step.target) > order.index(now_at)
    )
    return step.target if is_same or is_further or step.target is Level.TRIAGE else None


def _due(course: Course, budget: Budget, *, stopped: datetime | None, chain: Chain) -> datetime:
    """The due with all pauses that were over before the promise was kept."""
    calendar = chain.calendar
    due = due_at(calendar, course.began_at, budget)
    for paused, resumed in course.pauses:
        if resumed is None or (stopped is not None and stopped <= paused):
            break
        due = moved_due(calendar, due=due, unit=budget.unit, paused=paused, resumed=resumed)
    return due


def _looked_at(course: Course, stopped: datetime | None) -> datetime:
    """Until when the promise ran: kept, standing still since, or still running."""
    if stopped is not None:
        return stopped
    last = course.pauses[-1] if course.pauses else None
    return last[0] if last is not None and last[1] is None else course.until
