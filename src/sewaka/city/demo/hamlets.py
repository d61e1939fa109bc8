"""Invented hamlets, three in each village, marked as examples on every screen.

The city's real hamlets have no public list; they come by `sewaka territory import-hamlets`.
"""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import SYSTEM
from sewaka.platform.territory import api as territory

# "Seaward", "mountainward" and "middle": what many banjars are called anyway.
NAMES = ("Kaja", "Kelod", "Tengah")


def enter(*, now: datetime) -> int:
    """Add the hamlets of every village that has none yet; returns how many were added."""
    settled = {area.parent_code for area in territory.areas(level=territory.Level.HAMLET)}
    villages = [
        village
        for village in territory.areas(level=territory.Level.VILLAGE)
        if village.code not in settled
    ]
    for village in villages:
        points = territory.reference_points(village.code)
        spread = points[:: max(1, len(points) // len(NAMES))]
        for name, point in zip(NAMES, spread, strict=False):
            territory.add_hamlet(
                actor=SYSTEM,
                now=now,
                village_code=village.code,
                name=f"Banjar {name}",
                position=point,
                is_example=True,
            )
    return len(villages) * len(NAMES)
