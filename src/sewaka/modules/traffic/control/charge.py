"""Who steers a junction: pre-emption before recovery before an operator before the ladder."""

from __future__ import annotations

from dataclasses import dataclass

from sewaka.modules.traffic.control.ladder import Condition, Ladder
from sewaka.modules.traffic.control.observe import Ack, Mode
from sewaka.modules.traffic.control.orders import ACCEPTED, Source, refused

HOLD_MAX_S = 600.0  # an operator's override
PREEMPT_MAX_S = 60.0  # from the begin of its green
RESET_WITHIN_S = 600.0  # the second person comes while the first still knows why
WISHES = frozenset({Mode.SCHEDULED, Mode.LOCAL, Mode.ADAPTIVE})
MAY_ASK = {
    Mode.ADAPTIVE: Source.CONTROLLER,
    Mode.MANUAL: Source.OPERATOR,
    Mode.PREEMPT: Source.PRIORITY,
}
_NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class _Preemption:
    stage: int
    asked_s: float
    until_s: float


class Charge:
    """The mode machine of one junction. Times are the shell's clock in seconds."""

    def __init__(self) -> None:
        self.mode = Mode.OFF
        self.wish = Mode.ADAPTIVE
        self.recovers_since_s = _NEVER
        self._recovers_until_s = _NEVER
        self._ladder = Ladder(step=Mode.SCHEDULED, now_s=0.0, is_trusted=False)
        self._hold_until_s = _NEVER
        self._preemption: _Preemption | None = None
        self._first_reset: tuple[str, float] | None = None

    def begin(self, *, step: Mode, now_s: float, is_trusted: bool) -> None:
        """On this step of the ladder, with nothing else asked."""
        self._ladder = Ladder(step=step, now_s=now_s, is_trusted=is_trusted)
        self._hold_until_s = self._recovers_until_s = _NEVER
        self._preemption = self._first_reset = None
        self.mode = step

    @property
    def preempt_stage(self) -> int | None:
        """What the emergency asked for."""
        return self._preemption.stage if self._preemption else None

    def hold(self, *, now_s: float, seconds: float) -> Ack:
        """An operator steers from now on, for so long."""
        if not 0.0 < seconds <= HOLD_MAX_S:
            return refused("duration")
        self._hold_until_s = now_s + seconds
        return ACCEPTED

    def release(self) -> None:
        """The operator lets go."""
        self._hold_until_s = _NEVER

    def preempt(self, *, stage: int, now_s: float, until_s: float) -> None:
        """An emergency comes; or the same one is still on its way, which gives it no more green."""
        before = self._preemption
        asked_s = before.asked_s if before and before.stage == stage else now_s
        self._preemption = _Preemption(stage, asked_s, until_s)

    def end_preemption(self, *, now_s: float, recovery_s: float) -> None:
        """It has passed; the side streets get their time back, for at most so long."""
        if self._preemption:
            self._preemption = None
            self.recovers_since_s, self._recovers_until_s = now_s, now_s + recovery_s

    def end_recovery(self) -> None:
        """Everybody has had green again."""
        self._recovers_until_s = _NEVER

    def is_preemption_over(
        self, *, now_s: float, stage: int, green_since_s: float, is_green: bool
    ) -> bool:
        """Whether nobody asks for it any more, or it has had its green for as long as it may."""
        asked = self._preemption
        if asked is None or now_s >= asked.until_s:
            return asked is not None
        if not is_green or asked.stage != stage:
            return False
        return now_s - max(asked.asked_s, green_since_s) >= PREEMPT_MAX_S

    def settle(self, *, now_s: float, condition: Condition, is_boundary: bool) -> Mode:
        """The mode of this tick."""
        step = self._ladder.climb(
            now_s=now_s, condition=condition, wish=self.wish, is_boundary=is_boundary
        )
        if step is Mode.FLASH:
            self.mode = step
        elif self._preemption:
            self.mode = Mode.PREEMPT
        elif now_s < self._recovers_until_s:
            self.mode = Mode.RECOVERY
        elif now_s < self._hold_until_s:
            self.mode = Mode.MANUAL
        else:
            self.mode = step
        return self.mode

    def reset(self, *, person: str, second: str = "", now_s: float) -> Ack:
        """The two persons who end a latched flash: both, or one; `one_more` after the first.

        Refused: `not_latched`, `same_person`.
        """
        if self.mode is not Mode.FLASH:
            return refused("not_latched")
        if second:
            return refused("same_person") if second == person else ACCEPTED
        first = self._first_reset
        if first is None or now_s - first[1] > RESET_WITHIN_S:
            self._first_reset = (person, now_s)
            return Ack(is_accepted=True, code="one_more")
        if first[0] == person:
            return refused("same_person")
        self._first_reset = None
        return ACCEPTED
