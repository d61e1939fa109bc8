"""What every driver of a controller must pass: the same answers as the shell in the simulator."""

from __future__ import annotations

from collections.abc import Callable

from sewaka.modules.traffic.control.ladder import HEARTBEAT_S
from sewaka.modules.traffic.control.observe import Interval, Mode
from sewaka.modules.traffic.control.orders import Command
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.port import ControllerPort

_SETTLED_S = 30
_CHANGED_S = 30


def faults_of_driver(*, port: ControllerPort, pass_second: Callable[[], float]) -> list[str]:
    """What a driver answers wrongly; [] if nothing.

    The controller behind it is ADAPTIVE, in its first stage, and has at least two.
    `pass_second` lets a second pass there and returns its clock.
    """
    found: list[str] = []
    now_s = _hold(port, pass_second, stage=0, seconds=_SETTLED_S)
    for wrong, command, code in (
        ("a stale command", Command(1_000_001, 0, now_s - 60.0), "stale"),
        ("a command from the future", Command(1_000_002, 0, now_s + 60.0), "clock"),
        ("a stage that there is not", Command(1_000_003, 9_999, now_s), "unknown_stage"),
        ("a command of later", Command(1_000_004, 0, now_s, not_before_s=now_s + 60), "not_before"),
    ):
        first, second = (port.request_stage(command=command) for _ in range(2))
        if first.is_accepted or first.code != code or first != second:
            found.append(f"{wrong}: {first.code or 'accepted'}")
    if port.set_mode(mode=Mode.MANUAL, seconds=1e6).is_accepted:
        found.append("an override without end")
    if port.set_plan(plan=StagePlan("", ())).is_accepted:
        found.append("a plan without stages")
    _hold(port, pass_second, stage=1, seconds=_CHANGED_S)
    state = port.read_state()
    if state.stage != 1 or state.interval is not Interval.GREEN:
        found.append("a stage that was asked for is not shown")
    for _ in range(int(HEARTBEAT_S)):
        pass_second()
    if port.read_state().mode is not Mode.LOCAL:
        found.append("an optimiser that fell silent is still obeyed")
    return found


def _hold(
    port: ControllerPort, pass_second: Callable[[], float], *, stage: int, seconds: int
) -> float:
    """Ask for the stage every second; returns the clock."""
    now_s = pass_second()
    for _ in range(seconds):
        port.request_stage(command=Command(int(now_s * 10), stage, now_s))
        now_s = pass_second()
    return now_s
