"""A camera at work: frames in, one reading for each lane and period out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sewaka.modules.traffic.counting.counter import CameraCounter, Counted, Periods
from sewaka.modules.traffic.counting.passages import Class
from sewaka.modules.traffic.counting.profile import Frame
from sewaka.modules.traffic.counting.site import Site
from sewaka.modules.traffic.wire import Counts, Reading, Status


def counted(
    site: Site, frames: Iterable[tuple[float, Frame | None]], *, period_s: float
) -> Iterator[Counted]:
    """Period after period. A moment without a frame is one in which nothing could be seen."""
    counter = CameraCounter(site)
    periods: Periods | None = None
    now_s = 0.0
    for now_s, frame in frames:
        if periods is None:
            periods = Periods(site, period_s=period_s, begin_s=now_s)
        passed = [] if frame is None else counter.see(frame, now_s=now_s)
        inside = [(lane, one) for one in passed if (lane := counter.lane_of(one)) is not None]
        is_blind = frame is None or counter.is_blind
        yield from periods.note(inside, now_s=now_s, is_blind=is_blind)
    if periods is not None:
        yield from periods.rest(now_s=now_s)


def as_reading(site: Site, found: Counted, *, boot: int, seq: int) -> Reading:
    """What the lane's detector says of its period."""
    counts = found.counts
    return Reading(
        junction=site.junction,
        detector=found.detector,
        t_s=found.ends_s,
        boot=boot,
        seq=seq,
        period_s=found.period_s,
        counts=Counts(
            motorcycle=counts[Class.MOTORCYCLE], car=counts[Class.CAR], heavy=counts[Class.HEAVY]
        ),
        occupancy=round(found.occupancy, 3),
        queue=0,
        speed_ms=None if found.speed_ms is None else round(found.speed_ms, 1),
        status=Status.BLIND if found.is_blind else Status.OK,
    )
