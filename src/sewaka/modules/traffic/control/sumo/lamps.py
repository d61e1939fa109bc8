"""The lamps of one simulated signal, until the safety shell drives them."""

from __future__ import annotations

import numpy as np

from sewaka.modules.traffic.control.network import GREENS, RED, YELLOW, Junction
from sewaka.modules.traffic.control.observe import Ack, Interval, SignalState


class Lamps:
    """Minimum green, yellow on every green that ends, then the new stage."""

    def __init__(
        self, *, junction: Junction, now_s: float, yellow_s: float = 3.0, min_green_s: float = 5.0
    ) -> None:
        self._junction = junction
        self._yellow_s = yellow_s
        self._min_green_s = min_green_s
        self._stage = 0
        self._interval = Interval.GREEN
        self._since_s = now_s
        self._shown = junction.stages[0].green
        self._red_since_s = np.full(junction.size, now_s)

    def command(self, *, stage: int, now_s: float) -> Ack:
        """Change to that stage. Refused: `unknown_stage`, `not_before`."""
        if not 0 <= stage < len(self._junction.stages):
            return Ack(False, "unknown_stage")  # noqa: FBT003 - the only field of its kind
        if stage == self._stage:
            return Ack(True)  # noqa: FBT003
        if self._interval is not Interval.GREEN or now_s - self._since_s < self._min_green_s:
            return Ack(False, "not_before")  # noqa: FBT003
        target = self._junction.stages[stage].green
        between = "".join(
            YELLOW if old in GREENS and new not in GREENS else old if old in GREENS else RED
            for old, new in zip(self._shown, target, strict=True)
        )
        self._stage, self._since_s = stage, now_s
        is_free = YELLOW not in between
        self._interval = Interval.GREEN if is_free else Interval.YELLOW
        self._shown = target if is_free else between
        return Ack(True)  # noqa: FBT003

    def tick(self, *, now_s: float) -> str:
        """What to show from now on."""
        if self._interval is Interval.YELLOW and now_s - self._since_s >= self._yellow_s:
            self._interval, self._since_s = Interval.GREEN, now_s
            self._shown = self._junction.stages[self._stage].green
        for index, shown in enumerate(self._shown):
            if shown in GREENS:
                self._red_since_s[index] = now_s
        return self._shown

    def state(self, *, now_s: float) -> SignalState:
        """For the controller."""
        return SignalState(
            t_s=now_s,
            stage=self._stage,
            interval=self._interval,
            age_s=now_s - self._since_s,
            indications=self._shown,
            red_s=now_s - self._red_since_s,
        )
