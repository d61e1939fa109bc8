"""The vehicles of an hour as they were counted; where too little was heard, the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic import town
from sewaka.modules.traffic.control.demand import DENPASAR_MIX, Kind
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.models import Detector, Profile, Quarter, days, profiles
from sewaka.modules.traffic.models.rollups import QUARTER
from sewaka.modules.traffic.rules.what_if import ENOUGH, Hour, Source

_QUARTERS = 4
_CLASSES = {"n_motorcycle": Kind.MOTORCYCLE, "n_car": Kind.CAR, "n_heavy": Kind.HEAVY}
_Usual = Mapping[tuple[str, int], float]


@dataclass(frozen=True, slots=True)
class _Arm:
    """An approach's lanes with what each counted by quarter, and which part of it was heard."""

    code: str
    lanes: Sequence[str]
    counts: Sequence[Mapping[str, float]]
    heard: Sequence[float]

    def quarter(self, at: int, usual: _Usual, first: int) -> dict[str, float]:
        """What was counted, or the usual in equal parts. Raises DomainError."""
        if self.heard[at] >= ENOUGH:
            return {lane: self.counts[at].get(lane, 0.0) / self.heard[at] for lane in self.lanes}
        known = usual.get((self.code, first + at))
        if known is None:
            raise DomainError("traffic.simulation.counts", approach=self.code)
        return dict.fromkeys(self.lanes, known / len(self.lanes))


def vehicles_of(*, day: date, hour: int) -> Hour:
    """Of that local hour. Of an hour of which less than 80 % was heard, the usual of its kind.

    An arm that was silent alone gets its usual too. Raises DomainError("traffic.simulation.counts")
    where nothing usual is known either.
    """
    begin = profiles.midnight(day) + timedelta(hours=hour)
    detectors = {one.pk: one for one in Detector.objects.select_related("lane")}
    rows = [
        row
        for row in Quarter.objects.filter(started_at__gte=begin, started_at__lt=begin + _HOUR)
        if row.detector_id in detectors
    ]
    heard = sum(min(1.0, row.completeness) for row in rows)
    completeness = heard / (_QUARTERS * len(detectors)) if detectors else 0.0
    is_whole = completeness >= ENOUGH
    counted = [(int((row.started_at - begin) / QUARTER), row) for row in rows if is_whole]
    arms = _arms(detectors, counted)
    usual, first = _usual(day), hour * _QUARTERS
    quarters = tuple(
        {lane: number for arm in arms for lane, number in arm.quarter(at, usual, first).items()}
        for at in range(_QUARTERS)
    )
    return Hour(
        quarters=quarters,
        exits=_exits(quarters),
        mix=_mix([row for _, row in counted]),
        source=Source.COUNTS if is_whole else Source.PROFILE,
        completeness=round(completeness, 3),
    )


_HOUR = timedelta(hours=1)


def _arms(
    detectors: Mapping[int, Detector], counted: Sequence[tuple[int, Quarter]]
) -> Sequence[_Arm]:
    lanes: dict[str, list[str]] = {}
    for one in detectors.values():
        lanes.setdefault(one.lane.approach_id, []).append(one.lane_id)
    counts: dict[str, list[dict[str, float]]] = {
        arm: [{} for _ in range(_QUARTERS)] for arm in lanes
    }
    heard = {arm: [0.0] * _QUARTERS for arm in lanes}
    for at, row in counted:
        lane = detectors[row.detector_id].lane
        counts[lane.approach_id][at][lane.code] = float(row.n_motorcycle + row.n_car + row.n_heavy)
        part = min(1.0, row.completeness) / len(lanes[lane.approach_id])
        heard[lane.approach_id][at] += part
    return [_Arm(arm, lanes[arm], counts[arm], heard[arm]) for arm in sorted(lanes)]


def _usual(day: date) -> _Usual:
    """By approach and quarter of the day, the middle of such days."""
    kind = days.kind(day=day)
    found = Profile.objects.filter(day_type=kind.code).exclude(approach="") if kind else ()
    return {(one.approach, one.quarter): one.volume_p50 for one in found}


def _exits(quarters: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    """Who leaves the streets is not counted: as many as come in beside them, over a day."""
    came: dict[str, float] = {}
    for quarter in quarters:
        for lane, vehicles in quarter.items():
            came[edge_of(lane)] = came.get(edge_of(lane), 0.0) + vehicles
    return {out: came[beside] for out, beside in town.ways_out().items() if beside in came}


def _mix(rows: Sequence[Quarter]) -> Mapping[str, float]:
    """Parts of the vehicles by class; where none were counted, the city's."""
    counted = {
        kind.value: float(sum(getattr(row, name) for row in rows))
        for name, kind in _CLASSES.items()
    }
    total = sum(counted.values())
    if not total:
        return {kind.value: share for kind, share in DENPASAR_MIX.items()}
    return {kind: number / total for kind, number in counted.items()}
