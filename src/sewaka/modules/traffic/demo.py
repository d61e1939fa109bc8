"""The demo city's junctions: Denpasar-12, schematic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sewaka.modules.traffic.importers import load_denpasar12
from sewaka.modules.traffic.models import partitions


def seed(*, now: datetime, progress: Callable[[int, int], None] = lambda _done, _all: None) -> None:
    """Twelve junctions with their lanes and detectors, and room for readings. Safe to repeat."""
    load_denpasar12()
    partitions.ensure(now=now)
    progress(1, 1)
