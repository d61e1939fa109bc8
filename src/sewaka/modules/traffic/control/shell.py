"""The safety shell: the only door to a signal.

Contract. Controllers, operators and priority ask by `request_stage`, `set_mode`, `set_plan` and
`preempt`; each answer is an `Ack`. Only `tick` says what is shown, one character per indication:
`G`, `g`, `y`, `r`; `o` flashing, `O` dark. At every tick, in this order:

    shell.sense(sensing=...)            what the junction's own detectors say (optional)
    shell.request_stage(command=...)    0 or more times; a fresh one of the controller is its pulse
    shown = shell.tick(t_s=...)         to be shown until the next tick
    shell.state_at(t_s=...)             what the next decision, at that time, goes by

Whoever asks, the shell keeps least greens, yellow, all-red and the clearance of people on foot,
forces a called red before it grows too old, steps down the ladder when the optimiser or the
detectors fall silent, and gives every output to `monitor.Monitor` before it is shown. An output
that breaks a rule is never shown: the signal flashes until two different persons have reset it.
Only an emergency may let a red grow older, for the minute that it lasts.

A refused command changes nothing. Codes: `flash` (latched), `not_before` (an interval must
finish), `overdue` (somebody's red is), `stale`, `clock` (from the future), `unknown_stage`,
`wrong_mode` (somebody else steers), `duration`, `plan_missing` and those of `plans.check_plan`,
`same_person`, `not_latched`.
"""

from __future__ import annotations

import math

import numpy as np

from sewaka.modules.traffic.control import local
from sewaka.modules.traffic.control.charge import MAY_ASK, WISHES, Charge
from sewaka.modules.traffic.control.ladder import Condition
from sewaka.modules.traffic.control.local import Sensing
from sewaka.modules.traffic.control.monitor import Monitor, clash_of
from sewaka.modules.traffic.control.network import RED, Junction
from sewaka.modules.traffic.control.observe import Ack, Mode, SignalState
from sewaka.modules.traffic.control.orders import (
    ACCEPTED,
    Alarm,
    Answers,
    Command,
    Source,
    refused,
)
from sewaka.modules.traffic.control.overdue import Overdue
from sewaka.modules.traffic.control.plans import Changeover, StagePlan, changeover, check_plan
from sewaka.modules.traffic.control.sequencer import IS_GREEN_S, Sequencer
from sewaka.modules.traffic.control.timing import Timing

COMMAND_AGE_S = 3.0
CLOCK_STEP_S = 2.0
RECOVERY_CYCLES = 2
FLASHING = "o"
DARK = "O"
_EPS_S = 1e-6
_NEVER = float("-inf")


class UnsafeJunction(ValueError):
    """Its own stages show a conflict: the shell does not begin to work with it."""


