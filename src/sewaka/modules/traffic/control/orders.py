"""What is asked of a signal, and the answers that are remembered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from sewaka.modules.traffic.control.observe import Ack

ACCEPTED = Ack(is_accepted=True)
_REMEMBERED = 64


class Source(StrEnum):
    """Who asks for a stage."""

    CONTROLLER = "controller"
    OPERATOR = "operator"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Command:
    """A wish for a stage. `issued_s` by the sender's clock; an `id` may come twice, counts once."""

    id: int
    stage: int
    issued_s: float
    by: Source = Source.CONTROLLER
    not_before_s: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the control room must know: `clock_step`, `preempt_over`, or a broken rule's code."""

    t_s: float
    code: str


def refused(code: str) -> Ack:
    """The answer of who cannot do it."""
    return Ack(is_accepted=False, code=code)


class Answers:
    """The last answers, so that a command which comes twice is answered twice and done once."""

    def __init__(self) -> None:
        self._by_command: OrderedDict[tuple[Source, int], Ack] = OrderedDict()

    def earlier(self, *, command: Command) -> Ack | None:
        """What was answered before."""
        return self._by_command.get((command.by, command.id))

    def keep(self, *, command: Command, ack: Ack) -> Ack:
        """Remember and return the answer."""
        self._by_command[command.by, command.id] = ack
        if len(self._by_command) > _REMEMBERED:
            self._by_command.popitem(last=False)
        return ack
