"""Time, chains, records taken back, photos: F5, F6, F12, F14; and the lottery of weighing again."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from sewaka.modules.waste_banks.rules.fraud.facts import (
    Deposit,
    Facts,
    Flag,
    Record,
    Severity,
    Void,
)

_LATE: Final = timedelta(days=3)
_VOID_SHARE: Final = 0.05
_VOIDS: Final = 5  # and so many of a weigher, before a share says anything
_SOON: Final = timedelta(minutes=10)
_TO_OTHERS: Final = 3  # moves to one and the same account
_NEAR: Final = 4  # bits of 64 in which two pictures of one thing differ
_BANDS: Final = 5  # one more than bits may differ: in one of them the two agree
_BITS: Final = 64
_AGAIN_PERCENT: Final = 5


def backdated(facts: Facts) -> Iterator[Flag]:
    """F5: said to have happened more than three days before it came."""
    for one in facts.deposits:
        if one.received_at - one.occurred_at > _LATE:
            evidence = {
                "occurred_at": one.occurred_at,
                "received_at": one.received_at,
                "deposits": [one.id],
            }
            yield Flag("F5", one.bank, one.id, Severity.MEDIUM, evidence)


def broken(facts: Facts) -> Iterator[Flag]:
    """F6: a gap, a fork, a broken link, or records that another session brought already."""
    chains: dict[tuple[str, str], list[Record]] = defaultdict(list)
    first: dict[str, str] = {}
    again: dict[str, str] = {}
    for one in facts.records:
        chains[one.session, one.device].append(one)
        if first.setdefault(one.id, one.session) != one.session:
            again[one.session] = one.id
    for (session, device), found in chains.items():
        found.sort(key=lambda one: one.seq)
        fault = _fault(found, facts.geneses.get((session, device), ""))
        fault = "replayed" if session in again else fault
        if fault:
            evidence = {"session": session, "device": device, "fault": fault}
            yield Flag("F6", found[0].bank, session, Severity.HIGH, evidence)


def _fault(chain: Sequence[Record], genesis: str) -> str:
    before, expected = genesis, 1
    for one in chain:
        if one.seq < expected:
            return "fork"
        if one.seq > expected:
            return "gap"
        if one.prev != before:
            return "link"
        before, expected = one.hash, expected + 1
    return ""


def voided(facts: Facts) -> Iterator[Flag]:
    """F12: too many records taken back by one weigher, or the same weights booked anew within ten
    minutes to the weigher's own account, or again and again to one other."""
    given: dict[tuple[str, str], list[Deposit]] = defaultdict(list)
    for deposit in facts.deposits:
        given[deposit.bank, deposit.weigher].append(deposit)
    back: dict[tuple[str, str], list[Void]] = defaultdict(list)
    for void in facts.voids:
        back[void.bank, void.weigher].append(void)
    persons = {one.id: one.person for one in facts.customers}
    for key, voids in back.items():
        own = given[key]
        moved = _moved(voids, own)
        to_self = any(persons.get(one.customer) == key[1] for one in moved)
        often = max(Counter(one.customer for one in moved).values(), default=0) >= _TO_OTHERS
        many = len(voids) >= _VOIDS and len(voids) > _VOID_SHARE * (len(own) + len(voids))
        if to_self or often or many:
            evidence = {
                "voids": len(voids),
                "booked": len(own),
                "deposits": [one.id for one in moved],
            }
            yield Flag("F12", key[0], key[1], Severity.HIGH, evidence, recurs=True)


def _moved(voids: Sequence[Void], deposits: Sequence[Deposit]) -> list[Deposit]:
    """Where weights went that were taken from somebody else."""
    by_weights: dict[tuple[int, ...], list[Deposit]] = defaultdict(list)
    for one in deposits:
        by_weights[tuple(line.net_g for line in one.lines)].append(one)
    return [
        one
        for void in voids
        for one in by_weights[void.net_g]
        if one.customer != void.customer and timedelta() <= one.occurred_at - void.at <= _SOON
    ]


def photos_again(facts: Facts) -> Iterator[Flag]:
    """F14: one photo for several lines: the same file, or the same picture made small anew."""
    seen: dict[str, str] = {}
    near: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for deposit in facts.deposits:
        for line in deposit.lines:
            known = seen.get(line.photo) if line.photo else None
            if known is None and line.look is not None:
                known = _same_look(line.look, near)
            if known is not None:
                evidence = {"category": line.category, "deposits": [known, deposit.id]}
                yield Flag("F14", deposit.bank, deposit.id, Severity.MEDIUM, evidence)
                break
            if line.photo:
                seen[line.photo] = deposit.id
            for band in _bands(line.look):
                near[band].append((line.look or 0, deposit.id))


def _same_look(look: int, near: dict[tuple[int, int], list[tuple[int, str]]]) -> str | None:
    for band in _bands(look):
        for other, deposit in near[band]:
            if (look ^ other).bit_count() <= _NEAR:
                return deposit
    return None


def _bands(look: int | None) -> list[tuple[int, int]]:
    """Parts of the hash with their places: alike pictures agree in one of them wholly."""
    if look is None:
        return []
    width = -(-_BITS // _BANDS)
    return [(place, look >> (place * width) & ((1 << width) - 1)) for place in range(_BANDS)]


def to_weigh_again(*, session: str, head: str, deposits: Sequence[str]) -> list[str]:
    """Five of a hundred of a session's deposits (at least one), by a draw that everybody can repeat
    and nobody can steer: SHA-256 of the session and of the day's published head of the log."""
    seed = hashlib.sha256(f"{session}|{head}".encode()).digest()
    drawn = sorted(deposits, key=lambda one: hashlib.sha256(seed + one.encode()).digest())
    return drawn[: -(-len(deposits) * _AGAIN_PERCENT // 100)]
