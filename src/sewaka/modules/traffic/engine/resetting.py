"""Resets on their way to the field: each has one order, sent until the signal has answered it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sewaka.modules.traffic.control.orders import Source
from sewaka.modules.traffic.control.shell import COMMAND_AGE_S
from sewaka.modules.traffic.wire import Answer, Order, Shown, Verb
from sewaka.modules.traffic.wire_flash import Reset

_AGAIN_S = 3.0  # an order or its answer may get lost; the field unit does it once


@dataclass(frozen=True, slots=True)
class ResetWish:
    """A reset that two persons want."""

    id: UUID
    junction: str
    reset: Reset
    reason: str


@dataclass(frozen=True, slots=True)
class ResetAnswer:
    """What the signal said to it."""

    id: UUID
    is_accepted: bool
    code: str


@dataclass(slots=True)
class _Sent:
    number: int
    at_s: float
    is_answered: bool = False


class Resets:
    """Times by the clock of the junction."""

    def __init__(self) -> None:
        self._wanted: dict[str, ResetWish] = {}
        self._sent: dict[UUID, _Sent] = {}
        self._answers: list[ResetAnswer] = []

    def sync(self, wanted: Iterable[ResetWish]) -> None:
        """These are wanted, no others."""
        self._wanted = {one.junction: one for one in wanted}
        ids = {one.id for one in self._wanted.values()}
        self._sent = {known: sent for known, sent in self._sent.items() if known in ids}

    def order(self, *, shown: Shown, number: Callable[[], int]) -> Order | None:
        """What to send to a signal that has just spoken; `number` gives a new order's."""
        wish = self._wanted.get(shown.junction)
        if wish is None:
            return None
        sent = self._sent.get(wish.id)
        if sent is not None and (sent.is_answered or shown.t_s < sent.at_s + _AGAIN_S):
            return None
        if sent is None:
            sent = self._sent[wish.id] = _Sent(number(), shown.t_s)
        sent.at_s = shown.t_s
        return Order(
            id=sent.number,
            junction=shown.junction,
            verb=Verb.RESET,
            issued_s=shown.t_s,
            expires_s=shown.t_s + COMMAND_AGE_S,
            by=Source.OPERATOR,
            reason=wish.reason,
            reset=wish.reset,
        )

    def hear(self, answer: Answer) -> bool:
        """Whether it answers one of them."""
        for known, sent in self._sent.items():
            if sent.number == answer.order:
                if not sent.is_answered:
                    self._answers.append(ResetAnswer(known, answer.is_accepted, answer.code))
                sent.is_answered = True
                return True
        return False

    def take(self) -> list[ResetAnswer]:
        """What was answered since the last time."""
        found, self._answers = self._answers, []
        return found
