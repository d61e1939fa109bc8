"""The service-rate controller: who can be served per second from now, the set-up included.

In the family of self-control (Lämmer and Helbing, 2008), Surtrac, RHODES and OPAC: it looks at the
vehicles of the next half minute one by one, and counts the time lost by a change against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sewaka.modules.traffic.control.network import GREENS, PROTECTED, Junction, Stage
from sewaka.modules.traffic.control.observe import (
    Decision,
    Interval,
    LaneObservation,
    NeighbourMessage,
    Observation,
    SignalState,
)
from sewaka.modules.traffic.control.zones import Zone

_SLOWEST_MS = 5.0  # no arrival is reckoned slower


@dataclass(frozen=True, slots=True)
class Settings:
    """One set for every network."""

    min_green_s: float = 5.0
    yellow_s: float = 3.0
    loss_s: float = 2.0  # start-up
    headway_s: float = 2.0  # 1800 vehicles an hour
    permissive_rate: float = 0.5
    look_ahead_s: float = 30.0
    waiting_weight: float = 0.05  # per second of waiting
    hysteresis: float = 1.0
    blocked_m: float = 12.0  # the first vehicle stands so near the line
    blocked_s: float = 4.0  # for so long
    blocked_green_s: float = 5.0  # while the stage has been green for so long
    max_red_s: float = 100.0  # the shell forces what is left to it before 120 s


@dataclass(frozen=True, slots=True)
class Served:
    """One lane in one stage: its crossing rate, and the part of its links that is green."""

    lane: int
    rate: float
    part: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """A vehicle: when it reaches the line at free speed, and what it counts."""

    eta_s: float
    weight: float


def served_lanes(*, junction: Junction, permissive_rate: float) -> tuple[tuple[Served, ...], ...]:
    """By stage: the lanes that it serves."""
    found: list[tuple[Served, ...]] = []
    for stage in junction.stages:
        own: list[Served] = []
        for lane in junction.approach_lanes:
            links = [each for each in junction.links if each.from_lane == lane]
            green = [each for each in links if stage.is_green(each.index)]
            if green:
                is_protected = any(stage.green[each.index] == PROTECTED for each in green)
                rate = 1.0 if is_protected else permissive_rate
                own.append(Served(lane, rate, len(green) / len(links)))
        found.append(tuple(own))
    return tuple(found)


def loses_nothing(one: Stage, other: Stage) -> bool:
    """Whether a change takes no green away, so that it needs no yellow."""
    return not any(
        old in GREENS and new not in GREENS for old, new in zip(one.green, other.green, strict=True)
    )


def goes_on(junction: Junction, one: Stage, other: Stage) -> frozenset[int]:
    """The lanes that drive through the change: all links that the new stage gives are green."""
    stopped = {
        link.from_lane
        for link in junction.links
        if other.is_green(link.index) and not one.is_green(link.index)
    }
    given = {link.from_lane for link in junction.links if other.is_green(link.index)}
    return frozenset(given - stopped)


def crossings(
    *, arrivals: Sequence[Arrival], start_s: float, headway_s: float, until_s: float
) -> Iterator[tuple[float, float]]:
    """When each vehicle of a lane crosses, first come first served, with its weight."""
    crossed_s = start_s
    for arrival in arrivals:
        crossed_s = max(crossed_s + headway_s, arrival.eta_s)
        if crossed_s > until_s:
            return
        yield crossed_s, arrival.weight


def best_rate(*, served: Sequence[tuple[float, float]], t_min_s: float) -> float:
    """The highest weight per second that any moment ends with. `served`: (instant, weight)."""
    best, total = 0.0, 0.0
    for instant, weight in sorted(served):
        total += weight
        best = max(best, total / max(instant, t_min_s))
    return best


class ServiceRate:
    """Keeps the running stage unless another serves strictly more weight per second.

    A lane of which only some links are green is served until the first who wants another: the k-th
    vehicle counts `part ** k`. A lane that is green before and after a change drives through it.
    """

    def __init__(
        self, *, junction: Junction, zones: Sequence[Zone], settings: Settings | None = None
    ) -> None:
        self.junction = junction
        self.settings = settings or Settings()
        self.speeds = {zone.lane: max(_SLOWEST_MS, zone.speed_ms) for zone in zones}
        self.served = served_lanes(junction=junction, permissive_rate=self.settings.permissive_rate)
        stages = junction.stages
        self.is_free = [[loses_nothing(one, other) for other in stages] for one in stages]
        self.kept = [[goes_on(junction, one, other) for other in stages] for one in stages]

    def decide(
        self,
        *,
        observation: Observation,
        signal: SignalState,
        inbox: Sequence[NeighbourMessage],  # noqa: ARG002 - the base policy listens to nobody
    ) -> Decision:
        """The stage with the highest rate; a link that has waited too long comes first."""
        if signal.interval is not Interval.GREEN or signal.age_s < self.settings.min_green_s:
            return Decision(signal.stage, "hold")
        arrivals = self.arrivals(observation)
        blocked = self.blocked(observation=observation, signal=signal)
        rates = tuple(
            self.rate(stage, arrivals=arrivals, running=signal.stage, blocked=blocked)
            for stage in range(len(self.junction.stages))
        )
        forced = self.overdue(observation=observation, signal=signal)
        if forced:
            best = max(forced, key=lambda stage: (rates[stage], -stage))
            return Decision(best, "max_red", rates)
        best = max(range(len(rates)), key=lambda stage: (rates[stage], stage == signal.stage))
        if rates[best] > rates[signal.stage] * self.settings.hysteresis:
            return Decision(best, "rate", rates)
        return Decision(signal.stage, "hold", rates)

    def outbox(self) -> list[NeighbourMessage]:
        """Nothing: the base policy tells nobody."""
        return []

    def arrivals(self, observation: Observation) -> dict[int, list[Arrival]]:
        """By lane: the vehicles of its zone, nearest first."""
        weight = self.waiting_weight(observation)
        return {
            lane: self.seen_arrivals(seen, waiting_weight=weight)
            for lane, seen in observation.lanes.items()
        }

    def waiting_weight(self, observation: Observation) -> float:  # noqa: ARG002 - the same always
        """What a second of waiting counts."""
        return self.settings.waiting_weight

    def pace(self, *, stage: int, served: Served) -> float:  # noqa: ARG002 - the same in all
        """The part of the saturation flow at which a lane crosses."""
        return served.rate

    def seen_arrivals(self, seen: LaneObservation, *, waiting_weight: float) -> list[Arrival]:
        """The vehicles of one zone, nearest first."""
        speed = self.speeds[seen.lane]
        rows = sorted(
            zip(seen.distance_m.tolist(), seen.waiting_s.tolist(), seen.share.tolist(), strict=True)
        )
        return [
            Arrival(distance / speed, (1.0 + waiting_weight * waiting) * share)
            for distance, waiting, share in rows
        ]

    def blocked(self, *, observation: Observation, signal: SignalState) -> frozenset[int]:
        """Lanes whose first vehicle stands before a green light: a blocked turn, or spill-back."""
        if signal.age_s <= self.settings.blocked_green_s:
            return frozenset()
        return frozenset(
            lane for lane, seen in observation.lanes.items() if self._stands_first(seen)
        )

    def rate(
        self,
        stage: int,
        *,
        arrivals: Mapping[int, Sequence[Arrival]],
        running: int,
        blocked: frozenset[int],
    ) -> float:
        """Weight per second that the stage serves, counted from now."""
        own = self.settings
        is_running = stage == running
        set_up = 0.0 if self.is_free[running][stage] else own.yellow_s
        served: list[tuple[float, float]] = []
        for lane in self.served[stage]:
            if is_running and lane.lane in blocked:
                continue
            goes_on = lane.lane in self.kept[running][stage]
            crossed = crossings(
                arrivals=arrivals[lane.lane],
                start_s=0.0 if goes_on else set_up + own.loss_s,
                headway_s=own.headway_s / self.pace(stage=stage, served=lane),
                until_s=set_up + own.look_ahead_s,
            )
            served += [
                (instant, weight * lane.part**place)
                for place, (instant, weight) in enumerate(crossed, 1)
            ]
        return best_rate(served=served, t_min_s=1.0 if is_running else set_up + own.min_green_s)

    def overdue(self, *, observation: Observation, signal: SignalState) -> list[int]:
        """The stages that serve the longest-waiting called link, once it is past its time."""
        waiting = [
            (float(red), index)
            for index, red in enumerate(signal.red_s)
            if observation.calls[index] and red > self.settings.max_red_s
        ]
        if not waiting:
            return []
        longest = max(waiting)[1]
        return [stage.index for stage in self.junction.stages if stage.is_green(longest)]

    def _stands_first(self, seen: LaneObservation) -> bool:
        if not len(seen.distance_m):
            return False
        first = int(seen.distance_m.argmin())
        return bool(
            seen.distance_m[first] < self.settings.blocked_m
            and seen.waiting_s[first] > self.settings.blocked_s
        )
