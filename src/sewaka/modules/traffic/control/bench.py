"""The benchmark: every controller on every seed of one scenario, in parallel."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from functools import partial
from multiprocessing import get_context
from statistics import fmean

from sewaka.modules.traffic.control.controllers.adaptive import Adaptive
from sewaka.modules.traffic.control.controllers.max_pressure import MaxPressure
from sewaka.modules.traffic.control.controllers.service_rate import ServiceRate, Settings
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.noise import CLEAN, Fault
from sewaka.modules.traffic.control.observe import Controller
from sewaka.modules.traffic.control.stages import with_geometric_stages
from sewaka.modules.traffic.control.sumo.adapter import Driven, Run, drive
from sewaka.modules.traffic.control.sumo.detectors import Detectors
from sewaka.modules.traffic.control.sumo.net_reader import NotANet, read_net
from sewaka.modules.traffic.control.sumo.street import Scenario
from sewaka.modules.traffic.control.timing import CLEARING_S


def _max_pressure(
    junction: Junction,
    _detectors: Detectors,
    _yellow_s: float,
    *,
    step_s: float,
    min_green_s: float,
) -> Controller:
    return MaxPressure(junction=junction, step_s=step_s, min_green_s=min_green_s)


def _service_rate(junction: Junction, detectors: Detectors, yellow_s: float) -> Controller:
    settings = Settings(yellow_s=yellow_s)
    return ServiceRate(junction=junction, zones=detectors.zones, settings=settings)


def _adaptive(junction: Junction, detectors: Detectors, yellow_s: float) -> Controller:
    settings = Settings(yellow_s=yellow_s)
    return Adaptive(junction=junction, zones=detectors.zones, settings=settings)


CONTROLLERS: Mapping[str, Driven] = {
    "fixed": Driven(program="fixed"),
    "actuated": Driven(program="actuated"),
    "delay_based": Driven(program="delay_based"),
    "max_pressure_5": Driven(build=partial(_max_pressure, step_s=5.0, min_green_s=5.0)),
    "max_pressure_10": Driven(build=partial(_max_pressure, step_s=10.0, min_green_s=7.0)),
    "service_rate": Driven(build=_service_rate),
    "adaptive": Driven(build=_adaptive, prepare=with_geometric_stages, clearing_s=CLEARING_S),
}


class BenchRefused(ValueError):
    """The benchmark cannot run as asked; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Task:
    """One run."""

    controller: str
    scenario: Scenario
    fault: Fault = CLEAN


@dataclass(frozen=True, slots=True)
class Row:
    """One run's figures, as they go into the JSON file."""

    controller: str
    seed: int
    delay_s: float
    time_loss_s: float
    waiting_s: float
    duration_s: float
    arrived: int
    running: int
    never_inserted: int
    safety_violations: int
    max_red_s: float
    wall_s: float
    gridlock_s: int
    starved: int
    decision_mean_ms: float
    decision_max_ms: float


def tasks(
    *,
    scenario: Scenario,
    seeds: Sequence[int],
    controllers: Sequence[str],
    fault: Fault = CLEAN,
) -> list[Task]:
    """All runs, checked: files, signals, names. Raises BenchRefused."""
    for path in (scenario.net, scenario.route):
        if not path.is_file():
            raise BenchRefused(f"{path}: no such file")
    if scenario.end_s <= scenario.begin_s:
        raise BenchRefused(f"--end {scenario.end_s:g} is not after --begin {scenario.begin_s:g}")
    unknown = [name for name in controllers if name not in CONTROLLERS]
    if unknown:
        raise BenchRefused(f"{unknown[0]}: no such controller; there are {', '.join(CONTROLLERS)}")
    try:
        net = read_net(scenario.net)
    except NotANet as problem:
        raise BenchRefused(str(problem)) from problem
    if not net.network.junctions:
        raise BenchRefused(f"{scenario.net}: no signal with a program to steer")
    return [
        Task(
            controller=name,
            scenario=replace(scenario, seed=seed),
            fault=replace(fault, seed=seed),
        )
        for name in controllers
        for seed in seeds
    ]


def run(task: Task) -> Row:
    """One run, in this process. Raises StreetMissing."""
    net = read_net(task.scenario.net)
    driven = CONTROLLERS[task.controller]
    return _row(task, drive(net=net, scenario=task.scenario, driven=driven, fault=task.fault))


def run_all(todo: Sequence[Task]) -> Iterator[Row]:
    """All runs, each in a process of its own (SUMO is one to a process), as they end."""
    workers = max(1, min(len(todo), os.cpu_count() or 1))
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        futures: list[Future[Row]] = [pool.submit(run, task) for task in todo]
        for future in as_completed(futures):
            yield future.result()


def as_json(rows: Sequence[Row]) -> str:
    """The rows by controller and seed, as the JSON file has them."""
    return json.dumps([asdict(row) for row in rows], indent=1) + "\n"


def table(rows: Sequence[Row]) -> Iterator[str]:
    """For people: by controller the means over its seeds, and the worst seed."""
    yield (
        f"{'controller':<16}{'delay s':>9}{'worst':>9}{'loss s':>8}{'wait s':>8}"
        f"{'never in':>9}{'max red':>8}{'unsafe':>7}{'gridlock':>9}"
    )
    for name in dict.fromkeys(row.controller for row in rows):
        own = [row for row in rows if row.controller == name]
        yield (
            f"{name:<16}"
            f"{fmean(row.delay_s for row in own):>9.1f}{max(row.delay_s for row in own):>9.1f}"
            f"{fmean(row.time_loss_s for row in own):>8.1f}"
            f"{fmean(row.waiting_s for row in own):>8.1f}"
            f"{fmean(row.never_inserted for row in own):>9.1f}"
            f"{max(row.max_red_s for row in own):>8.0f}"
            f"{sum(row.safety_violations for row in own):>7}"
            f"{sum(row.gridlock_s > 0 for row in own):>9}"
        )


def _row(task: Task, found: Run) -> Row:
    own = found.figures
    return Row(
        controller=task.controller,
        seed=task.scenario.seed,
        delay_s=round(own.delay_s, 3),
        time_loss_s=round(own.time_loss_s, 3),
        waiting_s=round(own.waiting_s, 3),
        duration_s=round(own.duration_s, 3),
        arrived=own.arrived,
        running=own.running,
        never_inserted=own.never_inserted,
        safety_violations=found.safety_violations,
        max_red_s=found.max_red_s,
        wall_s=round(found.wall_s, 2),
        gridlock_s=found.gridlock_s,
        starved=found.starved,
        decision_mean_ms=round(found.decision_mean_s * 1000, 3),
        decision_max_ms=round(found.decision_max_s * 1000, 3),
    )
