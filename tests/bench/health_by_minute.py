"""What the city's job does with a detector's minutes, in memory and without a database."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sewaka.modules.traffic.control import health
from sewaka.modules.traffic.control.health import State
from sewaka.modules.traffic.control.observe import Health
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.field import MemoryField
from sewaka.modules.traffic.wire import Answer, Order, Reading, Shown

_MINUTE_S = 60.0
_LATELY = 15  # minutes
_STUCK = int(health.STUCK_ON_S / _MINUTE_S)
_ENOUGH = 50.0  # vehicles of a neighbour, before a share of them is known


class Heard:
    """The field's side of a memory field, on which somebody listens in."""

    def __init__(self, room: MemoryField) -> None:
        self.room = room
        self.minutes: dict[str, _Minute] = {}

    def readings(self, junction: str, readings: Sequence[Reading]) -> None:
        for one in readings:
            self.minutes.setdefault(one.detector, _Minute()).hear(one)
        self.room.readings(junction, readings)

    def shown(self, shown: Shown) -> None:
        self.room.shown(shown)

    def answer(self, answer: Answer) -> None:
        self.room.answer(answer)

    def orders(self) -> list[Order]:
        return self.room.orders()


@dataclass(slots=True)
class _Minute:
    """Of one detector, while it lasts."""

    seconds: int = 0
    occupied: float = 0.0
    cars: int = 0
    motorcycles: int = 0

    def hear(self, reading: Reading) -> None:
        self.seconds += 1
        self.occupied += reading.occupancy
        self.cars += reading.counts.car + reading.counts.heavy
        self.motorcycles += reading.counts.motorcycle


@dataclass(slots=True)
class _Known:
    """A detector's last minutes and state."""

    state: State = field(default_factory=State)
    counted_s: float | None = None
    free_s: float | None = None
    cars: deque[int] = field(default_factory=lambda: deque(maxlen=_LATELY))
    motorcycles: deque[int] = field(default_factory=lambda: deque(maxlen=_LATELY))
    passed: int = 0  # since the beginning

    @property
    def just_now(self) -> int:
        """Vehicles of the last minutes that make a detector stuck."""
        return sum([*self.cars][-_STUCK:]) + sum([*self.motorcycles][-_STUCK:])

    @property
    def passed_h(self) -> float:
        return (sum(self.cars) + sum(self.motorcycles)) * 60.0 / _LATELY


class HealthByMinute:
    """`look` every second; it judges every minute. By junction its detectors."""

    def __init__(
        self,
        detectors: Mapping[str, set[str]],
        heard: Heard,
        usual_h: Callable[[str, float], float | None] | None = None,
    ) -> None:
        """`usual_h`: what a detector counts in an hour at this second of other days, if known."""
        self._junctions = detectors
        self._usual_h = usual_h
        self._arms: dict[str, set[str]] = {}
        for own in detectors.values():
            for code in own:
                self._arms.setdefault(edge_of(code), set()).add(code)
        self._known = {one: _Known() for own in detectors.values() for one in own}
        self._heard = heard
        self._next_s: float | None = None

    def passed(self) -> Mapping[str, int]:
        """Vehicles that each has counted since the beginning."""
        return {code: known.passed for code, known in self._known.items()}

    def is_healthy(self, detector: str) -> bool:
        """Whether it is believed."""
        return self._known[detector].state.health is Health.HEALTHY

    def look(self, *, now_s: float) -> list[tuple[str, list[str], str]]:
        """Those that have failed since the last time, why, and by what figures."""
        if self._next_s is None:
            self._next_s = now_s + _MINUTE_S
            for one in self._known.values():
                one.counted_s = one.free_s = now_s
        if now_s < self._next_s:
            return []
        self._next_s += _MINUTE_S
        for code, known in self._known.items():
            self._add(known, self._heard.minutes.pop(code, _Minute()), now_s)
        failed = []
        for own in self._junctions.values():
            for code in own:
                known, before = self._known[code], self._known[code].state
                reading = self._reading(code, own - {code}, now_s)
                known.state = health.after(state=before, reading=reading, now_s=now_s)
                if known.state.health is Health.FAILED and before.health is not Health.FAILED:
                    why = [fault.value for fault in known.state.faults]
                    failed.append((code, why, str(reading)))
        return failed

    def _beside(self, code: str) -> int | None:
        others = self._arms[edge_of(code)] - {code}
        return sum(self._known[one].just_now for one in others) if others else None

    def _add(self, known: _Known, minute: _Minute, now_s: float) -> None:
        known.cars.append(minute.cars)
        known.motorcycles.append(minute.motorcycles)
        known.passed += minute.cars + minute.motorcycles
        if minute.cars + minute.motorcycles:
            known.counted_s = now_s
        if minute.seconds and minute.occupied / minute.seconds < health.OCCUPIED:
            known.free_s = now_s

    def _usual(self, code: str, others: set[str], now_s: float) -> float | None:
        """By other days, else by its share of today's counts."""
        usual_h = self._usual_h(code, now_s) if self._usual_h else None
        beside = sum(self._known[one].passed for one in others) / max(1, len(others))
        if usual_h is None and beside > _ENOUGH:
            return self._others_h(others) * self._known[code].passed / beside
        return usual_h

    def _others_h(self, others: set[str]) -> float:
        return sum(self._known[one].passed_h for one in others) / max(1, len(others))

    def _reading(self, code: str, others: set[str], now_s: float) -> health.Reading:
        known, begin_s = self._known[code], now_s - health.WINDOW_S
        return health.Reading(
            on_s=now_s - max(known.free_s or begin_s, known.counted_s or begin_s, begin_s),
            beside=self._beside(code),
            silent_s=now_s - max(known.counted_s or begin_s, begin_s),
            neighbours_h=self._others_h(others),
            usual_h=self._usual(code, others, now_s),
            cars_h=sum(known.cars) * 60.0 / _LATELY,
            motorcycles_h=sum(known.motorcycles) * 60.0 / _LATELY,
        )
