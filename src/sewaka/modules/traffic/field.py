"""How the signals at the roadside and the room hear each other.

Two ports over the messages of `wire`: `Roadside` for field units, `Room` for the engine. Drivers:
in memory here (tests, and a town in one process), `field_mqtt` over a broker. Times are seconds
since 1970 by the clock of the field, which in a simulated street need not be ours.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sewaka.modules.traffic.wire import Answer, Order, Reading, Shown


class Roadside(Protocol):
    """How field units speak and hear."""

    def readings(self, junction: str, readings: Sequence[Reading]) -> None:
        """The period of all detectors of a junction."""
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

    def readings(self, junction: str, readings: Sequence[Reading]) -> None:  # noqa: ARG002 - the port's
        """The period of all detectors of a junction."""
        if not self.is_cut:
            self._heard.readings += readings

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
