"""Random commands at a shell: late, early, twice, unknown, from everybody at once; with crashes of
the optimiser, steps of the clock and dying detectors. What was shown goes to the judge.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sewaka.modules.traffic.control.conformance.judge import broken_rules
from sewaka.modules.traffic.control.local import Sensing
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.orders import Command, Source
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.control.timing import Timing

TICKS = 20  # of one sequence
_AGES_S = (0.0, 0.0, 0.0, 0.0, 0.5, 2.9, 3.1, 60.0, -1.0, -2.9, -3.5, -60.0)
_JUMPS_S = (-1.0e6, -90.0, -2.5, 1.9, 2.5, 90.0, 1.0e6)
_SOURCES = (*(Source.CONTROLLER,) * 4, Source.OPERATOR, Source.PRIORITY)
_MODES = (Mode.ADAPTIVE, Mode.ADAPTIVE, Mode.LOCAL, Mode.SCHEDULED, Mode.MANUAL, Mode.OFF)
_DEAD = (0.0, 0.0, 0.0, 0.1, 0.4, 0.7)
_HEARTBEAT_S = 5.0
_MILD = 0.2  # of all ticks; nobody is the worse for it
_ROUGH = (0.0, 0.001, 0.01, 0.1)  # crashes, jumps, emergencies, dead detectors


@dataclass(slots=True)
class Storm:
    """What became of it. `broken`: by rule. `answers`: by code, "" for accepted."""

    sequences: int = 0
    ticks: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)

    def add(self, other: Storm) -> None:
        """Take the other's figures into these."""
        self.sequences += other.sequences
        self.ticks += other.ticks
        for mine, theirs in (
            (self.broken, other.broken),
            (self.answers, other.answers),
            (self.modes, other.modes),
            (self.alarms, other.alarms),
        ):
            mine.update(theirs)


def storm(
    *,
    junction: Junction,
    timing: Timing,
    tick_s: float,
    sequences: int,
    seed: int,
    truth: Junction | None = None,
) -> Storm:
    """So many sequences at one shell, each beginning where the last one left it.

    `truth`: by whose matrices the judge goes, if not by the junction's own.
    """
    weather = _Weather(junction, timing, tick_s, seed)
    weather.blow(sequences * TICKS)
    weather.found.sequences = sequences
    weather.found.broken.update(
        broken_rules(junction=truth or junction, timing=timing, shown=weather.shown, tick_s=tick_s)
    )
    return weather.found


class _Weather:
    def __init__(self, junction: Junction, timing: Timing, tick_s: float, seed: int) -> None:
        # Reproducible, not secret.
        self._random = random.Random(seed)  # noqa: S311
        self._stages = len(junction.stages)
        self._size = junction.size
        self._tick_s = tick_s
        self._t_s = 0.0
        self._shell = Shell(junction=junction, timing=timing, tick_s=tick_s)
        self._shell.begin_at(t_s=0.0, stage=self._random.randrange(self._stages))
        self._alive_until = 0  # ticks until the optimiser dies, or, below 0, comes back
        self._silent_ticks = 0
        self._number = 0
        self._last: Command | None = None
        self._rough = self._random.choice(_ROUGH)
        self._mild_acts: Sequence[Callable[[], None]] = (
            self._ask, self._ask, self._ask, self._twice, self._call, self._plan, self._reset,
        )  # fmt: skip
        self._rough_acts: Sequence[Callable[[], None]] = (
            self._mode, self._preempt, self._preempt, self._jump, self._die, self._crash,
        )  # fmt: skip
        self.shown: list[str] = []
        self.found = Storm()

    def blow(self, ticks: int) -> None:
        """Every tick: the optimiser if it lives, sometimes somebody else, then the output."""
        pick, found = self._random.random, self.found
        for _ in range(ticks):
            self._optimiser()
            chance = pick()
            if chance < self._rough:
                self._rough_acts[int(pick() * len(self._rough_acts))]()
            elif chance < self._rough + _MILD:
                self._mild_acts[int(pick() * len(self._mild_acts))]()
            self._t_s += self._tick_s
            self.shown.append(self._shell.tick(t_s=self._t_s))
            mode = self._shell.mode
            found.modes[mode.value] += 1
            if mode is Mode.ADAPTIVE and self._silent_ticks * self._tick_s > _HEARTBEAT_S:
                found.broken["trusts_the_dead"] += 1
        found.ticks += ticks
        found.alarms.update(alarm.code for alarm in self._shell.alarms)

    def _optimiser(self) -> None:
        self._alive_until -= 1
        if self._alive_until > 0:
            self._send(int(self._random.random() * self._stages), 0.0, Source.CONTROLLER)
        elif self._alive_until < -8 / self._tick_s:
            self._alive_until = self._random.randrange(200, 2000)
        self._silent_ticks += 1

    def _send(self, stage: int, age_s: float, by: Source) -> None:
        self._number += 1
        self._last = Command(self._number, stage, self._t_s - age_s, by)
        self._answer(self._last)

    def _answer(self, command: Command) -> None:
        ack = self._shell.request_stage(command=command)
        self.found.answers[ack.code] += 1
        if command.by is Source.CONTROLLER and ack.code not in {"stale", "clock", "unknown_stage"}:
            self._silent_ticks = 0

    def _ask(self) -> None:
        choose = self._random.choice
        stage = self._random.randrange(-1, self._stages + 1)
        self._send(stage, choose(_AGES_S), choose(_SOURCES))

    def _twice(self) -> None:
        if self._last:
            self._answer(self._last)

    def _crash(self) -> None:
        self._alive_until = 0

    def _mode(self) -> None:
        seconds = self._random.choice((-1.0, 5.0, 40.0, 700.0))
        self._shell.set_mode(mode=self._random.choice(_MODES), seconds=seconds)

    def _preempt(self) -> None:
        if self._random.random() < 0.5:  # noqa: PLR2004 - one half come, the other half leave
            self._shell.preempt(stage=self._random.randrange(-1, self._stages + 1))
        else:
            self._shell.end_preempt()

    def _jump(self) -> None:
        self._t_s += self._random.choice(_JUMPS_S)

    def _call(self) -> None:
        self._sense(0.0, 0.0)

    def _die(self) -> None:
        self._sense(self._random.choice(_DEAD), self._random.choice(_DEAD))

    def _sense(self, junction_dead: float, approach_dead: float) -> None:
        chance = self._random.random
        calls = tuple(chance() < 0.5 for _ in range(self._size))  # noqa: PLR2004
        gaps = tuple(chance() * 3.0 for _ in range(self._size))
        is_occupied = chance() < 0.5  # noqa: PLR2004
        self._shell.sense(sensing=Sensing(calls, gaps, junction_dead, approach_dead, is_occupied))

    def _plan(self) -> None:
        splits = tuple(
            Split(self._random.randrange(self._stages), self._random.uniform(1.0, 60.0))
            for _ in range(self._random.randrange(4))
        )
        self._shell.set_plan(plan=StagePlan("storm", splits, self._random.uniform(0.0, 60.0)))

    def _reset(self) -> None:
        for person in ("Putu", "Putu", "Kadek"):
            self._shell.reset(person=person)
