"""Which kind of day a day is, for its traffic: Nyepi, Galungan, weekend, school day.

A kind is known by conditions that must all hold; of several kinds the one of the lowest rank wins.
Conditions and ranks are data of the city, and so are the holidays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ANY_CLOSED = "*"


@dataclass(frozen=True, slots=True)
class DayRule:
    """What must hold of a day of this kind.

    `holiday`: part of the name of a holy day, or `*` for any day on which offices are closed; the
    day lies `shift_days` after it (-1: its eve). `weekdays`: ISO digits. `in_span`: it lies in a
    span of this kind, as schools' holidays are written down. What is empty asks nothing.
    """

    code: str
    rank: int
    holiday: str = ""
    shift_days: int = 0
    weekdays: str = ""
    in_span: bool = False


@dataclass(frozen=True, slots=True)
class HolyDay:
    """A holiday of the calendar. Joint leave closes offices and is not the feast itself."""

    day: date
    name: str
    is_closed: bool
    is_joint_leave: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a kind that somebody wrote down, both ends included."""

    code: str
    begin: date
    end: date


def kind_of(
    *, day: date, rules: Iterable[DayRule], holidays: Sequence[HolyDay], spans: Sequence[Span]
) -> str:
    """Code of the kind of that day; "" where no rule holds."""
    for rule in sorted(rules, key=lambda one: (one.rank, one.code)):
        if _holds(rule, day, holidays, spans):
            return rule.code
    return ""


def _holds(rule: DayRule, day: date, holidays: Sequence[HolyDay], spans: Sequence[Span]) -> bool:
    if rule.weekdays and str(day.isoweekday()) not in rule.weekdays:
        return False
    if rule.in_span and not any(
        one.code == rule.code and one.begin <= day <= one.end for one in spans
    ):
        return False
    return not rule.holiday or _is_feast(rule, day, holidays)


def _is_feast(rule: DayRule, day: date, holidays: Sequence[HolyDay]) -> bool:
    asked = day - timedelta(days=rule.shift_days)
    on_it = [one for one in holidays if one.day == asked]
    if rule.holiday == ANY_CLOSED:
        return any(one.is_closed for one in on_it)
    wanted = rule.holiday.casefold()
    return any(wanted in one.name.casefold() and not one.is_joint_leave for one in on_it)
