"""What passes between a signal at the roadside and the room: readings, states, orders, answers.

Two ports over the same messages: `Roadside` for field units, `Room` for the engine. Drivers: in
memory here (tests, and a town in one process), MQTT beside it. Times are seconds since 1970 by the
clock of the field, which in a simulated street need not be ours.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.orders import Source


class Status(StrEnum):
    """What a detector says of itself."""

    OK = "ok"
    BLIND = "blind"  # rain, fog, a lorry before the lens: not the same as nothing seen
    CLOCK = "clock"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Counts:
    """Vehicles over the stop line, by class."""

    motorcycle: int = 0
    car: int = 0
    heavy: int = 0

    @property
    def total(self) -> int:
        """Of all classes."""
        return self.motorcycle + self.car + self.heavy


@dataclass(frozen=True, slots=True)
class Reading:
    """One period of one detector.

    `boot` grows when the device starts anew, `seq` with each period since.
    `zone`: metres from the stop line and metres a second of each vehicle seen, nearest first.
    `occupancy`: of the zone's length, 0 to 1. `queue`: vehicles that stand.
    """

    junction: str
    detector: str
    t_s: float
    boot: int
    seq: int
    period_s: float
    counts: Counts
    occupancy: float
    queue: int
    zone: tuple[tuple[float, float], ...]
    status: Status = Status.OK

    @property
    def mean_speed_ms(self) -> float | None:
        """Of those in the zone; None of nobody."""
        speeds = [speed for _, speed in self.zone]
        return sum(speeds) / len(speeds) if speeds else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a signal shows, since when, and who steers."""

    junction: str
    t_s: float
    stage: int
    indications: str
    age_s: float
    mode: Mode
    plan: str = ""
    faults: tuple[str, ...] = ()


class Verb(StrEnum):
    """What is asked of a signal."""

    STAGE = "stage"  # the optimiser, every second
    HOLD = "hold"  # an operator: this stage until the order ends
    RELEASE = "release"  # he lets go
    MODE = "mode"  # the highest step of the ladder from now on


@dataclass(frozen=True, slots=True)
class Order:
    """A wish. An order that comes twice counts once; after `expires_s` it counts for nothing."""

    id: int
    junction: str
    verb: Verb
    issued_s: float
    expires_s: float
    by: Source = Source.CONTROLLER
    stage: int = 0
    mode: Mode = Mode.ADAPTIVE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a field unit said to an order."""

    junction: str
    order: int
    is_accepted: bool
    code: str = ""


class Roadside(Protocol):
    """How field units speak and hear."""

    def reading(self, reading: Reading) -> None:
        """A detector's period."""
        ...

    def shown(self, shown: Shown) -> None:
        """The state of a signal; the last one of each is kept for whoever comes later."""
        ...

    def answer(self, answer: Answer) -> None:
        """To an order."""
        ...

    def orders(self) -> list[Order]:
        """What came in since the last call, in its order."""
        ...


class Room(Protocol):
    """How the engine speaks and hears."""

    def order(self, order: Order) -> None:
        """Send it; the answer comes later, or not."""
        ...

    def heard(self) -> Heard:
        """What came in since the last call."""
        ...


@dataclass(slots=True)
class Heard:
    """Messages of the field, each kind in its order."""

    readings: list[Reading] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


class MemoryField:
    """Both ends in one process. `is_cut`: nothing gets through, in either direction."""

    def __init__(self) -> None:
        self.is_cut = False
        self._orders: deque[Order] = deque()
        self._heard = Heard()

    def reading(self, reading: Reading) -> None:
        """A detector's period."""
        if not self.is_cut:
            self._heard.readings.append(reading)

    def shown(self, shown: Shown) -> None:
        """The state of a signal."""
        if not self.is_cut:
            self._heard.shown.append(shown)

    def answer(self, answer: Answer) -> None:
        """To an order."""
        if not self.is_cut:
            self._heard.answers.append(answer)

    def orders(self) -> list[Order]:
        """What came in since the last call."""
        found = list(self._orders)
        self._orders.clear()
        return found

    def order(self, order: Order) -> None:
        """Send it."""
        if not self.is_cut:
            self._orders.append(order)

    def heard(self) -> Heard:
        """What came in since the last call."""
        found, self._heard = self._heard, Heard()
        return found
