"""From what a signal says to what a controller needs: the interval, and how old each red is."""

from __future__ import annotations

import numpy as np

from sewaka.modules.traffic.control.network import GREENS, YELLOW, Junction
from sewaka.modules.traffic.control.observe import Interval, SignalState
from sewaka.modules.traffic.wire import Shown


class SignalMemory:
    """When each indication was last green."""

    def __init__(self, *, junction: Junction) -> None:
        self._junction = junction
        self._green_s: list[float] = []

    def state(self, *, shown: Shown) -> SignalState | None:
        """The state; None if it is not a state of this junction, as of one that flashes."""
        stages = self._junction.stages
        if len(shown.indications) != self._junction.size or not 0 <= shown.stage < len(stages):
            return None
        if not self._green_s:
            self._green_s = [shown.t_s] * self._junction.size
        for index, light in enumerate(shown.indications):
            if light in GREENS:
                self._green_s[index] = shown.t_s
        return SignalState(
            t_s=shown.t_s,
            stage=shown.stage,
            interval=_interval(shown, stages[shown.stage].green),
            age_s=shown.age_s,
            indications=shown.indications,
            red_s=shown.t_s - np.array(self._green_s),
            mode=shown.mode,
        )


def _interval(shown: Shown, green: str) -> Interval:
    if shown.indications == green:
        return Interval.GREEN
    return Interval.YELLOW if YELLOW in shown.indications else Interval.ALL_RED
