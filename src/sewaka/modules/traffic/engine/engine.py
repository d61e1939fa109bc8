"""The engine: every junction's desk, the overrides in force, and the orders that go out."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass

from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.orders import Source
from sewaka.modules.traffic.control.shell import COMMAND_AGE_S
from sewaka.modules.traffic.engine.desk import Desk, Wish
from sewaka.modules.traffic.field import Answer, Order, Room, Shown, Verb
from sewaka.modules.traffic.layout import Post

_REFUSALS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Hold:
    """An override in force: an operator holds a stage, by the junction's clock until `until_s`."""

    id: int
    junction: str
    stage: int
    until_s: float
    reason: str


class Engine:
    """`turn` as often as you like; it acts when the field has spoken."""

    def __init__(self, *, posts: Iterable[Post], room: Room, first_order: int) -> None:
        """`first_order`: higher than any order of whoever led before (field units remember)."""
        self.desks = {post.code: Desk(post=post) for post in posts}
        self.holds: dict[str, Hold] = {}
        self.refusals: deque[Answer] = deque(maxlen=_REFUSALS_KEPT)
        self.codes = Counter[str]()
        self._room = room
        self._numbers = itertools.count(first_order)

    def turn(self) -> int:
        """Hear, decide, ask. Gives how many junctions were decided on."""
        heard = self._room.heard()
        for reading in heard.readings:
            desk = self.desks.get(reading.junction)
            if desk is not None:
                desk.hear(reading)
        for answer in heard.answers:
            self._note(answer)
        newest = {shown.junction: shown for shown in heard.shown}
        return sum(self._see(shown) for shown in newest.values())

    def _note(self, answer: Answer) -> None:
        if not answer.is_accepted:
            self.codes[answer.code] += 1
            self.refusals.append(answer)

    def _see(self, shown: Shown) -> bool:
        desk = self.desks.get(shown.junction)
        if desk is None:
            return False
        wish = desk.see(shown)
        self._keep_hold(shown)
        if wish is not None:
            self._room.order(self._stage_order(shown.junction, wish))
        return wish is not None

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

    # --- operators ------------------------------------------------------------------------

    def begin(self, hold: Hold) -> None:
        """An operator holds a stage from now on; who held the junction before lets go."""
        self.holds[hold.junction] = hold
        desk = self.desks[hold.junction]
        if desk.shown is not None:
            self._ask_hold(hold, desk.shown.t_s)

    def release(self, junction: str) -> None:
        """The operator lets go; the former mode comes back."""
        self.holds.pop(junction, None)
        shown = self.desks[junction].shown
        if shown is not None:
            self._room.order(
                Order(
                    id=next(self._numbers),
                    junction=junction,
                    verb=Verb.RELEASE,
                    issued_s=shown.t_s,
                    expires_s=shown.t_s + COMMAND_AGE_S,
                    by=Source.OPERATOR,
                )
            )

    def _keep_hold(self, shown: Shown) -> None:
        """Its time is up, or the field unit does not know of it (it was away, or started anew)."""
        hold = self.holds.get(shown.junction)
        if hold is None:
            return
        if shown.t_s >= hold.until_s:
            del self.holds[shown.junction]
        elif shown.mode in {Mode.ADAPTIVE, Mode.LOCAL, Mode.SCHEDULED}:
            self._ask_hold(hold, shown.t_s)

    def _ask_hold(self, hold: Hold, now_s: float) -> None:
        self._room.order(
            Order(
                id=next(self._numbers),
                junction=hold.junction,
                verb=Verb.HOLD,
                issued_s=now_s,
                expires_s=hold.until_s,
                by=Source.OPERATOR,
                stage=hold.stage,
                reason=hold.reason,
            )
        )