class Shell:
    """One signal. Times are seconds; `tick_s` is the time between ticks, 0.1 in the field."""

    def __init__(self, *, junction: Junction, timing: Timing, tick_s: float) -> None:
        """Dark until `power_up` or `begin_at`. Raises UnsafeJunction."""
        _refuse_unsafe(junction)
        self._stages = junction.stages
        self._size = junction.size
        self._timing = timing
        self._tick_s = tick_s
        self._monitor = Monitor(junction=junction, timing=timing)
        self._sequencer = Sequencer(junction=junction, timing=timing)
        self._overdue = Overdue(
            stages=junction.stages,
            change_s=self._sequencer.longest_change_s,
            min_green_s=self._sequencer.min_green_s,
            max_red_s=timing.max_red_s,
        )
        self._charge = Charge()
        self._answers = Answers()
        self._plan: StagePlan | Changeover | None = None
        self._sensing = local.all_call(size=junction.size)
        self._now_s = 0.0  # our own: never backwards, never faster than the ticks
        self._t_s = 0.0  # what the clock on the wall said at the last tick
        self._beat = (_NEVER, _NEVER)  # last sign of life of the optimiser, by both clocks
        self._wanted = 0
        self._due: int | None = None
        self._shown = DARK * junction.size
        self.fault = ""  # why it flashes, or last did
        self.alarms: list[Alarm] = []  # whoever reads them empties the list

    # --- beginning ------------------------------------------------------------------------

    def power_up(self, *, t_s: float) -> None:
        """From dark through all-red to the plan; without one, to what the detectors say."""
        self._t_s = t_s
        self._restart()

    def begin_at(self, *, t_s: float, stage: int, mode: Mode = Mode.ADAPTIVE) -> None:
        """In the middle of a stage, as a simulation does; `mode` is a step of the ladder."""
        self._t_s = t_s
        self._beat = (t_s, self._now_s)
        self._wanted = stage
        self._sequencer.start_green(stage=stage, now_s=self._now_s)
        self._shown = self._sequencer.shown
        self._monitor.begin(now_s=self._now_s, indications=self._shown)
        self._charge.wish = mode
        self._charge.begin(step=mode, now_s=self._now_s, is_trusted=True)

    def reset(self, *, person: str, second: str = "") -> Ack:
        """End a latched flash; it takes two different persons. After the first: `one_more`."""
        ack = self._charge.reset(person=person, second=second, now_s=self._now_s)
        if ack == ACCEPTED:
            self._restart()
        return ack

    def trip(self, *, code: str) -> None:
        """The hardware's own conflict monitor says: flash."""
        if self._charge.mode is not Mode.FLASH:
            self._flash(code)

    def _restart(self) -> None:
        longest = float(self._timing.intergreen_s.max(initial=self._timing.start_all_red_s))
        step = Mode.SCHEDULED if self._plan else Mode.LOCAL
        self._charge.begin(step=step, now_s=self._now_s, is_trusted=False)
        self._charge.mode = Mode.ALL_RED
        self._monitor.begin(now_s=self._now_s, indications=RED * self._size)
        self._sequencer.start_red(
            stage=self._plan.stage_at(t_s=self._t_s) if self._plan else 0,
            now_s=self._now_s,
            until_s=self._now_s + max(longest, self._timing.start_all_red_s),
        )

    # --- what others may ask --------------------------------------------------------------

    def sense(self, *, sensing: Sensing) -> None:
        """What the junction's own detectors say; until the first time, everybody calls.

        Raises ValueError if it is not about this junction's indications.
        """
        if len(sensing.calls) != self._size or len(sensing.gap_s) != self._size:
            raise ValueError(f"{self._size} indications are to be sensed")
        self._sensing = sensing

    def heartbeat(self, *, sent_s: float) -> None:
        """The optimiser lives. One that is as old as a stale command does not count."""
        if -self._ahead_s() <= self._t_s - sent_s <= COMMAND_AGE_S:
            self._beat = (self._t_s, self._now_s)

    def request_stage(self, *, command: Command) -> Ack:
        """A wish for a stage, the running one to hold it."""
        earlier = self._answers.earlier(command=command)
        if earlier is not None:
            return earlier
        code = self._refusal(command)
        if not code:
            self._wanted = command.stage
        return self._answers.keep(command=command, ack=refused(code) if code else ACCEPTED)

    def _refusal(self, command: Command) -> str:
        if self._charge.mode is Mode.FLASH:
            return "flash"
        code = self._age_refusal(command)
        if code:
            return code
        if not 0 <= command.stage < len(self._stages):
            return "unknown_stage"
        if command.by is Source.CONTROLLER:
            self.heartbeat(sent_s=command.issued_s)
        if MAY_ASK.get(self._charge.mode) is not command.by:
            return "wrong_mode"
        return self._interval_refusal(command)

    def _age_refusal(self, command: Command) -> str:
        age_s = self._t_s - command.issued_s
        if age_s > COMMAND_AGE_S:
            return "stale"
        return "" if age_s >= -self._ahead_s() else "clock"

    def _interval_refusal(self, command: Command) -> str:
        coming_s = self._now_s + self._tick_s
        if command.not_before_s > self._t_s + self._tick_s + _EPS_S:
            return "not_before"
        if command.stage == self._sequencer.stage:
            return ""
        if not self._sequencer.may_end(now_s=coming_s):
            return "not_before"
        return "overdue" if self._due not in {None, command.stage} else ""

    def _ahead_s(self) -> float:
        """How far the sender's clock may be ahead of our last tick."""
        return CLOCK_STEP_S + self._tick_s

    def set_mode(self, *, mode: Mode, seconds: float = 0.0) -> Ack:
        """MANUAL for so many seconds, or the highest step of the ladder; that ends MANUAL."""
        if self._charge.mode is Mode.FLASH:
            return refused("flash")
        if mode is Mode.MANUAL:
            return self._charge.hold(now_s=self._now_s, seconds=seconds)
        if mode not in WISHES:
            return refused("wrong_mode")
        if mode is Mode.SCHEDULED and self._plan is None:
            return refused("plan_missing")
        self._charge.wish = mode
        self._charge.release()
        return ACCEPTED

    def set_plan(self, *, plan: StagePlan) -> Ack:
        """The plan of SCHEDULED, from now on. Refused with the rule that it breaks.

        One that runs gives way without a jump: its cycle ends, then cycles are only lengthened.
        """
        problem = check_plan(
            plan=plan,
            change_s=self._sequencer.change_s,
            min_green_s=self._sequencer.min_green_s,
        )
        if problem:
            return refused(problem.code)
        if self._plan is not None and self._charge.mode is Mode.SCHEDULED:
            self._plan = changeover(old=self._plan, new=plan, t_s=self._t_s)
        else:
            self._plan = plan
        return ACCEPTED

    def preempt(self, *, stage: int, seconds: float = math.inf) -> Ack:
        """An emergency comes: the shortest safe way to this stage, held for at most a minute.

        It ends after so many seconds unless it is asked for again: whoever asks may die.
        """
        if self._charge.mode in {Mode.FLASH, Mode.OFF}:
            return refused("flash" if self._charge.mode is Mode.FLASH else "wrong_mode")
        if not 0 <= stage < len(self._stages):
            return refused("unknown_stage")
        self._charge.preempt(stage=stage, now_s=self._now_s, until_s=self._now_s + seconds)
        return ACCEPTED

    def end_preempt(self) -> None:
        """It has left the junction: the side streets first, by the age of their red."""
        cycle_s = sum(self._sequencer.min_green_s) + sum(map(max, self._sequencer.change_s))
        self._charge.end_preemption(now_s=self._now_s, recovery_s=RECOVERY_CYCLES * cycle_s)

    # --- every tick -----------------------------------------------------------------------

    def tick(self, *, t_s: float) -> str:
        """What to show from now until the next tick."""
        if not math.isfinite(t_s):
            return self._flash("clock_broken")
        is_steady = self._pass_time(t_s)
        charge = self._charge
        if charge.mode in {Mode.OFF, Mode.FLASH}:
            return self._shown
        if charge.mode is not Mode.ALL_RED or self._is_up():
            if self._settle(is_steady=is_steady) is Mode.FLASH:
                return self._flash("nothing_left")
            self._steer()
        shown = self._sequencer.advance(now_s=self._now_s, is_occupied=self._sensing.is_occupied)
        code = self._monitor.check(now_s=self._now_s, indications=shown)
        if code:
            return self._flash(code)
        self._shown = shown
        return shown

    def _pass_time(self, t_s: float) -> bool:
        """Whether the clock ran steadily since the last tick."""
        passed_s = t_s - self._t_s
        self._t_s = t_s
        self._now_s += min(max(passed_s, 0.0), self._tick_s)
        if -_EPS_S <= passed_s <= self._tick_s + CLOCK_STEP_S:
            return True
        self.alarms.append(Alarm(t_s, "clock_step"))
        return False

    def _is_up(self) -> bool:
        """Whether the all-red of a start is over at this tick."""
        return self._sequencer.is_over(now_s=self._now_s)

    def _settle(self, *, is_steady: bool) -> Mode:
        sequencer, charge, now_s = self._sequencer, self._charge, self._now_s
        is_green = sequencer.is_green
        stage, since_s = sequencer.stage, sequencer.since_s
        if charge.is_preemption_over(
            now_s=now_s, stage=stage, green_since_s=since_s, is_green=is_green
        ):
            self.alarms.append(Alarm(self._t_s, "preempt_over"))
            self.end_preempt()
        if charge.mode is Mode.RECOVERY and self._has_recovered():
            charge.end_recovery()
        before = charge.mode
        charge.settle(
            now_s=now_s,
            condition=Condition(
                heartbeat_age_s=max(self._t_s - self._beat[0], now_s - self._beat[1]),
                junction_dead=self._sensing.junction_dead,
                approach_dead=self._sensing.approach_dead,
                is_clock_steady=is_steady,
                has_plan=self._plan is not None,
            ),
            is_boundary=sequencer.may_end(now_s=now_s) or not is_green,
        )
        if charge.mode is not before:
            self._wanted = sequencer.stage
        return charge.mode

    def _steer(self) -> None:
        """Change the stage if its time is up and somebody with the right to it wants another."""
        sequencer, mode = self._sequencer, self._charge.mode
        self._due = None if mode is Mode.PREEMPT else self._overdue_stage()
        if not sequencer.may_end(now_s=self._now_s):
            return
        target = self._target(mode) if self._due is None else self._due
        if target != sequencer.stage:
            sequencer.change_to(stage=target, now_s=self._now_s)

    def _target(self, mode: Mode) -> int:
        sequencer = self._sequencer
        if mode is Mode.SCHEDULED and self._plan:
            return self._plan.stage_at(t_s=self._t_s)
        if mode is Mode.PREEMPT:
            asked = self._charge.preempt_stage
            return sequencer.stage if asked is None else asked
        if mode in MAY_ASK:
            return self._wanted
        running = self._stages[sequencer.stage]
        age_s = self._now_s - sequencer.since_s
        if not local.is_spent(stage=running, age_s=age_s, sensing=self._sensing):
            return sequencer.stage
        return self._overdue.most_waiting(reds_s=self._reds(), running=sequencer.stage)

    def _reds(self) -> list[tuple[float, int]]:
        """Age and indication of each called red."""
        ended, calls, now_s = self._sequencer.green_ended_s, self._sensing.calls, self._now_s
        return [
            (now_s - ended_s, index)
            for index, ended_s in enumerate(ended)
            if calls[index] and ended_s != IS_GREEN_S
        ]

    def _overdue_stage(self) -> int | None:
        if self._now_s - self._sequencer.oldest_red_s() < self._overdue.careless_s:
            return None
        return self._overdue.due(
            reds_s=self._reds(),
            running=self._sequencer.stage,
            left_s=self._sequencer.left_s(now_s=self._now_s),
        )

    def _has_recovered(self) -> bool:
        """Whether nobody who calls has been red since before the emergency left."""
        since_s = self._now_s - self._charge.recovers_since_s
        return all(age_s < since_s for age_s, _ in self._reds())

    def _flash(self, code: str) -> str:
        self._charge.mode = Mode.FLASH
        self.fault = code
        self.alarms.append(Alarm(self._t_s, code))
        self._shown = FLASHING * self._size
        return self._shown

    # --- what it tells --------------------------------------------------------------------

    @property
    def mode(self) -> Mode:
        """Who steers."""
        return self._charge.mode

    def read_state(self) -> SignalState:
        """What is shown since the last tick, and since when."""
        return self.state_at(t_s=self._t_s)

    def state_at(self, *, t_s: float) -> SignalState:
        """The same at the coming tick, before anything changes: what a controller decides on."""
        sequencer = self._sequencer
        now_s = self._now_s + min(max(t_s - self._t_s, 0.0), self._tick_s)
        ended = np.array(sequencer.green_ended_s)
        return SignalState(
            t_s=t_s,
            stage=sequencer.stage,
            interval=sequencer.interval,
            age_s=now_s - sequencer.since_s,
            indications=self._shown,
            red_s=np.where(np.isinf(ended), 0.0, now_s - ended),
            mode=self._charge.mode,
        )


def _refuse_unsafe(junction: Junction) -> None:
    if not junction.stages:
        raise UnsafeJunction("no stage to show")
    for stage in junction.stages:
        pair = clash_of(junction=junction, indications=stage.green)
        if pair:
            raise UnsafeJunction(f"stage {stage.index} shows {pair[0]} and {pair[1]} in conflict")
