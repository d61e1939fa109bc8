"""What a phone says when it closes a session, and what the city counts itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sewaka.modules.waste_banks.rules.weighing.records import Kind, Record

ITEMS = ("count", "first_seq", "last_seq", "grams", "rupiah", "voids", "head")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One chain in numbers. `grams`, `rupiah`: of deposits that no later record makes void, by the
    phone's own prices; `head`: the last hash, in hex; `first_seq` is 0 where there is no record."""

    count: int
    first_seq: int
    last_seq: int
    grams: int
    rupiah: int
    voids: int
    head: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An item on which phone and city do not agree."""

    item: str
    phone: int | str
    city: int | str


def recount(records: Sequence[Record], *, head: bytes) -> Manifest:
    """The manifest of records that are in order."""
    void = {one.voids_id for one in records if one.kind is Kind.VOID}
    held = [one for one in records if one.kind is Kind.DEPOSIT and one.id not in void]
    return Manifest(
        count=len(records),
        first_seq=records[0].seq if records else 0,
        last_seq=records[-1].seq if records else 0,
        grams=sum(line.net_g for one in held for line in one.lines),
        rupiah=sum(one.total_idr for one in held),
        voids=sum(one.kind is Kind.VOID for one in records),
        head=head.hex(),
    )


def differences(*, phone: Manifest, city: Manifest) -> list[Difference]:
    """Item by item; empty when both agree."""
    pairs = ((item, getattr(phone, item), getattr(city, item)) for item in ITEMS)
    return [Difference(item, said, counted) for item, said, counted in pairs if said != counted]
