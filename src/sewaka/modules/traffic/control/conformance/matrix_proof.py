"""Whether a shell guards every pair in conflict: in a stage, at once, one right after another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sewaka.modules.traffic.control.monitor import Monitor
from sewaka.modules.traffic.control.network import PROTECTED, RED, YELLOW, Junction, Stage
from sewaka.modules.traffic.control.shell import Shell, UnsafeJunction
from sewaka.modules.traffic.control.timing import benchmark_timing

_LONG_S = 1000.0


def unguarded(*, junction: Junction, truth: Junction) -> list[tuple[int, int]]:
    """The pairs of the truth's matrix that a shell with the junction's matrix would let through."""
    pairs = np.argwhere(np.triu(truth.conflicts)).tolist()
    return [
        (i, j) for i, j in pairs if not (_refuses_stage(junction, i, j) and _sees(junction, i, j))
    ]


def _refuses_stage(junction: Junction, i: int, j: int) -> bool:
    """Whether a junction with a stage that shows both never begins to work."""
    both = replace(
        junction, stages=(Stage(0, _shown(junction, i, j)),), clearance_s=np.zeros((1, 1))
    )
    try:
        Shell(junction=both, timing=benchmark_timing(junction=both), tick_s=1.0)
    except UnsafeJunction:
        return True
    return False


def _sees(junction: Junction, i: int, j: int) -> bool:
    """Whether the monitor stops both at once, and the second right after the first."""
    timing = benchmark_timing(junction=junction)
    at_once = Monitor(junction=junction, timing=timing)
    at_once.begin(now_s=0.0, indications=RED * junction.size)
    if at_once.check(now_s=_LONG_S, indications=_shown(junction, i, j)) != "conflict":
        return False
    after = Monitor(junction=junction, timing=timing)
    after.begin(now_s=0.0, indications=_shown(junction, i))
    yellow = _shown(junction, i).replace(PROTECTED, YELLOW)
    after.check(now_s=_LONG_S, indications=yellow)
    shown = "".join(PROTECTED if k == j else c for k, c in enumerate(yellow))
    return after.check(now_s=_LONG_S + 1.0, indications=shown) == "intergreen"


def _shown(junction: Junction, *green: int) -> str:
    return "".join(PROTECTED if k in green else RED for k in range(junction.size))
