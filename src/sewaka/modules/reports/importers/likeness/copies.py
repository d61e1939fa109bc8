"""Copies whose truth is known: the same thing seen by somebody else, some days later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final

from sewaka.modules.reports.importers.likeness.rows import Row, dice_of, moved, things
from sewaka.modules.reports.rules.duplicates import Sketch

_NOISE_M: Final = 20.0
_LATER_DAYS: Final = 10
_TYPOS: Final = 2
_HAS_PHOTO: Final = 0.6
_FORWARDED: Final = 0.3  # the same picture again, encoded anew; all others are another view
_FORWARDED_BITS: Final = 3


@dataclass(frozen=True, slots=True)
class Copy:
    """A report that is made to be the same as row number `of`."""

    of: int
    code: str
    sketch: Sketch


def copies_of(rows: Sequence[Row], *, every: int) -> list[Copy]:
    """A copy of every n-th row: position noise of 20 m, up to ten days later, other words,
    seldom the same picture. The same rows always give the same copies.
    """
    return [_copy(n, rows[n]) for n in range(0, len(rows), every)]


def _copy(n: int, row: Row) -> Copy:
    dice = dice_of(row)
    return Copy(
        of=n,
        code=row.code,
        sketch=Sketch(
            at=row.at + timedelta(minutes=1 + dice.randrange(_LATER_DAYS * 24 * 60)),
            position=moved(row.position, dice, _NOISE_M),
            text=_reworded(row, dice),
            photos=_pictures(row, dice),
        ),
    )


def _reworded(row: Row, dice: Random) -> str:
    """Another person's words for the same thing, typed in a hurry."""
    wordings = [
        words
        for one in things()[row.code][row.thing]
        if (words := one.format(where=row.where)) != row.text
    ]
    letters = list(dice.choice(wordings))
    for _ in range(_TYPOS):
        place = dice.randrange(len(letters) - 1)
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


def _pictures(row: Row, dice: Random) -> tuple[int, ...]:
    if dice.random() >= _HAS_PHOTO:
        return ()
    if row.photo is None or dice.random() >= _FORWARDED:
        return (dice.getrandbits(64),)
    changed = sum({1 << dice.randrange(64) for _ in range(dice.randrange(_FORWARDED_BITS + 1))})
    return (row.photo ^ changed,)
