"""What a deed takes, done so many times by one process: seconds, processor, milliseconds each."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import psutil

_WARM = 20


def taken(deed: Callable[[], object], *, times: int, backend: int, each: int = 1) -> dict[str, Any]:
    """Do it, after a warm-up. `backend`: the process id of our connection on the server; `each`:
    how many things one deed does."""
    for _ in range(_WARM):
        deed()
    own, server = psutil.Process(), psutil.Process(backend)
    spent = own.cpu_times(), server.cpu_times()
    took: list[float] = []
    begun = time.perf_counter()
    for _ in range(times):
        at = time.perf_counter()
        deed()
        took.append(1000 * (time.perf_counter() - at))
    return {
        "seconds": time.perf_counter() - begun,
        "client_s": _gained(spent[0], own.cpu_times()),
        "server_s": _gained(spent[1], server.cpu_times()),
        "p50_ms": statistics.median(took),
        "p95_ms": statistics.quantiles(took, n=20)[-1],
        "done": each * times,
    }


def _gained(before: Any, after: Any) -> float:
    return float(after.user + after.system - before.user - before.system)
