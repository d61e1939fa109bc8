"""Reading what was measured: junctions, and figures by approach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sewaka.kernel.errors import Invalid, NotFound
from sewaka.modules.traffic.control import los
from sewaka.modules.traffic.models.measured import Minute, Quarter
from sewaka.modules.traffic.models.roadside import Detector, Junction
from sewaka.modules.traffic.models.steering import SignalNow


class Bin(StrEnum):
    """How long one row of figures is."""

    MINUTE = "1m"
    QUARTER = "15m"


LONGEST = {Bin.MINUTE: timedelta(days=1), Bin.QUARTER: timedelta(days=31)}


@dataclass(frozen=True, slots=True)
class Figures:
    """One approach in one stretch of time; empty where nothing is known.

    `delay_s` per vehicle, weighted by who passed. `completeness`: of all its detectors.
    """

    approach: str
    started_at: datetime
    motorcycles: int
    cars: int
    heavy: int
    flow_pcu_h: float
    occupancy: float
    speed_ms: float | None
    queue_max: int
    delay_s: float | None
    level: str
    completeness: float


def junctions() -> list[Junction]:
    """All of them, with their detectors."""
    return list(Junction.objects.prefetch_related("detectors"))


def signal(*, junction: str) -> SignalNow:
    """What a signal shows, as last heard of. Raises NotFound."""
    found = SignalNow.objects.filter(junction=junction).first()
    if found is None:
        raise NotFound("traffic.junction.not_found")
    return found


def figures(*, junction: str, begin: datetime, end: datetime, size: Bin) -> list[Figures]:
    """By approach and time. Raises NotFound for the junction, Invalid for too long a time."""
    if not timedelta() < end - begin <= LONGEST[size]:
        raise Invalid("traffic.figures.too_long", fields={"to": "range"}, days=LONGEST[size].days)
    approaches = dict(
        Detector.objects.filter(junction=junction).values_list("id", "lane__approach_id")
    )
    if not approaches:
        raise NotFound("traffic.junction.not_found")
    model = Minute if size is Bin.MINUTE else Quarter
    rows: Iterable[Minute | Quarter] = model._default_manager.filter(  # noqa: SLF001 - documented
        detector_id__in=list(approaches), started_at__gte=begin, started_at__lt=end
    )
    together: dict[tuple[datetime, str], list[Minute | Quarter]] = {}
    for row in rows:
        together.setdefault((row.started_at, approaches[row.detector_id]), []).append(row)
    return [_figures(approach, at, found) for (at, approach), found in sorted(together.items())]


def _figures(approach: str, at: datetime, rows: list[Minute | Quarter]) -> Figures:
    passed = [row.n_motorcycle + row.n_car + row.n_heavy for row in rows]
    delays = [
        (row.delay_s, count)
        for row, count in zip(rows, passed, strict=True)
        if row.delay_s is not None
    ]
    total = sum(count for _, count in delays)
    delay_s = sum(delay * count for delay, count in delays) / total if total else None
    speeds = [row.speed_p50_ms for row in rows if row.speed_p50_ms is not None]
    return Figures(
        approach=approach,
        started_at=at,
        motorcycles=sum(row.n_motorcycle for row in rows),
        cars=sum(row.n_car for row in rows),
        heavy=sum(row.n_heavy for row in rows),
        flow_pcu_h=round(sum(row.flow_pcu_h for row in rows), 1),
        occupancy=round(sum(row.occupancy for row in rows) / len(rows), 4),
        speed_ms=round(sum(speeds) / len(speeds), 2) if speeds else None,
        queue_max=max(row.queue_max for row in rows),
        delay_s=None if delay_s is None else round(delay_s, 1),
        level="" if delay_s is None else los.of_delay(delay_s=delay_s).value,
        completeness=round(sum(row.completeness for row in rows) / len(rows), 3),
    )
