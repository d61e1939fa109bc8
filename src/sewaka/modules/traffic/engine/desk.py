"""The engine's desk of one junction: what it hears, what it decides, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sewaka.modules.traffic.control.controllers.adaptive import Adaptive
from sewaka.modules.traffic.control.controllers.service_rate import Settings
from sewaka.modules.traffic.control.explain import Explanation, explanation
from sewaka.modules.traffic.control.observe import Mode, SignalState
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.engine.picture import Picture
from sewaka.modules.traffic.engine.quality import Flow, LaneQuality, flow_of
from sewaka.modules.traffic.engine.seeing import JunctionSight
from sewaka.modules.traffic.engine.signal import SignalMemory
from sewaka.modules.traffic.engine.watching import JunctionWatch
from sewaka.modules.traffic.layout import Post
from sewaka.modules.traffic.wire import Reading, Shown

BLIND = "blind"


@dataclass(frozen=True, slots=True)
class Wish:
    """The stage that should be shown from `t_s` on, and why."""

    t_s: float
    stage: int
    why: Explanation


class Desk:
    """Times are those of the junction's own clock: its messages say what time it is there."""

    def __init__(self, *, post: Post) -> None:
        self.post = post
        self.shown: Shown | None = None
        self.heard_s = 0.0
        self.why = Explanation("off")
        self.refusal = ""
        self.sight = JunctionSight(post=post)
        self.watch = JunctionWatch(post=post)
        self._memory = SignalMemory(junction=post.junction)
        self._speeds = {zone.lane: zone.speed_ms for zone in post.zones}
        self._quality = {
            code: LaneQuality(zone=sight.zone) for code, sight in self.sight.detectors.items()
        }
        self._controller = Adaptive(
            junction=post.junction,
            zones=post.zones,
            settings=Settings(
                min_green_s=float(post.timing.min_green_s.min(initial=5.0)),
                yellow_s=float(post.timing.intergreen_s.max(initial=4.0)),
            ),
        )

    def hear(self, reading: Reading, *, beside: Shown | None = None) -> None:
        """A detector's period; its arrival counts, not what its own clock says.

        `beside`: the newest state that came in with it. What comes in late comes in together.
        """
        shown = beside or self.shown
        now_s = shown.t_s if shown else reading.t_s
        if self.sight.hear(reading, now_s=now_s):
            self._quality[reading.detector].hear(reading)

    def see(self, shown: Shown, *, heard_s: float) -> Wish | None:
        """A new state of the signal, heard at `heard_s` of our own clock: what to ask for.

        None where it is better to keep quiet.
        Quiet, the field unit steers by itself after five seconds: that is what should happen when
        too little is seen to decide by.
        """
        before, self.shown, self.heard_s = self.shown, shown, heard_s
        if before is not None and shown.t_s <= before.t_s:
            return None
        state = self._memory.state(shown=shown)
        if state is None:
            self.why = Explanation("flash" if shown.mode == "flash" else BLIND)
            return None
        return self._decide(state)

    def _decide(self, state: SignalState) -> Wish | None:
        now_s = state.t_s
        observation = self.sight.observation(now_s=now_s)
        self.watch.second(state=state, observation=observation)
        decision = self._controller.decide(observation=observation, signal=state, inbox=())
        self.why = explanation(
            junction=self.post.junction,
            speeds_ms=self._speeds,
            observation=observation,
            signal=state,
            decision=decision,
        )
        if not self.sight.is_seeing(now_s=now_s):
            return None
        return Wish(now_s, decision.stage, self.why)

    def flow(self) -> Flow | None:
        """How it flows; None while nobody knows."""
        return flow_of(lanes=list(self._quality.values()))

    def _densities(self, silent: Collection[str]) -> dict[str, float]:
        """Over the lanes of each approach that are seen."""
        lanes: dict[str, list[float]] = {}
        for code, lane in self._quality.items():
            if code not in silent and lane.density_km is not None:
                lanes.setdefault(edge_of(code), []).append(lane.density_km)
        return {arm: round(sum(each) / len(each), 1) for arm, each in sorted(lanes.items())}

    def picture(self) -> Picture | None:
        """What to tell others; None before the first word of the signal."""
        if self.shown is None:
            return None
        silent = self.sight.dead(now_s=self.shown.t_s)
        return Picture(
            shown=self.shown,
            heard_s=self.heard_s,
            stages=len(self.post.junction.stages),
            why=self.why,
            flow=self.flow(),
            queues={code: lane.queue for code, lane in self._quality.items() if code not in silent},
            silent=tuple(sorted(silent)),
            densities=self._densities(silent),
            # Below ADAPTIVE every order is refused, and that it is so says the mode.
            refusal=self.refusal if self.shown.mode is Mode.ADAPTIVE else "",
        )
