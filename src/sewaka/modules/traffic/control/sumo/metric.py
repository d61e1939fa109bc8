"""Delay with insertion backlog: what vehicles lose on the way, before it, and by never starting.

Plain time loss hides starvation: vehicles that never get in lose nothing. This is the average delay
of RESCO (Ault and Sharon, NeurIPS 2021 Datasets and Benchmarks).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True, slots=True)
class Trip:
    """One row of SUMO's tripinfo."""

    has_departed: bool
    has_arrived: bool
    depart_delay_s: float
    time_loss_s: float
    waiting_s: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one run; means are over all vehicles that departed, still driving or not."""

    delay_s: float
    time_loss_s: float
    waiting_s: float
    duration_s: float
    arrived: int
    running: int
    never_inserted: int


def read_trips(path: Path) -> list[Trip]:
    """The trips of a tripinfo file."""
    root = ElementTree.parse(path).getroot()  # noqa: S314 - written by the simulation we ran
    return [
        Trip(
            has_departed=float(row.get("depart", "-1")) >= 0,
            has_arrived=float(row.get("arrival", "-1")) >= 0,
            depart_delay_s=float(row.get("departDelay", "0")),
            time_loss_s=float(row.get("timeLoss", "0")),
            waiting_s=float(row.get("waitingTime", "0")),
            duration_s=float(row.get("duration", "0")),
        )
        for row in root.iter("tripinfo")
    ]


def figures(trips: Iterable[Trip]) -> Figures:
    """Delay = (time loss + depart delay of the departed + waiting of the others) / all."""
    rows = list(trips)
    departed = [trip for trip in rows if trip.has_departed]
    lost = sum(trip.time_loss_s for trip in departed)
    backlog = sum(trip.depart_delay_s for trip in rows)
    arrived = sum(trip.has_arrived for trip in departed)
    count = max(1, len(departed))
    return Figures(
        delay_s=(lost + backlog) / max(1, len(rows)),
        time_loss_s=lost / count,
        waiting_s=sum(trip.waiting_s for trip in departed) / count,
        duration_s=sum(trip.duration_s for trip in departed) / count,
        arrived=arrived,
        running=len(departed) - arrived,
        never_inserted=len(rows) - len(departed),
    )
