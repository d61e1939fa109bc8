"""Background jobs of traffic control. Each is safe to run twice, late, or beside itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.traffic.actions import simulating
from sewaka.modules.traffic.actions.faults import check_detectors
from sewaka.modules.traffic.models import partitions, priority, profiles, rollups
from sewaka.modules.traffic.rules.what_if import QUEUE
from sewaka.modules.traffic.simulating import pool


@app.task(name="traffic.roll_up", queueing_lock="traffic.roll_up")
def roll_up(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Make the minutes and quarters that are due, and those with late readings again."""
    rollups.roll_up(now=clock.now())


@app.task(name="traffic.keep_days", queueing_lock="traffic.keep_days")
def keep_days(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Room for the readings of the coming days; what is past keeping goes."""
    now = clock.now()
    partitions.ensure(now=now)
    partitions.drop_old(now=now)
    rollups.forget(now=now)
    priority.forget(now=now)


@app.task(name="traffic.make_profiles", queueing_lock="traffic.make_profiles")
def make_profiles(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """The usual days, made anew every night."""
    profiles.make(now=clock.now())


@app.task(name="traffic.judge_detectors", queueing_lock="traffic.judge_detectors")
def judge_detectors(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Which detectors are to be believed, by their last hour."""
    check_detectors(actor=SYSTEM, now=clock.now())


@app.task(name=simulating.TASK, queue=QUEUE)
def simulate(run_id: int) -> None:
    """One run of a what-if comparison; served by `sewaka traffic-simulations` alone."""
    simulating.run_simulation(run_id=run_id, compute=pool.compute_apart, now=clock.now())
