"""The field unit of one simulated junction: its detectors, its lamps, and its own safety shell.

It obeys the room while the room speaks, and steers by itself when it does not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from sewaka.modules.traffic.control.observe import (
    Ack,
    Health,
    LaneObservation,
    Mode,
    Observation,
    SignalState,
)
from sewaka.modules.traffic.control.orders import ACCEPTED, Command, Source, refused
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.senses import Senses
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.control.sumo.detectors import Detectors, Vehicles
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.layout import Post
from sewaka.modules.traffic.street.counting import StopLine
from sewaka.modules.traffic.wire import Counts, Order, Verb
from sewaka.modules.traffic.wire_flash import Flash, Reset

EVERY_S = 1.0  # how often the detectors look


class FieldUnit:
    """Times are seconds of the street. `dead`: codes of detectors that say nothing any more."""

    def __init__(
        self, *, post: Post, net: NetFile, tick_s: float, now_s: float, begins_in: Mode
    ) -> None:
        self.post = post
        self.dead: set[str] = set()
        self.shell = Shell(junction=post.junction, timing=post.timing, tick_s=tick_s)
        self.plan = post.plan
        self.flash: Flash | None = None  # as it is told, by the clock of the field
        self.shell.set_plan(plan=post.plan)
        self.shell.begin_at(t_s=now_s, stage=post.plan.stage_at(t_s=now_s), mode=begins_in)
        self.shell.set_mode(mode=Mode.ADAPTIVE)
        self._detectors = Detectors(net=net, junction=post.junction)
        self._lines = {
            code: StopLine(lane=net.lane_names[lane]) for code, lane in post.detectors.items()
        }
        self._senses = Senses(junction=post.junction, approaches=post.arms)
        self._held: int | None = None
        self._hold_number = 0
        self._last_reset: tuple[int, Ack] | None = None
        self._preempted_by: int | None = None  # the order, as long as it holds
        self._spent: deque[int] = deque(maxlen=64)  # orders that have had their green

    # --- what it sees ---------------------------------------------------------------------

    def look(
        self, *, vehicles: Vehicles, now_s: float
    ) -> Iterator[tuple[str, LaneObservation, Counts]]:
        """What each living detector sees; the shell learns of the dead ones too."""
        seen = self._detectors.observe(vehicles=vehicles, now_s=now_s)
        lanes = dict(seen.lanes)
        for code in self.dead:
            lane = self.post.detectors[code]
            lanes[lane] = replace(lanes[lane], health=Health.FAILED)
        self.shell.sense(
            sensing=self._senses.sensing(
                observation=Observation(now_s, lanes, seen.exits, seen.calls)
            )
        )
        for code, lane in self.post.detectors.items():
            counts = self._lines[code].passed(vehicles=vehicles)
            if code not in self.dead:
                yield code, seen.lanes[lane], counts

    # --- what it is asked -----------------------------------------------------------------

    def obey(self, *, order: Order, now_s: float) -> Ack:
        """The answer. `issued_s` and `expires_s` of the order by the clock of the street."""
        if order.verb is Verb.STAGE:
            return self._ask(order)
        if now_s > order.expires_s:
            return refused("stale")
        seconds = order.expires_s - now_s
        obeyed: Mapping[Verb, Callable[[], Ack]] = {
            Verb.HOLD: lambda: self._hold(order, seconds=seconds),
            Verb.PLAN: lambda: self._follow(order.plan),
            Verb.RESET: lambda: self._reset(order.id, order.reset),
            Verb.PREEMPT: lambda: self._preempt(order, seconds=seconds),
            Verb.PASSED: lambda: self._preempt(order, seconds=seconds),
        }
        return obeyed.get(order.verb, lambda: self._wish(order))()

    def _wish(self, order: Order) -> Ack:
        """The highest step of the ladder from now on; nobody holds a stage any more."""
        self._held = None
        return self.shell.set_mode(mode=order.mode if order.verb is Verb.MODE else Mode.ADAPTIVE)

    def _ask(self, order: Order) -> Ack:
        return self.shell.request_stage(
            command=Command(id=order.id, stage=order.stage, issued_s=order.issued_s, by=order.by)
        )

    def _hold(self, order: Order, *, seconds: float) -> Ack:
        if not 0 <= order.stage < len(self.post.junction.stages):
            return refused("unknown_stage")
        ack = self.shell.set_mode(mode=Mode.MANUAL, seconds=seconds)
        if ack == ACCEPTED:
            self._held = order.stage
        return ack

    def _follow(self, plan: StagePlan | None) -> Ack:
        """Take the plan, unless it breaks a rule of this junction: the shell says so."""
        if plan is None:
            return refused("plan_missing")
        ack = self.shell.set_plan(plan=plan)
        if ack == ACCEPTED:
            self.plan = plan
        return ack

    def _reset(self, number: int, reset: Reset | None) -> Ack:
        """Two persons end this flash; the shell sees to it that they are two."""
        if self._last_reset is not None and self._last_reset[0] == number:
            return self._last_reset[1]
        if reset is None or (self.flash is not None and reset.flash_s != self.flash.since_s):
            ack = refused("other_flash")
        else:
            ack = self.shell.reset(person=reset.persons[0], second=reset.persons[1])
        self._last_reset = number, ack
        return ack

    def _preempt(self, order: Order, *, seconds: float) -> Ack:
        """One order holds for as long as it is said again, and never a second time."""
        if order.id in self._spent:
            return ACCEPTED if order.verb is Verb.PASSED else refused("preempt_over")
        if order.verb is Verb.PASSED:
            if self._preempted_by == order.id:
                self.shell.end_preempt()
            self._spent.append(order.id)
            return ACCEPTED
        ack = self.shell.preempt(stage=order.stage, seconds=seconds)
        if ack == ACCEPTED:
            self._preempted_by = order.id
        return ack

    # --- every tick -----------------------------------------------------------------------

    def tick(self, *, t_s: float) -> str:
        """What to show until the next tick."""
        self._keep_held(t_s)
        shown = self.shell.tick(t_s=t_s)
        if self._preempted_by is not None and self.shell.mode is not Mode.PREEMPT:
            self._spent.append(self._preempted_by)
            self._preempted_by = None
        return shown

    def _keep_held(self, t_s: float) -> None:
        """An operator's stage is asked for until the interval before it has finished."""
        if self.shell.mode is not Mode.MANUAL or self._held is None:
            return
        if self.shell.read_state().stage != self._held:
            self._hold_number += 1
            command = Command(self._hold_number, self._held, t_s, by=Source.OPERATOR)
            self.shell.request_stage(command=command)

    def state(self) -> SignalState:
        """What is shown since the last tick."""
        return self.shell.read_state()
