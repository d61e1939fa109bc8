"""What a signal's controller can be asked, whatever make it is.

The drivers are the simulator's, which is the shell itself, and the field's over MQTT. The names of
NTCIP 1202 that they mirror: `verified: no`. OCIT-O and UTMC: not implemented.
"""

from __future__ import annotations

from typing import Protocol

from sewaka.modules.traffic.control.observe import Ack, Mode, SignalState
from sewaka.modules.traffic.control.orders import Command
from sewaka.modules.traffic.control.plans import StagePlan


class ControllerPort(Protocol):
    """The one set of methods. Refusals are answers, never exceptions."""

    def read_state(self) -> SignalState:
        """What is shown, since when, and who steers."""
        ...

    def request_stage(self, *, command: Command) -> Ack:
        """A wish for a stage."""
        ...

    def set_mode(self, *, mode: Mode, seconds: float = 0.0) -> Ack:
        """MANUAL for so long, or the highest step of the ladder."""
        ...

    def set_plan(self, *, plan: StagePlan) -> Ack:
        """The plan of SCHEDULED."""
        ...

    def heartbeat(self, *, sent_s: float) -> None:
        """The optimiser lives."""
        ...
