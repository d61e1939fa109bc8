"""What every controller must pass, whatever the detectors say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sewaka.modules.traffic.control.conformance.judge import broken_rules
from sewaka.modules.traffic.control.local import Sensing
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import (
    Controller,
    ExitObservation,
    Floats,
    Health,
    LaneObservation,
    NeighbourMessage,
    Observation,
)
from sewaka.modules.traffic.control.orders import Command
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.control.timing import benchmark_timing

SECONDS = 400
_AHEAD_S = 60  # of an outflow


def faults_of(*, junction: Junction, build: Callable[[], Controller], seed: int) -> list[str]:
    """What is wrong with a controller, after some minutes of random observations; [] if nothing.

    Detectors are empty, full, dead or gone; neighbours speak or do not. The controller must
    answer with a stage that there is, leave what it was shown unchanged, decide the same again,
    tell its neighbours sound figures, and come to no harm behind the shell.
    """
    trial = _Trial(junction, build)
    draw = np.random.default_rng(seed)
    for second in range(1, SECONDS):
        trial.second(random_observation(junction=junction, t_s=float(second), draw=draw))
    return trial.report()


def random_observation(*, junction: Junction, t_s: float, draw: np.random.Generator) -> Observation:
    """Anything that detectors may say. The arrays cannot be written to."""
    return Observation(
        t_s=t_s,
        lanes={lane: _lane(lane, draw) for lane in junction.approach_lanes},
        exits={
            lane: ExitObservation(lane, int(draw.integers(0, 20)), float(draw.uniform(0, 14)), 0.5)
            for lane in junction.exit_lanes
        },
        calls=draw.random(junction.size) < 0.8,  # noqa: PLR2004 - most of them call
    )


def _lane(lane: int, draw: np.random.Generator) -> LaneObservation:
    health = Health.FAILED if draw.random() < 0.1 else Health.HEALTHY  # noqa: PLR2004
    number = 0 if health is Health.FAILED else int(draw.integers(0, 25))
    waiting = draw.uniform(0, 200, number) * (draw.random(number) < 0.5)  # noqa: PLR2004
    return LaneObservation(
        lane=lane,
        distance_m=_sealed(draw.uniform(0, 150, number)),
        speed_ms=_sealed(draw.uniform(0, 14, number)),
        waiting_s=_sealed(waiting),
        share=_sealed(draw.uniform(0.1, 1, number)),
        vehicle_class=np.zeros(number, dtype=np.int8),
        passed=int(draw.integers(0, 2)),
        occupancy=min(1.0, number / 25),
        health=health,
    )


def _sealed(column: Floats) -> Floats:
    column.setflags(write=False)
    return column


class _Trial:
    def __init__(self, junction: Junction, build: Callable[[], Controller]) -> None:
        self._junction = junction
        self._timing = benchmark_timing(junction=junction)
        self._twins = (build(), build())
        self._shell = Shell(junction=junction, timing=self._timing, tick_s=1.0)
        self._shell.begin_at(t_s=0.0, stage=0)
        self._shown: list[str] = []
        self._found: dict[str, None] = {}

    def second(self, observation: Observation) -> None:
        """One decision by each twin; the shell obeys the first."""
        signal = self._shell.read_state()
        inbox = self._letters(observation.t_s)
        first, second = (
            twin.decide(observation=observation, signal=signal, inbox=inbox) for twin in self._twins
        )
        self._check(first.stage != second.stage, "decides differently on the same")
        self._check(not 0 <= first.stage < len(self._junction.stages), "unknown stage")
        self._check(not first.reason, "gives no reason")
        for letter in self._twins[0].outbox():
            sound = np.isfinite(letter.outflow).all() and (letter.outflow >= 0).all()
            self._check(not sound or len(letter.outflow) != _AHEAD_S, "tells unsound figures")
        self._shell.sense(
            sensing=Sensing(tuple(map(bool, observation.calls)), (1.0,) * self._junction.size)
        )
        number = int(observation.t_s)
        self._shell.request_stage(command=Command(number, first.stage, observation.t_s))
        self._shown.append(self._shell.tick(t_s=observation.t_s))

    def report(self) -> list[str]:
        """What was found."""
        broken = broken_rules(
            junction=self._junction, timing=self._timing, shown=self._shown, tick_s=1.0
        )
        self._check(bool(broken), f"the shell let through {dict(broken)}")
        self._check(bool(self._shell.alarms), f"alarms {self._shell.alarms}")
        return list(self._found)

    def _check(self, is_wrong: bool, words: str) -> None:  # noqa: FBT001 - reads as a sentence
        if is_wrong:
            self._found[words] = None

    def _letters(self, t_s: float) -> list[NeighbourMessage]:
        if int(t_s) % 3:
            return []
        letter = NeighbourMessage(
            self._junction.id + 1,
            t_s,
            self._junction.approach_lanes[0],
            np.full(60, 0.1),
            3.0,
            20.0,
        )
        return [letter, replace(letter, t_s=t_s - 100.0)]
