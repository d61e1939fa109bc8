"""From stage to stage: which indications a signal shows while one ends and the next begins.

Greens that both stages have stay. Those that end turn yellow (people on foot: red), and the next
stage begins when yellow, all-red and every intergreen are over. If no green is taken away and
nobody is still inside, it begins at once.
"""

from __future__ import annotations

from sewaka.modules.traffic.control.network import GREENS, RED, YELLOW, Junction, Stage
from sewaka.modules.traffic.control.observe import Interval
from sewaka.modules.traffic.control.timing import Timing, change_s, stage_min_green_s

_EPS_S = 1e-6
IS_GREEN_S = float("-inf")  # in place of when a green ended
_Step = tuple[float, str]  # shown until so long after the change began


class Sequencer:
    """One signal between its stages. Times are the shell's clock in seconds."""

    def __init__(self, *, junction: Junction, timing: Timing) -> None:
        self._stages = stages = junction.stages
        size = junction.size
        self._yellow_s = [float(value) for value in timing.yellow_s]
        self._needs = [
            [(i, float(timing.intergreen_s[i, j])) for i in range(size) if junction.conflicts[i, j]]
            for j in range(size)
        ]
        self.min_green_s = [stage_min_green_s(timing=timing, stage=stage) for stage in stages]
        self.change_s = [
            [change_s(junction=junction, timing=timing, before=a, after=b) for b in stages]
            for a in stages
        ]
        self.longest_change_s = [
            [each_s + timing.clearing_s if each_s > 0.0 else 0.0 for each_s in row]
            for row in self.change_s
        ]
        self._steps = [[self._shown_between(a, b) for b in stages] for a in stages]
        self.stage = 0  # running, or the one that is being changed to
        self.interval = Interval.ALL_RED
        self.since_s = 0.0
        self._before = -1  # the stage that ends; none at a start
        self._changed_s = 0.0
        self._begins_s = 0.0
        self._latest_s = 0.0  # if somebody stands inside until then
        self._clearing_s = timing.clearing_s
        self._all_red = RED * size
        self.shown = self._all_red
        self.green_ended_s = [0.0] * size  # by indication

    def start_green(self, *, stage: int, now_s: float) -> None:
        """In the middle of things: the stage has just begun and nobody is inside."""
        self.green_ended_s = [now_s] * len(self._all_red)
        self.stage = stage
        self._begin(now_s)

    def start_red(self, *, stage: int, now_s: float, until_s: float) -> None:
        """All red until then, whoever may be inside; then this stage."""
        self.green_ended_s = [now_s] * len(self._all_red)
        self._before, self.stage = -1, stage
        self.interval, self.since_s = Interval.ALL_RED, now_s
        self._begins_s = self._latest_s = until_s
        self.shown = self._all_red

    @property
    def is_green(self) -> bool:
        """Whether a stage is shown, not the way to one."""
        return self.interval is Interval.GREEN

    def is_over(self, *, now_s: float) -> bool:
        """Whether a change, or the all-red of a start, has taken its time."""
        return now_s + _EPS_S >= self._begins_s

    def oldest_red_s(self) -> float:
        """When the green ended that ended first of those that are not green; else infinite."""
        return min((e for e in self.green_ended_s if e != IS_GREEN_S), default=float("inf"))

    def may_end(self, *, now_s: float) -> bool:
        """Whether the running stage has been green for long enough."""
        return self.interval is Interval.GREEN and (
            now_s - self.since_s + _EPS_S >= self.min_green_s[self.stage]
        )

    def left_s(self, *, now_s: float) -> float:
        """Until the running stage may end; counts the change into it."""
        begun_s = self.since_s if self.interval is Interval.GREEN else self._latest_s
        return max(0.0, begun_s + self.min_green_s[self.stage] - now_s)

    def change_to(self, *, stage: int, now_s: float) -> None:
        """End the running stage. Only after `may_end`."""
        before, after = self._stages[self.stage].green, self._stages[stage].green
        for i, shown in enumerate(before):
            if shown in GREENS and after[i] not in GREENS:
                self.green_ended_s[i] = now_s
        self._begins_s = now_s + self.change_s[self.stage][stage]
        for j, shown in enumerate(after):
            if shown in GREENS and before[j] not in GREENS:
                for i, needed_s in self._needs[j]:
                    self._begins_s = max(self._begins_s, self.green_ended_s[i] + needed_s)
        clearing_s = self._clearing_s if self._begins_s > now_s else 0.0
        self._latest_s = self._begins_s + clearing_s
        self._before, self.stage = self.stage, stage
        self.interval, self.since_s, self._changed_s = Interval.YELLOW, now_s, now_s

    def advance(self, *, now_s: float, is_occupied: bool = False) -> str:
        """What to show at this tick. `is_occupied`: somebody stands inside; they get their time."""
        if self.interval is Interval.GREEN:
            return self.shown
        is_late = now_s + _EPS_S >= self._latest_s
        if self.is_over(now_s=now_s) and (is_late or not is_occupied):
            self._begin(now_s)
        elif self._before >= 0:
            self._pass_between(now_s)
        return self.shown

    def _begin(self, now_s: float) -> None:
        self.interval, self.since_s = Interval.GREEN, now_s
        self.shown = self._stages[self.stage].green
        for i, shown in enumerate(self.shown):
            if shown in GREENS:
                self.green_ended_s[i] = IS_GREEN_S

    def _pass_between(self, now_s: float) -> None:
        passed_s = now_s - self._changed_s + _EPS_S
        steps = self._steps[self._before][self.stage]
        self.shown = next(shown for until_s, shown in steps if passed_s < until_s)
        if self.interval is Interval.YELLOW and YELLOW not in self.shown:
            self.interval, self.since_s = Interval.ALL_RED, now_s

    def _shown_between(self, before: Stage, after: Stage) -> list[_Step]:
        """What is shown until when, counted from the begin of the change."""
        lost = [i for i, c in enumerate(before.green) if c in GREENS and not after.is_green(i)]
        steps = []
        for until_s in [*sorted({self._yellow_s[i] for i in lost} - {0.0}), float("inf")]:
            shown = list(before.green)
            for i in lost:
                shown[i] = YELLOW if self._yellow_s[i] >= until_s else RED
            steps.append((until_s, "".join(shown)))
        return steps
