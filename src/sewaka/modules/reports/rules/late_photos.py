"""Photos that were announced with a report and do not come: a phone was off, lost, or wiped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WAIT: Final = timedelta(hours=48)  # so long a phone may be without a signal before anybody worries


@dataclass(frozen=True, slots=True)
class Missing:
    """How many photos have not come, and which of the announced ones, counted from 1.

    `places` is empty where the phone did not say which ones came.
    """

    count: int = 0
    places: tuple[int, ...] = ()


def missing(
    *, expected: int, came: Sequence[int | None], sent_at: datetime, now: datetime
) -> Missing:
    """What is still missing once the phone has had its time; nothing before.

    `came` holds the place of each photo that has come, None where its phone did not say.
    """
    count = max(0, expected - len(came)) if now >= sent_at + WAIT else 0
    if not count:
        return Missing()
    places = tuple(place for place in range(1, expected + 1) if place not in came)
    return Missing(count, places if len(places) == count else ())


def place_of(said: str, *, expected: int, taken: Sequence[int | None]) -> int | None:
    """The place that a phone names for a photo; None for none, one beyond, or one that is taken."""
    if not (said.isascii() and said.isdigit() and len(said) == 1):
        return None
    place = int(said)
    return place if 1 <= place <= expected and place not in taken else None
