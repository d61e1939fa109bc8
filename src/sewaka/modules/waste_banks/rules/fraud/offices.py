"""What officers may not do: take more, sign twice, change prices late: F4, F8, F9. And F10."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sewaka.modules.waste_banks.rules import money
from sewaka.modules.waste_banks.rules.fraud.facts import Deposit, Facts, Flag, Severity, Withdrawal

_ZONE: Final = ZoneInfo("Asia/Makassar")
_BEFORE: Final = timedelta(hours=12)
_JUST_BELOW: Final = 0.95  # of the threshold
_WITHIN: Final = timedelta(days=7)
_TIMES: Final = 3


def skimmed(facts: Facts) -> Iterator[Flag]:
    """F4: fees or values that are not what the rule of the bank makes of the weights."""
    wrong: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for one in facts.deposits:
        gross = sum(money.value(net_g=line.net_g, price_idr=line.price_idr) for line in one.lines)
        fee = money.fee(gross_idr=gross, basis_points=one.fee_bp)
        off = abs(one.fee_idr - fee) + abs(sum(line.value_idr for line in one.lines) - gross)
        if off:
            wrong[one.bank, one.weigher][one.id] = off
    for (bank, weigher), found in wrong.items():
        evidence = {"deposits": list(found), "off_idr": sum(found.values())}
        yield Flag("F4", bank, weigher, Severity.HIGH, evidence, recurs=True)


def one_hand(facts: Facts) -> Iterator[Flag]:
    """F8: who weighed pays out at the bank on the same day, or approves what they asked for."""
    weighed = {(one.bank, one.weigher, _day(one)) for one in facts.deposits}
    seen: set[tuple[str, str, date]] = set()
    for paid in facts.withdrawals:
        day = paid.asked_at.astimezone(_ZONE).date()
        key = (paid.bank, paid.paid_by, day)
        if paid.approved_by and paid.approved_by == paid.asked_by:
            evidence = {"withdrawals": [paid.id], "is": "approver and applicant"}
            yield Flag("F8", paid.bank, paid.approved_by, Severity.HIGH, evidence, recurs=True)
        elif paid.paid_by and key in weighed and key not in seen:
            seen.add(key)
            evidence = {"withdrawals": [paid.id], "is": "weigher and cashier", "day": f"{day}"}
            yield Flag("F8", paid.bank, paid.paid_by, Severity.HIGH, evidence, recurs=True)


def _day(one: Deposit) -> date:
    return one.occurred_at.astimezone(_ZONE).date()


def late_prices(facts: Facts) -> Iterator[Flag]:
    """F9: published less than twelve hours before it was used, without a second signature."""
    for one in facts.publications:
        if one.first_used_at - one.published_at < _BEFORE and not one.is_countersigned:
            evidence = {"published_at": one.published_at, "first_used_at": one.first_used_at}
            yield Flag("F9", one.bank, one.id, Severity.MEDIUM, evidence)


def structured(facts: Facts) -> Iterator[Flag]:
    """F10: three withdrawals in seven days, each just below where a second person signs."""
    below: dict[tuple[str, str], list[Withdrawal]] = defaultdict(list)
    for one in facts.withdrawals:
        if _JUST_BELOW * one.two_above_idr <= one.amount_idr <= one.two_above_idr:
            below[one.bank, one.customer].append(one)
    for (bank, customer), found in below.items():
        found.sort(key=lambda one: one.asked_at)
        for first, last in zip(found, found[_TIMES - 1 :], strict=False):
            if last.asked_at - first.asked_at <= _WITHIN:
                evidence = {"withdrawals": [one.id for one in found]}
                yield Flag("F10", bank, customer, Severity.MEDIUM, evidence, recurs=True)
                break
