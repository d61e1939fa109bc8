"""The reports that are compared: a file of another city's requests, or a set of our own making."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from sewaka.kernel.geo import Position, box_around
from sewaka.modules.reports.importers import la311
from sewaka.modules.reports.rules.places import read_position

_WORDS: Final = Path(__file__).parents[2] / "seed" / "likeness.toml"
_METRES: Final = la311.MOVES["denpasar-metres"]  # the map that keeps distances
_SEED: Final = 20160428
_OWN_DAYS: Final = 90
_SPREAD_M: Final = 400.0
_HAS_PHOTO: Final = 0.6

Things = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """A report with everything that is compared, and the thing that it is about.

    Instants differ by a microsecond at least, so "earlier" is never in doubt.
    """

    code: str  # our category
    kind: str  # the source's own type; our category again in a set of our own
    at: datetime
    position: Position
    thing: int  # which of the things of `seed/likeness.toml`
    where: str
    text: str
    photo: int | None


def from_file(path: Path) -> list[Row]:
    """The rows of a 311 export that have a position, by time and then as in the file.

    Positions are moved by the map that keeps metres. Raises KeyError for a file without the
    expected columns, Invalid for dates that are none.
    """
    read = [row for row in _read(path) if row is not None]
    read.sort(key=lambda one: one[0])
    return [
        _row(n, at, position, code=la311.CATEGORY_OF[kind], kind=kind, where=where)
        for n, (at, kind, position, where) in enumerate(read)
    ]


def of_our_own(*, places: Sequence[Position], count: int, until: datetime) -> list[Row]:
    """Invented reports around known points of the city over three months, always the same."""
    dice = Random(_SEED)  # noqa: S311 - a measurement, not a secret
    codes = list(things())
    instants = sorted(
        until - timedelta(minutes=dice.randrange(_OWN_DAYS * 24 * 60)) for _ in range(count)
    )
    return [
        _row(n, at, moved(dice.choice(places), dice, _SPREAD_M), code=(code := dice.choice(codes)),
             kind=code, where="Jl. Contoh")
        for n, at in enumerate(instants)
    ]  # fmt: skip


@cache
def things() -> Things:
    """What is reported, by category: each thing in the words of several people."""
    found: Mapping[str, Sequence[Sequence[str]]] = tomllib.loads(_WORDS.read_text("utf-8"))[
        "things"
    ]
    return found


def moved(position: Position, dice: Random, sigma_m: float) -> Position:
    """The position with the noise of a cheap phone: normal, the same in both directions."""
    box = box_around(position, 1.0)
    north, east = dice.gauss(0, sigma_m), dice.gauss(0, sigma_m)
    return Position(
        lat=position.lat + north * (box.north - position.lat),
        lon=position.lon + east * (box.east - position.lon),
    )


def dice_of(row: Row) -> Random:
    """The row's own dice: what happens to one row does not depend on the others."""
    return Random(f"{_SEED} {row.at.isoformat()}")  # noqa: S311 - a measurement, not a secret


def _row(n: int, at: datetime, position: Position, *, code: str, kind: str, where: str) -> Row:
    dice = Random(f"{_SEED} {n}")  # noqa: S311 - a measurement, not a secret
    thing = dice.randrange(len(things()[code]))
    return Row(
        code=code,
        kind=kind,
        at=at + timedelta(microseconds=n),
        position=position,
        thing=thing,
        where=where,
        text=dice.choice(things()[code][thing]).format(where=where),
        photo=dice.getrandbits(64) if dice.random() < _HAS_PHOTO else None,
    )


def _read(path: Path) -> Iterator[tuple[datetime, str, Position, str] | None]:
    for _line, row in la311.rows(path):
        position = read_position(row["latitude"], row["longitude"]).position
        if position is None or row["requesttype"] not in la311.CATEGORY_OF:
            yield None
        else:
            at = la311.instant(row["createddate"], "createddate")
            yield at, row["requesttype"], _METRES.apply(position), row["address"]
