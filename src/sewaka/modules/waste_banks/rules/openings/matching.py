"""Whose a row is: by number, NIK, phone, then name and banjar. A row in doubt stays out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from sewaka.modules.waste_banks.rules.openings import texts
from sewaka.modules.waste_banks.rules.openings.sheets import Row

_LONG_ENOUGH: Final = 7  # letters of a name in which one slip of the pen is forgiven


@dataclass(frozen=True, slots=True)
class Known:
    """A customer of the bank, as the register has them."""

    id: UUID
    number: str
    nik: str
    phone: str
    name: tuple[str, ...]
    banjar: str


class By(StrEnum):
    """What told whose the row is."""

    NUMBER = "number"
    NIK = "nik"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Match:
    """A row and its customer; without one, `code` says why it stays out."""

    row: Row
    customer: Known | None = None
    by: By | None = None
    code: str = ""


@dataclass(slots=True)
class Register:
    """The customers of one bank, to be found by what a row may say."""

    customers: Sequence[Known]
    _by: dict[By, dict[str, list[Known]]] = field(init=False)

    def __post_init__(self) -> None:
        self._by = {by: defaultdict(list) for by in By}
        for one in self.customers:
            told = {By.NUMBER: one.number, By.NIK: one.nik, By.PHONE: one.phone}
            for by, key in (told | {By.NAME: " ".join(one.name)}).items():
                if key:
                    self._by[by][key].append(one)

    def match(self, row: Row) -> Match:
        """The customer that every usable cell of the row agrees on."""
        told = {By.NUMBER: row.number, By.NIK: row.nik, By.PHONE: row.phone}
        named = self._named(row)
        for by, key in told.items():
            found = self._by[by].get(key, []) if key else []
            found = _of_the_name(found, named) if len(found) > 1 else found
            if len(found) == 1:
                return self._checked(row, found[0], by)
        if len(named) == 1:
            return self._checked(row, named[0], By.NAME)
        return Match(
            row, code="waste_banks.opening.ambiguous" if named else "waste_banks.opening.unknown"
        )

    def _named(self, row: Row) -> list[Known]:
        """Those of the name, of the banjar where both tell one; else the one a slip away."""
        if not row.name:
            return []
        found = list(self._by[By.NAME].get(" ".join(row.name), []))
        if not found:
            found = [one for one in self.customers if _is_alike(one.name, row.name)]
        if row.banjar:
            near = [one for one in found if one.banjar == row.banjar]
            return near or [one for one in found if not one.banjar]
        return found

    def _checked(self, row: Row, found: Known, by: By) -> Match:
        """Not where another cell names somebody else."""
        told = {By.NIK: (row.nik, found.nik), By.PHONE: (row.phone, found.phone)}
        others = [
            one
            for kind, (said, own) in told.items()
            if said and said != own
            for one in self._by[kind].get(said, [])
        ]
        if any(one.id != found.id for one in others):
            return Match(row, code="waste_banks.opening.contradiction")
        if row.name and by is not By.NAME and not _is_same_person(found.name, row.name):
            return Match(row, code="waste_banks.opening.other_name")
        if by is By.NAME and row.nik and found.nik and row.nik != found.nik:
            return Match(row, code="waste_banks.opening.contradiction")
        return Match(row, found, by)


def match_all(register: Register, rows: Iterable[Row]) -> list[Match]:
    """All rows. A customer whom two rows name gets neither: nobody knows which is right."""
    found = [register.match(row) for row in rows]
    times = Counter(one.customer.id for one in found if one.customer)
    return [
        Match(one.row, code="waste_banks.opening.twice")
        if one.customer and times[one.customer.id] > 1
        else one
        for one in found
    ]


def _of_the_name(found: list[Known], named: list[Known]) -> list[Known]:
    """A family shares a phone: the name tells them apart."""
    return [one for one in found if one in named]


def _is_alike(known: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """The same but for one slip of the pen."""
    one, other = "".join(known), "".join(said)
    if min(len(one), len(other)) < _LONG_ENOUGH or abs(len(one) - len(other)) > 1:
        return False
    return texts.distance(one, other) <= 1


def _is_same_person(known: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """By number, NIK or phone it is sure enough: one word in common, or nearly so, will do."""
    return any(
        one == other or (min(len(one), len(other)) > 3 and texts.distance(one, other) <= 1)  # noqa: PLR2004 - a word that tells
        for one in known
        for other in said
        if one not in texts.BIRTH_NAMES or len(known) == 1 or len(said) == 1
    )
