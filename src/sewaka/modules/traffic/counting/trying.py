"""A camera is tried: what its lines see, several times a second, and who was counted, for a while.

The time begins when the empty road has been learnt, which takes some seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from sewaka.modules.traffic.counting.counter import CameraCounter
from sewaka.modules.traffic.counting.profile import BIN_M, Frame, Profile
from sewaka.modules.traffic.counting.site import Site

_EVERY_S = 0.2
_LEARNS_S = 60.0  # at most; then the camera is blind


@dataclass(frozen=True, slots=True)
class Moment:
    """What a trial has come to. `upper`, `lower`: how much of each lane is covered, 0 to 1.

    `passed_s`: seconds of the trial that are over; 0 while the road is being learnt. `frame`: what
    the camera sees, for whoever counts beside it.
    """

    passed_s: float
    is_blind: bool
    upper: tuple[float, ...]
    lower: tuple[float, ...]
    counts: tuple[int, ...]
    frame: Frame | None = None


def tried(
    site: Site, frames: Iterable[tuple[float, Frame | None]], *, lasts_s: float
) -> Iterator[Moment]:
    """Moment after moment; the last one has lasted as long as was asked."""
    counter = CameraCounter(site)
    counts: Counter[str] = Counter()
    first_s = begin_s = told_s = None
    for now_s, frame in frames:
        first_s = now_s if first_s is None else first_s
        passed = [] if frame is None else counter.see(frame, now_s=now_s)
        is_blind = frame is None or counter.is_blind
        if begin_s is None and not is_blind:
            begin_s = now_s
        counts.update(lane.detector for one in passed if (lane := counter.lane_of(one)))
        is_over = begin_s is not None and now_s - begin_s >= lasts_s
        is_over = is_over or (begin_s is None and now_s - first_s > _LEARNS_S)
        if is_over or told_s is None or now_s - told_s >= _EVERY_S:
            told_s = now_s
            over_s = 0.0 if begin_s is None else min(lasts_s, now_s - begin_s)
            here = _moment(site, counter.seen, counts)
            yield replace(here, passed_s=round(over_s, 1), is_blind=is_blind, frame=frame)
        if is_over:
            return


def _moment(site: Site, seen: Profile | None, counts: Counter[str]) -> Moment:
    return Moment(
        passed_s=0.0,
        is_blind=True,
        upper=_by_lane(site, None if seen is None else seen.upper),
        lower=_by_lane(site, None if seen is None else seen.lower),
        counts=tuple(counts[lane.detector] for lane in site.lanes),
    )


def _by_lane(site: Site, shares: np.typing.NDArray[np.float64] | None) -> tuple[float, ...]:
    """The mean over each lane."""
    if shares is None:
        return (0.0,) * len(site.lanes)
    left_m = site.lanes[0].left_m
    edges = [
        (int((lane.left_m - left_m) / BIN_M), int((lane.right_m - left_m) / BIN_M))
        for lane in site.lanes
    ]
    return tuple(round(float(shares[low : max(high, low + 1)].mean()), 2) for low, high in edges)
