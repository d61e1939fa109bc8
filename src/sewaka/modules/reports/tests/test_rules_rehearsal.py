"""The rehearsal of a promise: vectors, and the same found by walking minute by minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sewaka.kernel.calendar import Budget, Unit, WorkCalendar
from sewaka.modules.reports.rules.chain import Chain
from sewaka.modules.reports.rules.levels import LEVELS_OF, Level
from sewaka.modules.reports.rules.policies import STARTING_POLICIES, Policy, Stage
from sewaka.modules.reports.rules.rehearsal import (
    EXAMPLES,
    Course,
    Pause,
    Step,
    Tally,
    Verdict,
    What,
    judge,
)
from sewaka.modules.reports.rules.routing import Plan

WITA = ZoneInfo("Asia/Makassar")
CALENDAR = WorkCalendar(
    zone=WITA,
    opening={day: ((time(8), time(16)),) for day in range(1, 6)},
    holidays=frozenset(date(2026, 3, day) for day in (18, 19, 20, 23, 24)),
)
OF = {policy.code: policy for policy in STARTING_POLICIES}
MINUTE = timedelta(minutes=1)
HAMLET, VILLAGE, DISTRICT, AGENCY = LEVELS_OF[Plan.HAMLET_FIRST]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=WITA)


def chain(policy: Policy, plan: Plan = Plan.HAMLET_FIRST, *vacant: Level) -> Chain:
    return Chain(policy, policy.plan_for(plan), CALENDAR, lambda level, _at: level not in vacant)


def answered(*steps: Step, **facts: Any) -> Course:
    plain = Course("L26-1", "201", at(9, 10), at(31, 12), has_hamlet=True, steps=steps)
    return replace(plain, **facts)


def test_a_report_that_everybody_answered_in_time_skips_nobody() -> None:
    course = answered(
        Step(at(9, 11), HAMLET, VILLAGE),
        Step(at(9, 12), VILLAGE, AGENCY),
        Step(at(9, 13), AGENCY, None),
        answered_at=at(9, 13),
        solved_at=at(11, 9),
    )
    found = judge(course, chain=chain(OF["light"]))
    assert found == Verdict(at(10, 10), at(11, 16), False, False, ())  # noqa: FBT003 - as printed


def test_the_same_deeds_under_shorter_times() -> None:
    course = answered(
        Step(at(9, 13), HAMLET, VILLAGE),
        Step(at(10, 8, 30), VILLAGE, AGENCY),
        Step(at(10, 12), AGENCY, None),
        answered_at=at(10, 12),
        solved_at=at(13, 9),
    )
    before = judge(course, chain=chain(OF["normative"]))
    after = judge(course, chain=chain(OF["light"]))
    assert before == Verdict(at(12, 10), at(16, 16), False, False, ())  # noqa: FBT003 - as printed
    # Two hours each: over at 12, 14, 16 and 10 o'clock, before anybody passed it on.
    skipped = (HAMLET, VILLAGE, DISTRICT, AGENCY)
    assert after == Verdict(at(10, 10), at(11, 16), True, True, skipped)  # noqa: FBT003 - as printed


def test_a_pause_holds_turn_and_promises() -> None:
    course = answered(
        Step(at(11, 9, 59), HAMLET, None),
        pauses=((at(9, 11), at(11, 9)),),
        answered_at=at(11, 9, 59),
        solved_at=at(11, 9, 59),
    )
    found = judge(course, chain=chain(OF["light"]))
    assert found == Verdict(at(11, 16), at(13, 14), False, False, ())  # noqa: FBT003 - as printed


def test_what_stands_still_is_late_only_if_it_was_before() -> None:
    asked = judge(answered(pauses=((at(9, 11), None),)), chain=chain(OF["light"]))
    assert (asked.is_response_late, asked.is_resolution_late, asked.skipped) == (False, False, ())
    silent = judge(answered(pauses=((at(12, 11), None),)), chain=chain(OF["light"]))
    assert (silent.is_response_late, silent.is_resolution_late) == (True, True)


def test_an_office_without_anybody_is_no_skip() -> None:
    course = answered(Step(at(9, 11), VILLAGE, None), answered_at=at(9, 11), solved_at=at(9, 11))
    assert judge(course, chain=chain(OF["light"], Plan.HAMLET_FIRST, HAMLET)).skipped == ()


# --- the same, found by walking minute by minute -------------------------------------------------


def is_open(instant: datetime) -> bool:
    local = instant.astimezone(WITA)
    is_day = local.isoweekday() < 6 and local.date() not in CALENDAR.holidays
    return is_day and 8 <= local.hour < 16


@dataclass
class Countdown:
    """Time that is left, used up minute by minute."""

    budget: Budget
    left: int

    @classmethod
    def of(cls, budget: Budget, start: datetime) -> Countdown:
        """The minutes of a budget that begins at `start`."""
        if budget.unit is not Unit.WORKING_DAYS:
            return cls(budget, budget.amount * 60)
        closings, left, now = 0, 0, start
        is_day_zero_over = False
        while closings <= budget.amount:  # the closing of day 0, then one for each working day
            if is_open(now):
                left += 1
            now += MINUTE
            is_closing = is_open(now - MINUTE) and not is_open(now)
            if is_closing or (
                not is_day_zero_over and now - MINUTE == start and _is_closing(start)
            ):
                closings += 1
            is_day_zero_over = True
        return cls(budget, left)

    def tick(self, instant: datetime) -> None:
        """One minute passes, the one that begins at `instant`."""
        self.left -= self.budget.unit is Unit.HOURS or is_open(instant)


def _is_closing(instant: datetime) -> bool:
    return is_open(instant - MINUTE) and not is_open(instant)


@dataclass
class Walk:
    """A report lived through minute by minute, without a single due."""

    course: Course
    way: Chain
    level: Level
    turn: Countdown | None
    clocks: dict[str, Countdown]
    over: dict[str, datetime] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    skipped: list[Level] = field(default_factory=list)
    is_answered: bool = False
    is_held: bool = False

    def order(self) -> list[Level]:
        """The levels, the mayor's list at the end."""
        return [*(stage.level for stage in self.way.policy.stages(self.way.plan)), Level.MAYOR]

    def pass_by(self, now: datetime) -> None:
        """Turns that are over by now."""
        while self.turn and self.turn.left <= 0 and not self.is_held and not self.is_answered:
            self.skipped.append(self.level)
            order = self.order()
            is_known = self.level in order
            self.go_to(order[order.index(self.level) + 1] if is_known else Level.MAYOR, now)

    def look(self, now: datetime) -> None:
        """Promises that are over, and those that are still open after that."""
        ends = {"response": self.course.answered_at, "resolution": self.course.solved_at}
        for name, clock in self.clocks.items():
            if clock.left <= 0:
                self.over.setdefault(name, now)
            end = ends[name]
            is_open = end is None or end >= now
            if self.over.get(name, now) < now and is_open and not self.is_held:
                self.late.add(name)

    def take(self, step: Step, now: datetime) -> None:
        """What somebody did."""
        order = self.order()
        if step.target is None:
            self.is_answered = True
        elif step.source is self.level or (
            {step.target, self.level} <= set(order)
            and order.index(step.target) > order.index(self.level)
        ):
            self.go_to(step.target, now)

    def go_to(self, level: Level, now: datetime) -> None:
        """Another office's turn begins."""
        self.level, self.turn = level, _turn(self.way, level, now)

    def tick(self, now: datetime) -> None:
        """One minute passes, unless the author is asked."""
        begins = {begin for begin, _end in self.course.pauses}
        finishes = {end for _begin, end in self.course.pauses}
        self.is_held = (self.is_held or now in begins) and now not in finishes
        if not self.is_held:
            for clock in (*self.clocks.values(), *([self.turn] if self.turn else ())):
                clock.tick(now)


