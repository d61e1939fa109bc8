"""Runs in processes of their own, one for each core: they reckon, and must not stop the others."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from threading import Thread

from sewaka.modules.traffic.control.what_if import PlanRun
from sewaka.modules.traffic.rules.what_if import Question, Side
from sewaka.modules.traffic.simulating.computing import compute

_NICE = 10  # vehicles on the street and people at the pages come first
CORES = os.cpu_count() or 1


def compute_apart(question: Question, side: Side, seed: int) -> PlanRun:
    """The same as `compute`, elsewhere; waits for it. Raises ValueError, BrokenExecutor."""
    return _pool().submit(compute, question, side, seed).result()


@cache
def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=CORES,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
    )


def _begin() -> None:
    """In each process of the pool: yield to the others, and end when the worker is gone."""
    os.nice(_NICE)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker that is killed ends no pool: its processes would wait for the next run for ever.

    The kernel's own signal (`config/supervisor.py`) will not do: it comes when the thread ends that
    asked for the run.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
