"""Something is wrong on the street: rules at a signal and on long links, and plain alarms.

The link rule is in the family of the California algorithms (Payne and Tignor, 1978); thresholds
`verified: no`.
"""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass

PRESENT = 0.95  # of a green, somebody stood at the line
DISCHARGE_S = 0.1  # vehicles per second, less is none
GREENS = 2
# Two short greens may pass while one driver waits to turn: so much green must have been lost.
LOST_GREEN_S = 20.0
_REMEMBERED = 8
LONG_GREEN_S = 30.0  # so much green for a standing vehicle without one crossing
UPSTREAM = 5
QUIET_S = 600.0  # no second alarm on the same approach
AT_LINE_M = 12.0  # who stands nearer than this may wait to turn
SAME_PLACE_M = 4.0  # distances are known to 2 m
STOOD_GREEN_S = 12.0  # a queue that dissolves leaves nobody standing in one place for so long
OCCDF, OCCRDF, DOCCTD = 0.08, 0.40, 0.15  # verified: no
PERIOD_S = 30.0
PERSISTENT = 2
STORAGE = 0.85
STARVED_S = 120.0
OVERLOADED_QUARTERS = 2
# The limits that a rule's figures have passed, for whoever judges the alarm.
LIMITS = {
    ("blocked_greens", "green_s"): LOST_GREEN_S,
    ("blocked_long", "green_s"): LONG_GREEN_S,
    ("nothing_leaves", "upstream"): float(UPSTREAM),
    ("stands_alone", "green_s"): STOOD_GREEN_S,
    ("stands_alone", "distance_m"): AT_LINE_M,
    ("link_occupancy", "occdf"): OCCDF,
    ("link_occupancy", "occrdf"): OCCRDF,
}


@dataclass(frozen=True, slots=True)
class Incident:
    """What a rule found: its code and the figures that made it so."""

    t_s: float
    rule: str  # blocked_greens, blocked_long, nothing_leaves, stands_alone, link_occupancy
    evidence: tuple[tuple[str, float], ...]


class _Quiet:
    """One alarm in ten minutes, and none from a detector that is not to be believed."""

    def __init__(self) -> None:
        self._last_s = float("-inf")

    def tell(self, found: Incident | None, *, is_healthy: bool) -> Incident | None:
        """The incident, if it is to be told."""
        if found is None or not is_healthy or found.t_s - self._last_s < QUIET_S:
            return None
        self._last_s = found.t_s
        return found


@dataclass(slots=True)
class _Green:
    """One green of an approach while it lasts, and the red before it."""

    seconds: float = 0.0
    present_s: float = 0.0
    passed: int = 0
    upstream: int = 0

    @property
    def is_blocked(self) -> bool:
        """Somebody stood at the line for the whole of it and hardly anybody left."""
        return (
            self.seconds > 0.0
            and self.present_s >= PRESENT * self.seconds
            and self.passed < DISCHARGE_S * self.seconds
        )

    @property
    def is_dry(self) -> bool:
        """Nobody left while several were coming."""
        return self.passed == 0 and self.upstream > UPSTREAM


class ApproachWatch:
    """The rules at one approach of a signal; feed it every second."""

    def __init__(self) -> None:
        self._now = _Green()
        self._past: deque[_Green] = deque(maxlen=_REMEMBERED)
        self._was_green = False
        self._quiet = _Quiet()

    def second(
        self,
        *,
        t_s: float,
        is_green: bool,
        is_present: bool,
        passed: int,
        upstream: int,
        is_exit_full: bool = False,
        is_healthy: bool = True,
    ) -> Incident | None:
        """`is_present`: a vehicle stands at the line. `upstream`: vehicles in the zone.

        `is_green`: without anybody to yield to, for who waits for a gap may stand through several
        greens, in the busiest hour for minutes. Spill-back is not an incident here: where the exit
        is full, the cause is further on.
        """
        has_ended = self._was_green and not is_green
        self._was_green = is_green
        if has_ended:
            self._past.append(self._now)
            self._now = _Green()
        now = self._now
        now.passed += passed
        now.upstream = max(now.upstream, upstream)
        if is_green:
            now.seconds += 1.0
            now.present_s += is_present
        found = self._of_past(t_s) if has_ended else self._of_now(t_s)
        return self._quiet.tell(None if is_exit_full else found, is_healthy=is_healthy)

    def _of_now(self, t_s: float) -> Incident | None:
        now = self._now
        if now.seconds >= LONG_GREEN_S and now.passed == 0 and now.is_blocked:
            return Incident(t_s, "blocked_long", (("green_s", now.seconds),))
        return None

    def _of_past(self, t_s: float) -> Incident | None:
        newest = list(reversed(self._past))
        blocked = list(itertools.takewhile(lambda green: green.is_blocked, newest))
        seconds = sum(green.seconds for green in blocked)
        if len(blocked) >= GREENS and seconds >= LOST_GREEN_S:
            passed = float(sum(green.passed for green in blocked))
            return Incident(t_s, "blocked_greens", (("passed", passed), ("green_s", seconds)))
        dry = list(itertools.takewhile(lambda green: green.is_dry, newest))
        seconds = sum(green.seconds for green in dry)
        if len(dry) >= GREENS and seconds >= LOST_GREEN_S:
            upstream = float(min(green.upstream for green in dry))
            return Incident(t_s, "nothing_leaves", (("upstream", upstream),))
        return None