def walked(course: Course, way: Chain) -> tuple[bool, bool, tuple[Level, ...]]:
    """Late answer, late solution, skipped offices."""
    now, steps = course.began_at, {step.at: step for step in course.steps}
    level = way.first(has_hamlet=course.has_hamlet, has_route=course.has_route)
    clocks = {
        "response": Countdown.of(way.policy.response, now),
        "resolution": Countdown.of(way.policy.resolution, now),
    }
    walk = Walk(course, way, level, _turn(way, level, now), clocks)
    while now <= course.until:
        walk.pass_by(now)
        walk.look(now)
        if (step := steps.get(now)) is not None and not walk.is_answered:
            walk.take(step, now)
        walk.tick(now)
        now += MINUTE
    return "response" in walk.late, "resolution" in walk.late, tuple(walk.skipped)


def _turn(way: Chain, level: Level, start: datetime) -> Countdown | None:
    if level is Level.MAYOR:
        return None
    return Countdown.of(way.policy.budget_at(level, plan=way.plan), start)


budgets = st.one_of(
    st.builds(Budget, st.integers(1, 30), st.just(Unit.HOURS)),
    st.builds(Budget, st.integers(1, 12), st.just(Unit.WORKING_HOURS)),
    st.builds(Budget, st.integers(1, 3), st.just(Unit.WORKING_DAYS)),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    levels = draw(st.lists(st.sampled_from(LEVELS_OF[Plan.HAMLET_FIRST]), unique=True, min_size=1))
    ordered = [level for level in LEVELS_OF[Plan.HAMLET_FIRST] if level in levels]
    stages = tuple(Stage(level, draw(budgets)) for level in ordered)
    return Policy("x", draw(budgets), draw(budgets), {Plan.HAMLET_FIRST: stages})


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A report within ten days of March: passed on, asked back, answered, solved, or none of it."""
    start = at(draw(st.integers(9, 22)), draw(st.integers(0, 23)), draw(st.integers(0, 59)))
    marks = sorted(draw(st.lists(st.integers(1, 8 * 24 * 60), unique=True, min_size=2, max_size=7)))
    instants = [start + mark * MINUTE for mark in marks]
    pauses: list[Pause] = []
    if len(instants) >= 3 and draw(st.booleans()):
        pauses.append((instants.pop(1), instants.pop(1)))
    offices = list(LEVELS_OF[Plan.HAMLET_FIRST])
    steps: list[Step] = []
    for instant, source in zip(instants, offices, strict=False):
        if any(begin <= instant < (end or instant) for begin, end in pauses):
            continue
        is_answer = source is AGENCY or draw(st.booleans())
        target = None if is_answer else offices[offices.index(source) + 1]
        steps.append(Step(instant, source, target))
        if is_answer:
            break
    is_answered = bool(steps) and steps[-1].target is None
    solved = draw(st.sampled_from([None, *instants])) if is_answered else None
    answered_at = steps[-1].at if is_answered else None
    if solved is not None and answered_at is not None:
        solved = max(solved, answered_at)
    return Course(
        "L26-1",
        "201",
        start,
        start + timedelta(days=9),
        has_hamlet=draw(st.booleans()),
        steps=tuple(steps),
        pauses=tuple(pauses),
        answered_at=answered_at,
        solved_at=solved,
    )


@settings(max_examples=60, deadline=None)
@given(course=courses(), policy=policies())
def test_the_verdict_equals_a_walk_over_every_minute(course: Course, policy: Policy) -> None:
    way = chain(policy)
    found = judge(course, chain=way)
    quick = (found.is_response_late, found.is_resolution_late, found.skipped)
    assert quick == walked(course, way)


@settings(max_examples=60)
@given(found=st.lists(courses(), max_size=8), old=policies(), new=policies())
def test_counts_equal_a_recount_and_the_same_policy_moves_nothing(
    found: list[Course], old: Policy, new: Policy
) -> None:
    same, tally = Tally(), Tally()
    pairs = [(judge(one, chain=chain(old)), judge(one, chain=chain(new))) for one in found]
    for course, (before, after) in zip(found, pairs, strict=True):
        tally.add(course, before=before, after=after)
        same.add(course, before=before, after=before)
    assert (same.changes, same.examples, same.total.moved) == (Counter(), [], 0)
    total = tally.total
    assert total.looked == len(found)
    assert total.response_late == [sum(pair[n].is_response_late for pair in pairs) for n in (0, 1)]
    assert total.resolution_late == [
        sum(pair[n].is_resolution_late for pair in pairs) for n in (0, 1)
    ]
    for n in (0, 1):
        assert total.skipped[n] == Counter(level for pair in pairs for level in pair[n].skipped)
    assert total.moved == sum(_is_moved(*pair) for pair in pairs)
    assert sum(one.moved for one in tally.categories.values()) == total.moved


def _is_moved(before: Verdict, after: Verdict) -> bool:
    return (before.is_response_late, before.is_resolution_late, Counter(before.skipped)) != (
        after.is_response_late,
        after.is_resolution_late,
        Counter(after.skipped),
    )


def test_however_many_move_a_few_of_the_gravest_are_kept() -> None:
    early = Verdict(at(9, 12), at(9, 16), False, False, ())  # noqa: FBT003 - as printed
    days = replace(early, response_due=at(9, 13))
    late = replace(early, is_response_late=True)
    tally = Tally()
    for n in range(3 * EXAMPLES):
        course = replace(answered(), number=f"L26-{n}")
        tally.add(course, before=early, after=late if n % 3 == 2 else days)
    whats = [one.what for one in tally.examples]
    assert whats == [What.RESPONSE_LATE] * EXAMPLES
    assert (tally.total.moved, tally.changes[What.DUES]) == (EXAMPLES, 2 * EXAMPLES)
