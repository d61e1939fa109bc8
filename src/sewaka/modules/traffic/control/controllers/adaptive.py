"""Ours: the service-rate policy, which learns what lanes discharge and does without dead detectors.

Six things are added to the base policy, the same for every network:
 - where detectors err often, who is seen standing for one second where nobody came is not believed,
   and who stood a second ago and is not seen still counts;
 - a second of waiting counts less, the more work there is: with little traffic nobody waits for
   long, near saturation greens become long and little is lost to changes;
 - nor does who is far, the less work there is: a green is not held for him;
 - crossing rates are learnt from stop-line counts, by stage and lane;
 - a queue that stands back to the crossing upstream counts up to double, as long as the work can
   be done soon: there it locks traffic that does not even come here;
 - who comes onto the exits tells of the lanes whose detectors are dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sewaka.modules.traffic.control.controllers.service_rate import (
    Arrival,
    Served,
    ServiceRate,
    Settings,
)
from sewaka.modules.traffic.control.estimate import Discharge, SilentLanes
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import (
    Decision,
    LaneObservation,
    NeighbourMessage,
    Observation,
    SignalState,
)
from sewaka.modules.traffic.control.tracks import Doubt, LaneTracks
from sewaka.modules.traffic.control.zones import Zone

_COUNTED_M = 25.0  # on a shorter lane a vehicle may cross between two seconds, and is not counted
_FULL = 0.8  # of the storage: from there on a standing queue is about to spill back
_CAR_M = 3.0  # how far beyond its end a vehicle still belongs to it
_SPACING_M = 7.0  # of standing cars
_STANDING_MS = 1.0
_URGENT = 2.0  # what each vehicle of such a queue counts: it keeps others from moving too
_NEAR_M = 110.0  # whoever is farther comes too late to be worth a green with little traffic


@dataclass(frozen=True, slots=True)
class Load:
    """Work in seconds: up to `calm_s` waiting has its full weight, from `full_s` on none."""

    calm_s: float = 20.0
    full_s: float = 60.0


class Adaptive(ServiceRate):
    """One junction; it takes what its own detectors give and asks its shell."""

    def __init__(
        self,
        *,
        junction: Junction,
        zones: Sequence[Zone],
        settings: Settings | None = None,
        load: Load | None = None,
    ) -> None:
        super().__init__(junction=junction, zones=zones, settings=settings)
        self.load = load or Load()
        counted = {zone.lane for zone in zones if zone.pieces[0].length_m >= _COUNTED_M}
        self._discharge = Discharge(
            priors={
                (stage, each.lane): each.rate
                for stage, lanes in enumerate(self.served)
                for each in lanes
                if each.lane in counted and each.part == 1.0
            },
            headway_s=self.settings.headway_s,
        )
        self._storage_m = {
            zone.lane: zone.storage_m
            for zone in zones
            if _COUNTED_M <= zone.storage_m < zone.length_m
        }
        self._silent = SilentLanes(junction=junction, headway_s=self.settings.headway_s)
        self._doubt = Doubt()
        self._tracks = {zone.lane: LaneTracks() for zone in zones}

    def decide(
        self,
        *,
        observation: Observation,
        signal: SignalState,
        inbox: Sequence[NeighbourMessage],
    ) -> Decision:
        """Learn from this second, then choose as the base policy does."""
        observation = self._believed(observation)
        self._discharge.look(observation=observation, signal=signal)
        self._silent.look(observation=observation, signal=signal)
        return super().decide(observation=observation, signal=signal, inbox=inbox)

    def _believed(self, observation: Observation) -> Observation:
        """As it is, or filtered where detectors err often."""
        lanes = {
            lane: self._tracks[lane].look(seen=seen, t_s=observation.t_s)
            for lane, seen in observation.lanes.items()
        }
        is_doubted = self._doubt.look(tracks=self._tracks.values())
        return replace(observation, lanes=lanes) if is_doubted else observation

    def arrivals(self, observation: Observation) -> dict[int, list[Arrival]]:
        """What is seen; on silent lanes, what may be there."""
        found = super().arrivals(observation)
        weight, calm = self.waiting_weight(observation), self.calm(observation)
        for lane, seen in observation.lanes.items():
            near = int((seen.distance_m <= _NEAR_M).sum())
            far = [replace(each, weight=each.weight * (1.0 - calm)) for each in found[lane][near:]]
            found[lane][near:] = far
        urgent = 1.0 + (_URGENT - 1.0) * calm
        for lane in self._spilling(observation):
            found[lane] = [replace(each, weight=each.weight * urgent) for each in found[lane]]
        for lane, waits in self._silent.queues().items():
            counts = urgent if self._may_spill(lane, len(waits)) else 1.0
            found[lane] = [
                Arrival(0.0, counts * part * (1.0 + weight * wait)) for part, wait in waits
            ]
        return found

    def blocked(self, *, observation: Observation, signal: SignalState) -> frozenset[int]:
        """Of those whom no detector sees: from whom nobody comes."""
        return super().blocked(observation=observation, signal=signal) | self._silent.spent()

    def _may_spill(self, lane: int, queue: int) -> bool:
        """Whether so many, unseen, would stand back to the crossing upstream."""
        return lane in self._storage_m and queue * _SPACING_M > _FULL * self._storage_m[lane]

    def _spilling(self, observation: Observation) -> list[int]:
        """Lanes whose queue stands back to the crossing upstream."""
        return [
            lane
            for lane, storage_m in self._storage_m.items()
            if _stands_at(observation.lanes[lane], storage_m)
        ]

    def waiting_weight(self, observation: Observation) -> float:
        """Less, the more work there is."""
        return self.settings.waiting_weight * self.calm(observation)

    def calm(self, observation: Observation) -> float:
        """From 1, little work, to 0, more than can be done soon."""
        left_s = self.load.full_s - self.work_s(observation)
        return min(1.0, max(0.0, left_s / (self.load.full_s - self.load.calm_s)))

    def pace(self, *, stage: int, served: Served) -> float:
        """As learnt, where it can be counted."""
        learnt = self._discharge.rate(stage=stage, lane=served.lane)
        return served.rate if learnt is None else learnt

    def work_s(self, observation: Observation) -> float:
        """How long it would take to serve everybody in the zones, the fullest stage first."""
        own = self.settings
        left = {lane: float(seen.share.sum()) for lane, seen in observation.lanes.items()}
        whole = [[each for each in lanes if each.part == 1.0] for lanes in self.served]
        total_s = 0.0
        for _ in whole:
            best = max(whole, key=lambda lanes: sum(left[each.lane] * each.rate for each in lanes))
            longest_s = max(
                (left[each.lane] * own.headway_s / each.rate for each in best), default=0.0
            )
            if longest_s <= 0.0:
                break
            total_s += own.yellow_s + own.loss_s + longest_s
            left |= {each.lane: 0.0 for each in best}
        return total_s


def _stands_at(seen: LaneObservation, storage_m: float) -> bool:
    """Whether a vehicle stands in the last part of the storage."""
    is_far = (seen.distance_m > _FULL * storage_m) & (seen.distance_m < storage_m + _CAR_M)
    return bool((is_far & (seen.speed_ms < _STANDING_MS)).any())
