"""One camera's counter: frames in, passages out, and every period one reading for each lane."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sewaka.modules.traffic.counting.passages import Class, Pairs, Passage
from sewaka.modules.traffic.counting.profile import Frame, Lines, Profile
from sewaka.modules.traffic.counting.pulses import Line
from sewaka.modules.traffic.counting.sight import Sight
from sewaka.modules.traffic.counting.site import CountedLane, Site

_LAMP, _RIDER = (1, 0.0), (3, 0.05)  # bins and seconds that are no noise
_BLIND_FROM = 0.1  # of a period's frames


@dataclass(frozen=True, slots=True)
class Counted:
    """What one lane saw in one period. `occupancy`: of the time, 0 to 1.

    `is_blind`: for more than a tenth of the time nothing could be seen; the counts say nothing.
    """

    detector: str
    ends_s: float
    period_s: float
    counts: Counter[Class]
    occupancy: float
    speed_ms: float | None
    is_blind: bool


class CameraCounter:
    """Give it every frame in turn; `now_s` grows."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lines = Lines(site)
        self._sight = Sight()
        self._pairs = Pairs(site)
        self._is_night = False
        self._renew()
        self.is_blind = False
        self.seen: Profile | None = None  # of the last frame that showed anything

    def _renew(self) -> None:
        narrowest, shortest_s = _LAMP if self._is_night else _RIDER
        self._upper, self._lower = (
            Line(self._lines.bins, narrowest=narrowest, shortest_s=shortest_s) for _ in range(2)
        )

    def see(self, frame: Frame, *, now_s: float) -> list[Passage]:
        """Who has passed since the last frame. Nobody while the camera is blind."""
        self.is_blind = not self._sight.look(frame, now_s=now_s, is_night=self._is_night)
        if self.is_blind:
            self._renew()
            return []
        seen = self.seen = self._lines.look(frame, shift=self._sight.shift)
        if seen.is_night != self._is_night:
            self._is_night = seen.is_night
            self._renew()
        if seen.is_learning:
            self.is_blind = True
            return []
        self._pairs.above(self._upper.step(seen.upper, now_s=now_s))
        ended = self._lower.step(seen.lower, now_s=now_s)
        return self._pairs.by_night(ended) if self._is_night else self._pairs.by_day(ended)

    def lane_of(self, passage: Passage) -> CountedLane | None:
        """Where somebody passed; None beside all lanes."""
        inside = (one for one in self._site.lanes if one.left_m <= passage.x < one.right_m)
        return next(inside, None)


class Periods:
    """Sums passages up, by lane."""

    def __init__(self, site: Site, *, period_s: float, begin_s: float) -> None:
        self._lanes = site.lanes
        self._period_s = period_s
        self._ends_s = begin_s + period_s
        self._empty()

    def _empty(self) -> None:
        self._passed: dict[str, list[Passage]] = {lane.detector: [] for lane in self._lanes}
        self._frames = self._blind = 0

    def note(
        self, passages: Iterable[tuple[CountedLane, Passage]], *, now_s: float, is_blind: bool
    ) -> list[Counted]:
        """One frame's passages; what has ended by now, one for each lane."""
        found = []
        while now_s >= self._ends_s:
            found += [self._counted(lane.detector) for lane in self._lanes]
            self._empty()
            self._ends_s += self._period_s
        self._frames += 1
        self._blind += is_blind
        for lane, passage in passages:
            self._passed[lane.detector].append(passage)
        return found

    def rest(self, *, now_s: float) -> list[Counted]:
        """What a film's end cuts off: a shorter period."""
        self._period_s -= self._ends_s - now_s
        self._ends_s = now_s
        return [self._counted(lane.detector) for lane in self._lanes] if self._period_s > 0 else []

    def _counted(self, detector: str) -> Counted:
        passed = self._passed[detector]
        speeds = [one.speed_ms for one in passed if one.speed_ms is not None]
        covered_s = sum(one.covered_s for one in passed)
        return Counted(
            detector=detector,
            ends_s=self._ends_s,
            period_s=self._period_s,
            counts=Counter(one.kind for one in passed),
            occupancy=min(1.0, covered_s / self._period_s),
            speed_ms=sum(speeds) / len(speeds) if speeds else None,
            is_blind=not self._frames or self._blind > self._frames * _BLIND_FROM,
        )
