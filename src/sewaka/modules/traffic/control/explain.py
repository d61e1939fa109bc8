"""Why this stage now: a decision as a code and its figures. The words are in the module's texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import (
    Decision,
    Interval,
    Mode,
    Observation,
    SignalState,
)

SOON_S = 8.0
_SLOWEST_MS = 5.0
# Modes that decide by themselves, whatever the controller asked for.
_BY_MODE = {
    Mode.OFF: "off",
    Mode.ALL_RED: "starting",
    Mode.SCHEDULED: "by_plan",
    Mode.MANUAL: "by_operator",
    Mode.LOCAL: "by_itself",
    Mode.PREEMPT: "emergency",
    Mode.RECOVERY: "recovery",
    Mode.FLASH: "flash",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence's code and figures: whole numbers, by name."""

    code: str
    figures: tuple[tuple[str, int], ...] = ()


CODES = (
    *_BY_MODE.values(), "changing", "hold_coming", "hold_empty", "switch_waiting",
    "switch_coming", "max_red",
)  # fmt: skip


def explanation(
    *,
    junction: Junction,
    speeds_ms: Mapping[int, float],
    observation: Observation,
    signal: SignalState,
    decision: Decision,
) -> Explanation:
    """What to say of the decision that was just taken. `speeds_ms`: free speed by approach lane."""
    if signal.mode in _BY_MODE:
        return Explanation(_BY_MODE[signal.mode], (("stage", signal.stage + 1),))
    if signal.interval is not Interval.GREEN:
        return Explanation("changing", (("stage", signal.stage + 1),))
    lanes = _lanes(junction, decision.stage, not_in=None)
    if decision.stage == signal.stage:
        coming = _coming(lanes, speeds_ms, observation)
        if coming:
            return Explanation("hold_coming", (("count", coming), ("seconds", int(SOON_S))))
        return Explanation("hold_empty", (("stage", signal.stage + 1),))
    return _switch(junction, speeds_ms, observation, signal, decision)


def _switch(
    junction: Junction,
    speeds_ms: Mapping[int, float],
    observation: Observation,
    signal: SignalState,
    decision: Decision,
) -> Explanation:
    lanes = _lanes(junction, decision.stage, not_in=signal.stage)
    stage = ("stage", decision.stage + 1)
    if decision.reason == "max_red":
        served = junction.stages[decision.stage]
        reds = [
            float(red) for i, red in enumerate(signal.red_s)
            if served.is_green(i) and observation.calls[i]
        ]  # fmt: skip
        return Explanation("max_red", (stage, ("seconds", round(max(reds, default=0.0)))))
    waits = [
        float(waited)
        for lane in lanes
        if lane in observation.lanes
        for waited in observation.lanes[lane].waiting_s
        if waited > 0.0
    ]
    if waits:
        figures = (stage, ("count", len(waits)), ("seconds", round(max(waits))))
        return Explanation("switch_waiting", figures)
    coming = _coming(lanes, speeds_ms, observation)
    return Explanation("switch_coming", (stage, ("count", coming), ("seconds", int(SOON_S))))


def _lanes(junction: Junction, stage: int, *, not_in: int | None) -> tuple[int, ...]:
    """The lanes that a stage serves, without those that the other one serves too."""
    shown = junction.stages[stage]
    other = junction.stages[not_in] if not_in is not None else None
    found = [
        link.from_lane
        for link in junction.links
        if shown.is_green(link.index) and not (other and other.is_green(link.index))
    ]
    return tuple(dict.fromkeys(found))


def _coming(lanes: Sequence[int], speeds_ms: Mapping[int, float], observation: Observation) -> int:
    """Vehicles that could be at the line soon."""
    return sum(
        int(
            (
                observation.lanes[lane].distance_m
                <= SOON_S * max(_SLOWEST_MS, speeds_ms.get(lane, _SLOWEST_MS))
            ).sum()
        )
        for lane in lanes
        if lane in observation.lanes
    )
