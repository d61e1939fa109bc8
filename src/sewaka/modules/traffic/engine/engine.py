"""The engine: every junction's desk, the overrides in force, and the orders that go out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.orders import Source
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.shell import COMMAND_AGE_S
from sewaka.modules.traffic.engine.desk import Desk, Wish
from sewaka.modules.traffic.engine.priority import Asked, JunctionPriority, by_junction
from sewaka.modules.traffic.engine.resetting import Resets
from sewaka.modules.traffic.field import Room
from sewaka.modules.traffic.layout import Post
from sewaka.modules.traffic.wire import Answer, Order, Shown, Verb

_PLAN_AGAIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Hold:
    """An override in force: an operator holds a stage. `ends_s` by our own clock."""

    id: UUID
    junction: str
    stage: int
    ends_s: float
    reason: str


class Engine:
    """`turn` as often as you like; it acts when the field has spoken.

    One that does not lead hears and decides too, so that it can take over at once, but keeps
    quiet. Times named `now_s` are our own clock's; orders bear the clock of their junction.
    """

    def __init__(self, *, posts: Iterable[Post], room: Room, first_order: int) -> None:
        """`first_order`: higher than any order of whoever led before (field units remember)."""
        known = tuple(posts)
        self.desks = {post.code: Desk(post=post) for post in known}
        self.priority = {post.code: JunctionPriority(post=post) for post in known}
        self.holds: dict[str, Hold] = {}
        self.plans: Mapping[str, StagePlan] = {}  # in force, by junction
        self.resets = Resets()
        self.is_leading = True
        self._plan_asked_s: dict[str, float] = {}
        self._room = room
        self._numbers = itertools.count(first_order)

    def turn(self, *, now_s: float) -> int:
        """Hear, decide, ask. Gives how many junctions were decided on."""
        heard = self._room.heard()
        newest = {shown.junction: shown for shown in heard.shown}
        for reading in heard.readings:
            desk = self.desks.get(reading.junction)
            if desk is not None:
                desk.hear(reading, beside=newest.get(reading.junction))
                self.priority[reading.junction].hear(reading)
        for answer in heard.answers:
            desk = self.desks.get(answer.junction)
            if desk is not None and not self._is_no_stages(answer):
                desk.refusal = "" if answer.is_accepted else answer.code
        return sum(self._see(shown, now_s) for shown in newest.values())

    def _is_no_stages(self, answer: Answer) -> bool:
        return self.resets.hear(answer) or self.priority[answer.junction].answered(answer)

    def _see(self, shown: Shown, now_s: float) -> bool:
        desk = self.desks.get(shown.junction)
        if desk is None:
            return False
        wish = desk.see(shown, heard_s=now_s)
        self._keep_hold(shown, now_s)
        self._keep_plan(shown)
        reset = self.resets.order(shown=shown, number=self._numbers.__next__)
        if reset is not None:
            self._send(reset)
        priority = self.priority[shown.junction]
        for order in priority.second(shown=shown, number=self._numbers.__next__):
            self._send(order)
        if wish is not None:
            wish = replace(wish, stage=priority.stage_for(planned=wish.stage, shown=shown))
            self._send(self._stage_order(shown.junction, wish))
        return wish is not None

    def _keep_plan(self, shown: Shown) -> None:
        """The field unit runs another plan than is in force: asked for until it does."""
        plan = self.plans.get(shown.junction)
        asked_s = self._plan_asked_s.get(shown.junction, float("-inf"))
        if plan is None or plan.code == shown.plan or shown.t_s < asked_s + _PLAN_AGAIN_S:
            return
        self._plan_asked_s[shown.junction] = shown.t_s
        self._send(
            Order(
                id=next(self._numbers),
                junction=shown.junction,
                verb=Verb.PLAN,
                issued_s=shown.t_s,
                expires_s=shown.t_s + COMMAND_AGE_S,
                plan=plan,
            )
        )

    def _send(self, order: Order) -> None:
        if self.is_leading:
            self._room.order(order)

    def _stage_order(self, junction: str, wish: Wish) -> Order:
        return Order(
            id=next(self._numbers),
            junction=junction,
            verb=Verb.STAGE,
            issued_s=wish.t_s,
            expires_s=wish.t_s + COMMAND_AGE_S,
            stage=wish.stage,
            reason=wish.why.code,
        )

    def sync_priority(self, asked: Iterable[Asked]) -> None:
        """These requests are live, no others."""
        wanted = by_junction(asked)
        for code, one in self.priority.items():
            one.sync(wanted.get(code, ()))

    # --- operators ------------------------------------------------------------------------

    def sync(self, holds: Iterable[Hold], *, now_s: float) -> None:
        """These are the overrides in force, no others."""
        wanted = {hold.junction: hold for hold in holds if hold.junction in self.desks}
        for junction in [code for code in self.holds if code not in wanted]:
            self._release(junction)
        for junction, hold in wanted.items():
            if self.holds.get(junction) != hold:
                self.holds[junction] = hold
                shown = self.desks[junction].shown
                if shown is not None:
                    self._ask_hold(hold, shown.t_s, now_s)

    def _release(self, junction: str) -> None:
        del self.holds[junction]
        shown = self.desks[junction].shown
        if shown is not None and shown.mode is Mode.MANUAL:
            self._send(
                Order(
                    id=next(self._numbers),
                    junction=junction,
                    verb=Verb.RELEASE,
                    issued_s=shown.t_s,
                    expires_s=shown.t_s + COMMAND_AGE_S,
                    by=Source.OPERATOR,
                )
            )

    def _keep_hold(self, shown: Shown, now_s: float) -> None:
        """Its time is up, or the field unit does not know of it (it was away, or started anew)."""
        hold = self.holds.get(shown.junction)
        if hold is None:
            return
        if now_s >= hold.ends_s:
            del self.holds[shown.junction]
        elif shown.mode in {Mode.ADAPTIVE, Mode.LOCAL, Mode.SCHEDULED}:
            self._ask_hold(hold, shown.t_s, now_s)

    def _ask_hold(self, hold: Hold, field_s: float, now_s: float) -> None:
        self._send(
            Order(
                id=next(self._numbers),
                junction=hold.junction,
                verb=Verb.HOLD,
                issued_s=field_s,
                expires_s=field_s + hold.ends_s - now_s,
                by=Source.OPERATOR,
                stage=hold.stage,
                reason=hold.reason,
            )
        )
