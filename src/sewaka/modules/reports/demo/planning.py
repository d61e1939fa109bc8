"""What was reported when and where: seasons, hours, places and kinds, from one seed. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sewaka.kernel.geo import Position, box_around
from sewaka.kernel.ids import CROCKFORD, check_symbol

_TEXTS = Path(__file__).parents[1] / "seed" / "demo.toml"
_SEED = 20160428  # the day of the article that this project starts from
_DAYS = 365
_RAINY = frozenset({11, 12, 1, 2, 3})
_SPREAD_M = 220.0
# Reports by hour of the day: after the morning walk, and after work.
_HOURS = (1, 0, 0, 0, 1, 3, 9, 14, 12, 9, 7, 6, 6, 5, 5, 6, 8, 12, 13, 11, 8, 5, 3, 2)
_WEEKDAYS = (11, 10, 10, 10, 9, 8, 9)
_SYMBOLS = 7


@dataclass(frozen=True, slots=True)
class Place:
    """A known point of a village."""

    village_code: str
    position: Position


@dataclass(frozen=True, slots=True)
class Planned:
    """One report before the city decides anything about it."""

    index: int
    opened_at: datetime
    category: str
    position: Position
    village_code: str
    landmark: str
    text: str
    language: str
    seed: int  # of everything that happens to it afterwards

    @property
    def random(self) -> Random:
        """Its own dice: what happens to one report does not depend on the others."""
        return Random(self.seed)  # noqa: S311 - a demo, not a secret


@cache
def words() -> Mapping[str, Any]:
    """The texts of the demo city."""
    return tomllib.loads(_TEXTS.read_text(encoding="utf-8"))


def plan(
    *, count: int, until: datetime, places: Sequence[Place], zone: ZoneInfo
) -> Iterator[Planned]:
    """`count` reports of the twelve months before `until`, in order of time."""
    dice = Random(_SEED)  # noqa: S311 - a demo, not a secret
    instants = sorted(_instant(dice, until=until, zone=zone) for _ in range(count))
    liveliness = {place.village_code: dice.uniform(0.4, 1.8) for place in places}
    weights = [liveliness[place.village_code] for place in places]
    for index, at in enumerate(instants):
        place = dice.choices(places, weights)[0]
        category = _category(dice, at.astimezone(zone).month)
        yield Planned(
            index=index,
            opened_at=at,
            category=category,
            position=_near(dice, place.position),
            village_code=place.village_code,
            landmark=(landmark := dice.choice(words()["landmarks"])),
            text=(text := _text(dice, category, landmark, is_english=index % 97 == 0))[0],
            language=text[1],
            seed=dice.getrandbits(64),
        )


def number(dice: Random, *, year: int) -> str:
    """A report number from dice, with its check symbol."""
    body = "".join(dice.choice(CROCKFORD) for _ in range(_SYMBOLS))
    return f"L{year % 100:02d}-{body}-{check_symbol(f'{year % 100:02d}{body}')}"


def _instant(dice: Random, *, until: datetime, zone: ZoneInfo) -> datetime:
    while True:
        day = until.astimezone(zone) - timedelta(days=dice.randrange(_DAYS))
        if dice.randrange(max(_WEEKDAYS)) < _WEEKDAYS[day.weekday()]:
            break
    hour = dice.choices(range(24), _HOURS)[0]
    at = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0)
    return at if at < until else at - timedelta(days=1)


def _category(dice: Random, month: int) -> str:
    table: Mapping[str, Any] = words()["category"]
    column = 1 if month in _RAINY else 0
    return dice.choices(list(table), [one["weight"][column] for one in table.values()])[0]


def _near(dice: Random, centre: Position) -> Position:
    box = box_around(centre, _SPREAD_M)
    return Position(
        lat=round(dice.uniform(box.south, box.north), 6),
        lon=round(dice.uniform(box.west, box.east), 6),
    )


def _text(dice: Random, category: str, landmark: str, *, is_english: bool) -> tuple[str, str]:
    if is_english:
        return str(dice.choice(words()["english"][category])).format(where=landmark), "en"
    text = str(dice.choice(words()["category"][category]["texts"])).format(
        where=landmark, since=dice.choice(words()["since"]), size=dice.choice(words()["size"])
    )
    return text + str(dice.choice(words()["ends"])), "id"