class StandingWatch:
    """Somebody stands on a lane that is free before him and has green; feed it every second.

    A breakdown some way before the line: others go round it, so that counts at the line show
    little. Seconds of several greens add up as long as the place stays the same.
    """

    def __init__(self) -> None:
        self._place_m = 0.0
        self._stood_s = 0.0
        self._quiet = _Quiet()

    def second(
        self, *, t_s: float, is_green: bool, nearest_m: float | None, is_healthy: bool = True
    ) -> Incident | None:
        """`nearest_m`: from the line to the first who stands; None where nobody does."""
        if not is_green or (nearest_m is not None and nearest_m <= AT_LINE_M):
            return None
        if nearest_m is None:
            self._stood_s = 0.0
            return None
        if abs(nearest_m - self._place_m) > SAME_PLACE_M:
            self._place_m, self._stood_s = nearest_m, 0.0
        self._stood_s += 1.0
        if self._stood_s < STOOD_GREEN_S:
            return None
        evidence = (("green_s", self._stood_s), ("distance_m", round(self._place_m, 1)))
        return self._quiet.tell(Incident(t_s, "stands_alone", evidence), is_healthy=is_healthy)


class LinkWatch:
    """A link of 300 m or more with a detector at each end; feed it every 30 s."""

    def __init__(self) -> None:
        self._downstream: deque[float] = deque(maxlen=3)
        self._lasting = 0
        self._quiet = _Quiet()

    def period(
        self, *, t_s: float, upstream: float, downstream: float, is_healthy: bool = True
    ) -> Incident | None:
        """Occupancies of the last 30 s, 0 to 1."""
        self._downstream.append(downstream)
        occdf = upstream - downstream
        occrdf = occdf / upstream if upstream > 0.0 else 0.0
        first = self._downstream[0]
        docctd = (first - downstream) / first if first > 0.0 else 0.0
        is_odd = occdf >= OCCDF and occrdf >= OCCRDF
        # The fall downstream marks the begin; later periods need only the difference to stay.
        self._lasting = self._lasting + 1 if is_odd and (self._lasting or docctd >= DOCCTD) else 0
        if self._lasting <= PERSISTENT:
            return None
        evidence = (("occdf", occdf), ("occrdf", occrdf), ("docctd", docctd))
        return self._quiet.tell(Incident(t_s, "link_occupancy", evidence), is_healthy=is_healthy)


def alarms(
    *, stored: float, storage: float, called_red_s: float, quarters_dj: tuple[float, ...]
) -> tuple[str, ...]:
    """`spill_back` at 85 % of storage, `starvation` after two minutes, `overload` for half an hour.

    `quarters_dj`: degrees of saturation of the last quarters of an hour, the newest last.
    """
    newest = quarters_dj[-OVERLOADED_QUARTERS:]
    found = {
        "spill_back": storage > 0.0 and stored >= STORAGE * storage,
        "starvation": called_red_s > STARVED_S,
        "overload": len(newest) == OVERLOADED_QUARTERS and min(newest) > 1.0,
    }
    return tuple(code for code, is_there in found.items() if is_there)
