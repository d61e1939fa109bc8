"""Is a detector to be believed? Rules over what it said, and the states that follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from sewaka.modules.traffic.control.observe import Health

WINDOW_S = 3600.0  # of what it said is judged
OCCUPIED = 0.98  # of a whole minute: nobody left any room
STUCK_ON_S = 5 * 60.0
# Vehicles that its arm's others count in that time: a green of them. Fewer, and the arm stands.
PASSED_BESIDE = 10
SILENT_S = 15 * 60.0
SILENT_NEIGHBOURS_H = 60.0
# Vehicles that it would have counted meanwhile. A hundred lanes are judged in 10,000 quarters of an
# hour a day: by chance 5 are missed once in 150 of them, 10 once in 22,000 (Poisson).
MISSED = 10.0
CHATTER_S = 0.1
IMBALANCE = 0.20
FLOW_CAR_H = 3000.0
FLOW_MOTORCYCLE_H = 6000.0
DRIFT_S = 2.0
AGREES_S = 3600.0
_SUSPECT_S = 60.0  # a fault that lasts longer is one


class Fault(StrEnum):
    """What is wrong with it."""

    STUCK_ON = "stuck_on"
    SILENT = "silent"
    CHATTER = "chatter"
    IMBALANCE = "imbalance"
    TOO_MANY = "too_many"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a detector at one moment.

    `on_s`: occupied without a break and counting nobody. `beside`: vehicles that the other
    detectors of its arm counted in the last STUCK_ON_S, None where it is alone there. `silent_s`:
    since it last counted. `neighbours_h`: vehicles per hour at the junction's others. `usual_h`:
    what it counts itself per hour at this time of other days, None where nobody knows: a lane
    that hardly anybody uses is quiet, not broken.
    `shortest_pulse_s`: in the last minute, None without any. `upstream`, `downstream`: counts of
    the last hour there and here, None where there is no counterpart. Flows per hour and lane.
    `drift_s`: its clock against ours.
    """

    on_s: float = 0.0
    beside: int | None = None
    silent_s: float = 0.0
    neighbours_h: float = 0.0
    usual_h: float | None = None
    shortest_pulse_s: float | None = None
    upstream: int | None = None
    downstream: int | None = None
    cars_h: float = 0.0
    motorcycles_h: float = 0.0
    drift_s: float = 0.0


def faults_of(*, reading: Reading) -> tuple[Fault, ...]:
    """All that is wrong, in the order of the rules."""
    pulse = reading.shortest_pulse_s
    found = {
        Fault.STUCK_ON: _is_on(reading) and (reading.beside or 0) >= PASSED_BESIDE,
        Fault.SILENT: _is_silent(reading),
        Fault.CHATTER: pulse is not None and pulse < CHATTER_S,
        Fault.IMBALANCE: _is_off_balance(reading.upstream, reading.downstream),
        Fault.TOO_MANY: reading.cars_h > FLOW_CAR_H or reading.motorcycles_h > FLOW_MOTORCYCLE_H,
        Fault.CLOCK: abs(reading.drift_s) > DRIFT_S,
    }
    return tuple(fault for fault, is_there in found.items() if is_there)


def _is_on(reading: Reading) -> bool:
    return reading.on_s > STUCK_ON_S


def _stands(reading: Reading) -> bool:
    """It is on and its arm says the same: a queue that does not move. Alone, nobody can say."""
    return _is_on(reading) and reading.beside is not None and reading.beside < PASSED_BESIDE


def _is_silent(reading: Reading) -> bool:
    if _stands(reading):
        return False
    if reading.silent_s <= SILENT_S or reading.neighbours_h <= SILENT_NEIGHBOURS_H:
        return False
    return reading.usual_h is None or reading.usual_h * reading.silent_s / 3600.0 >= MISSED


def _is_off_balance(upstream: int | None, downstream: int | None) -> bool:
    if not upstream or downstream is None:
        return False
    return abs(downstream - upstream) / upstream > IMBALANCE


@dataclass(frozen=True, slots=True)
class State:
    """Where a detector stands, and since when."""

    health: Health = Health.HEALTHY
    since_s: float = 0.0
    faults: tuple[Fault, ...] = ()


def after(*, state: State, reading: Reading, now_s: float) -> State:
    """The next state: suspect at the first fault, failed when it lasts, healthy after an hour."""
    faults = faults_of(reading=reading)
    if faults:
        return _with_faults(state, faults, now_s)
    return _without(state, now_s)


def repaired(*, state: State, now_s: float) -> State:
    """Somebody says that it is mended; only a failed one can be. Others stay as they are."""
    return State(Health.REPAIRED, now_s) if state.health is Health.FAILED else state


def _with_faults(state: State, faults: tuple[Fault, ...], now_s: float) -> State:
    if state.health is Health.HEALTHY:
        return State(Health.SUSPECT, now_s, faults)
    is_lasting = state.health is Health.SUSPECT and now_s - state.since_s >= _SUSPECT_S
    if is_lasting or state.health is Health.REPAIRED:
        return State(Health.FAILED, now_s, faults)
    return replace(state, faults=faults)


def _without(state: State, now_s: float) -> State:
    """A suspect is cleared at once; a repaired one when it has agreed for an hour."""
    if state.health is Health.SUSPECT:
        return State(Health.HEALTHY, now_s)
    if state.health is Health.REPAIRED and now_s - state.since_s >= AGREES_S:
        return State(Health.HEALTHY, now_s)
    return state


def estimate(*, profile: float, neighbours_now: float, neighbours_usual: float) -> float:
    """In place of a failed one: its usual figure, times what its neighbours are above theirs."""
    return profile * (neighbours_now / neighbours_usual if neighbours_usual > 0.0 else 1.0)
