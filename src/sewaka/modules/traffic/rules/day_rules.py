"""Rules of kinds of day as a whole: every day has a kind, and every kind can come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic.rules.days import DayRule

WEEK = "1234567"  # ISO: Monday is 1
FURTHEST_SHIFT = 7  # days
MOST_RANK = 999
LONGEST_SPAN = 366  # days


def check_rules(rules: Iterable[DayRule]) -> None:
    """Of all kinds, after a change.

    Raises DomainError("traffic.day_rule.rank", ".shift", ".weekdays", ".hidden", ".gap").
    """
    ranked = sorted(rules, key=lambda one: one.rank)
    if len({one.rank for one in ranked}) < len(ranked):
        raise DomainError("traffic.day_rule.rank")
    for one in ranked:
        _check_one(one)
    taken: dict[str, str] = {}  # weekdays that an earlier rule takes whatever the calendar says
    for one in ranked:
        mine = set(one.weekdays or WEEK)
        if mine <= taken.keys():
            raise DomainError("traffic.day_rule.hidden", kind=one.code, by=taken[min(mine)])
        if not one.holiday and not one.in_span:
            taken |= dict.fromkeys(mine - taken.keys(), one.code)
    if len(taken) < len(WEEK):
        raise DomainError("traffic.day_rule.gap")


def check_span(*, begin: date, end: date, source: str, rule: DayRule) -> str:
    """The source without blanks around it.

    Raises DomainError("traffic.day_rule.no_spans", ".span", ".source").
    """
    if not rule.in_span:
        raise DomainError("traffic.day_rule.no_spans")
    if not 0 <= (end - begin).days < LONGEST_SPAN:
        raise DomainError("traffic.day_rule.span")
    words = source.strip()
    if not words:
        raise DomainError("traffic.day_rule.source")
    return words


def changed(*, before: Mapping[date, str], after: Mapping[date, str]) -> Sequence[date]:
    """Days that get another kind."""
    return [day for day, kind in after.items() if before.get(day, "") != kind]


def _check_one(rule: DayRule) -> None:
    if rule.shift_days and (not rule.holiday or abs(rule.shift_days) > FURTHEST_SHIFT):
        raise DomainError("traffic.day_rule.shift")
    if not set(rule.weekdays) <= set(WEEK):
        raise DomainError("traffic.day_rule.weekdays")
