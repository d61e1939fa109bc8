"""Persons who are not there, are there twice, or have lost their account: F1, F7, F13."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sewaka.modules.waste_banks.rules.fraud.facts import (
    Customer,
    Deposit,
    Facts,
    Flag,
    PhoneChange,
    Severity,
)
from sewaka.modules.waste_banks.rules.openings import texts

_GHOST_DEPOSITS: Final = 3  # at least, before a habit is one
_GHOST_SHARE: Final = 0.8  # of the deposits by one weigher
_GHOSTS: Final = 5  # of one weigher: in small banks one alone is a grandmother with a card
_SLIPS: Final = 2  # letters between two spellings of one name
_DORMANT: Final = timedelta(days=180)
_AFTER_CHANGE: Final = timedelta(hours=48)
_EMPTIED: Final = 0.8


def ghosts(facts: Facts) -> Iterator[Flag]:
    """F1: no phone, no receipt ever looked at, paid in cash; several of them at one weigher."""
    by_customer: dict[str, list[Deposit]] = defaultdict(list)
    for one in facts.deposits:
        by_customer[one.customer].append(one)
    in_cash = {one.customer for one in facts.withdrawals if one.is_cash}
    found: dict[str, list[tuple[Customer, list[str]]]] = defaultdict(list)
    for customer in facts.customers:
        given = by_customer[customer.id]
        if customer.phone or customer.id not in in_cash or len(given) < _GHOST_DEPOSITS:
            continue
        weigher, times = Counter(one.weigher for one in given).most_common(1)[0]
        if times > _GHOST_SHARE * len(given) and not any(one.is_seen for one in given):
            found[weigher].append((customer, [one.id for one in given]))
    for weigher, many in found.items():
        if len(many) >= _GHOSTS:
            for customer, deposits in many:
                evidence = {"weigher": weigher, "deposits": deposits, "alike": len(many)}
                yield Flag("F1", customer.bank, customer.id, Severity.HIGH, evidence)


def twice(facts: Facts) -> Iterator[Flag]:
    """F7: one NIK; or one phone, or one address, and names a slip of the pen apart."""
    seen: set[str] = set()
    for one, other, why in _pairs(facts.customers):
        if other.id not in seen and one.id != other.id:
            seen.add(other.id)
            yield Flag("F7", other.bank, other.id, Severity.MEDIUM, {"same": one.id, "by": why})


def _pairs(customers: Sequence[Customer]) -> Iterator[tuple[Customer, Customer, str]]:
    for why, groups in (
        ("nik", _grouped((one.nik, one) for one in customers)),
        ("phone", _grouped((one.phone, one) for one in customers)),
        ("address", _grouped((one.address, one) for one in customers)),
    ):
        for group in groups:
            for place, other in enumerate(group):
                for one in group[:place]:
                    if why == "nik" or _is_alike(one, other):
                        yield one, other, why


def _grouped(keyed: Iterable[tuple[str, Customer]]) -> list[list[Customer]]:
    found: dict[str, list[Customer]] = defaultdict(list)
    for key, one in keyed:
        if key:
            found[key].append(one)
    return list(found.values())


def _is_alike(one: Customer, other: Customer) -> bool:
    """Two NIKs are two persons, whatever their names."""
    if one.nik and other.nik and one.nik != other.nik:
        return False
    return texts.distance("".join(one.name), "".join(other.name)) <= _SLIPS


def taken_over(facts: Facts) -> Iterator[Flag]:
    """F13: an account that slept is emptied within two days of a change of its phone number."""
    brought: dict[str, list[datetime]] = defaultdict(list)
    for one in facts.deposits:
        brought[one.customer].append(one.occurred_at)
    changes: dict[str, list[PhoneChange]] = defaultdict(list)
    for change in facts.phone_changes:
        changes[change.customer].append(change)
        if change.brought_at is not None:
            brought[change.customer].append(change.brought_at)
    for paid in facts.withdrawals:
        since = [one.at for one in changes[paid.customer]]
        at = max((one for one in since if one <= paid.asked_at), default=None)
        if at is None or paid.asked_at - at > _AFTER_CHANGE:
            continue
        awake = any(paid.asked_at - one < _DORMANT for one in brought[paid.customer])
        if not awake and paid.amount_idr > _EMPTIED * paid.balance_idr:
            evidence = {"withdrawals": [paid.id], "changed_at": at}
            yield Flag("F13", paid.bank, paid.customer, Severity.HIGH, evidence, recurs=True)
