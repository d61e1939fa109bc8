"""What-if: how long an answer takes on this machine's cores, and whether SUMO says the same.

Nothing is asserted; the bars stand beside the figures.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sewaka.modules.traffic import demo_plans, town
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.control.what_if import compare
from sewaka.modules.traffic.rules.what_if import Hour, Question, Side, Source
from sewaka.modules.traffic.simulating.pool import CORES, compute_apart
from sewaka.modules.traffic.street import demand, denpasar12, timing
from tests.bench.plans_on_sumo import PLANS
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
SEVEN = 0.95  # of the busiest hour
SUMO_SECONDS = os.environ.get("BENCH_SUMO_SECONDS", "1800")


def question(*, share: float) -> Question:
    """The plans of Denpasar-12 against longer cycles, on its own vehicles spread over the lanes."""
    flows = timing.flows_veh_h(
        nodes=denpasar12.nodes(), roads=denpasar12.roads(), scale=demand.SCALE
    )
    lanes = {road.id: road.lanes for road in denpasar12.roads()}
    quarter = {
        lane: share * flows[edge_of(lane)] / lanes[edge_of(lane)] / 4
        for post in town.posts().values()
        for lane in post.detectors
    }
    exits = {out: 4 * share * flows[beside] / 4 for out, beside in town.ways_out().items()}
    mix = {"motorcycle": 0.80, "passenger": 0.16, "truck": 0.04}
    hour = Hour((quarter,) * 4, exits, mix, Source.COUNTS, 1.0)
    base = {code: post.plan for code, post in town.posts().items()}
    return Question(hour, {Side.A: base, Side.B: demo_plans.longer()}, (1, 2, 3, 4, 5))


def test_how_long_the_answer_takes(tell: Tell) -> None:
    """Bar: 12 junctions, an hour, two plans, five draws in 60 s on two cores."""
    asked = question(share=SEVEN)
    began = time.perf_counter()
    pairs = [(side, seed) for side in Side for seed in asked.seeds]
    with ThreadPoolExecutor(CORES) as threads:
        runs = list(threads.map(lambda pair: compute_apart(asked, *pair), pairs))
    wall_s = time.perf_counter() - began
    found = compare(a=runs[:5], b=runs[5:])
    assert found.whole is not None
    difference = found.whole.difference
    tell(
        f"{CORES} cores: {wall_s:.1f} s (bar: 60); A {found.whole.a.value:.1f} s, B"
        f" {found.whole.b.value:.1f} s, B - A {difference.value:+.1f}"
        f" ({difference.low:+.1f} to {difference.high:+.1f}); locked {found.locked_a} and"
        f" {found.locked_b}"
    )


def test_sumo_says_the_same(tell: Tell) -> None:
    """Bars: mean delay within 15 %, the same order in 9 of 10 pairs of plans."""
    found: dict[str, dict[str, float]] = {}
    for plan in PLANS:
        command = [sys.executable, "-m", "tests.bench.plans_on_sumo", plan, SUMO_SECONDS, "1"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own program
        found[plan] = json.loads(done.stdout)
        queues, sumo = found[plan]["queues"], found[plan]["sumo"]
        tell(f"{plan}: queues {queues:.1f} s, SUMO {sumo:.1f} s, {queues / sumo - 1.0:+.0%}")
    same = sum(
        (found[one]["queues"] < found[other]["queues"])
        == (found[one]["sumo"] < found[other]["sumo"])
        for one, other in itertools.combinations(PLANS, 2)
    )
    tell(f"the same order in {same} of 10 pairs (bar: 9)")
