"""The round of a crew: what lies nearest next, from where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sewaka.kernel.geo import Position, distance_m


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to go to; without a position it can only come last."""

    key: str
    position: Position | None


@dataclass(frozen=True, slots=True)
class Leg:
    """The way to one stop, in metres as the crow flies; None where nothing is known of it."""

    key: str
    metres: float | None


def nearest_first(stops: Sequence[Stop], *, start: Position | None) -> tuple[Leg, ...]:
    """Always the nearest next; among equals the one given first. O(n²), made for a hundred.

    Without a `start` the round begins at the first stop that has a position. Not the shortest
    round there is, but one that a crew understands and can leave at any stop.
    """
    left = [(stop, stop.position) for stop in stops if stop.position is not None]
    legs: list[Leg] = []
    here = start
    while left:
        at = here
        next_n = 0 if at is None else min(range(len(left)), key=lambda n: _way(at, left[n][1]))
        stop, position = left.pop(next_n)
        legs.append(Leg(stop.key, None if here is None else distance_m(here, position)))
        here = position
    return (*legs, *(Leg(stop.key, None) for stop in stops if stop.position is None))


def _way(here: Position | None, there: Position) -> float:
    return 0.0 if here is None else distance_m(here, there)
