"""What a photo of finished work proves: taken near the place, and after the work began.

The time in a photo is a hint and can be wrong; the server's time rules. A photo that proves less
is not refused: the office says why, and everybody reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sewaka.kernel.geo import Position, distance_m

SKEW: Final = timedelta(minutes=10)  # two clocks that differ by this still agree


class Doubt(StrEnum):
    """Why a photo does not prove the work by itself."""

    NO_POSITION = "no_position"
    TOO_FAR = "too_far"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True)
class Shot:
    """Where and when a photo says it was taken; either may be missing."""

    position: Position | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One photo of the result, measured."""

    distance_m: int | None  # to the place of the report; None when either is not known
    taken_at: datetime  # the hint where it can be true, else when it reached the server
    doubts: tuple[Doubt, ...]


def judge(
    shot: Shot,
    *,
    place: Position | None,
    within_m: int,
    began_at: datetime,
    arrived_at: datetime,
) -> Judged:
    """Measure one photo against the place, the category's distance and the start of the work.

    A report without a position can not be measured: that is not held against the photo. A time
    in the future is no time at all; then the arrival counts.
    """
    hint = shot.taken_at
    taken_at = hint if hint is not None and hint <= arrived_at + SKEW else arrived_at
    metres = round(distance_m(shot.position, place)) if shot.position and place else None
    doubts = []
    if place is not None and metres is None:
        doubts.append(Doubt.NO_POSITION)
    if metres is not None and metres > within_m:
        doubts.append(Doubt.TOO_FAR)
    if taken_at < began_at - SKEW:
        doubts.append(Doubt.TOO_EARLY)
    return Judged(distance_m=metres, taken_at=taken_at, doubts=tuple(doubts))
