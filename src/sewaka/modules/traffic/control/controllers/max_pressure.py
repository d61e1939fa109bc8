"""Max-pressure (Varaiya, 2013), acyclic, as the benchmarks run it: a yardstick, not our choice."""

from __future__ import annotations

from collections.abc import Sequence

from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import (
    Decision,
    Interval,
    NeighbourMessage,
    Observation,
    SignalState,
)


class MaxPressure:
    """At every multiple of `step_s`: the stage with most vehicles standing before, least behind."""

    def __init__(self, *, junction: Junction, step_s: float, min_green_s: float) -> None:
        self.junction = junction
        self.step_s = step_s
        self.min_green_s = min_green_s
        self._pairs = [
            {
                (link.from_lane, link.to_lane)
                for link in junction.links
                if stage.is_green(link.index) and not link.is_crossing
            }
            for stage in junction.stages
        ]

    def decide(
        self,
        *,
        observation: Observation,
        signal: SignalState,
        inbox: Sequence[NeighbourMessage],  # noqa: ARG002 - it listens to nobody
    ) -> Decision:
        """The stage of the highest pressure; ties keep the running one."""
        is_early = signal.interval is not Interval.GREEN or signal.age_s < self.min_green_s
        if is_early or observation.t_s % self.step_s:
            return Decision(signal.stage, "hold")
        scores = tuple(
            float(
                sum(
                    observation.lanes[here].standing - observation.exits[there].standing
                    for here, there in pairs
                )
            )
            for pairs in self._pairs
        )
        best = max(scores)
        if scores[signal.stage] == best:
            return Decision(signal.stage, "hold", scores)
        return Decision(scores.index(best), "pressure", scores)

    def outbox(self) -> list[NeighbourMessage]:
        """Nothing."""
        return []
