"""Which kind of day a day is, for its traffic: Nyepi, Galungan, weekend, school day.

A kind is known by conditions that must all hold; of several kinds the one of the lowest rank wins.
Conditions and ranks are data of the city, and so are the holidays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sewaka.kernel.errors import DomainError

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


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a day, "" where no rule holds, and why.

    `feast`: the holiday that makes it so; the day lies `shift_days` after it. `in_span`: somebody
    wrote down that it lies in such a span. Else it is its weekday.
    """

    code: str
    feast: str = ""
    shift_days: int = 0
    in_span: bool = False


def kind_of(
    *, day: date, rules: Iterable[DayRule], holidays: Sequence[HolyDay], spans: Sequence[Span]
) -> Kind:
    """By the first rule that holds."""
    for rule in sorted(rules, key=lambda one: (one.rank, one.code)):
        if _holds(rule, day, holidays, spans):
            feast = _feast(rule, day, holidays) if rule.holiday else ""
            return Kind(rule.code, feast, rule.shift_days, rule.in_span)
    return Kind("")


FURTHEST = timedelta(days=366)  # as far ahead as anybody plans
REASON = (10, 200)  # letters, at least and at most


def check_choice(*, day: date, today: date, reason: str) -> str:
    """The reason without blanks around it. Raises DomainError("traffic.day.past", ".far",
    ".reason"): what has passed is in the usual days already.
    """
    if day < today:
        raise DomainError("traffic.day.past")
    if day > today + FURTHEST:
        raise DomainError("traffic.day.far")
    words = reason.strip()
    least, most = REASON
    if not least <= len(words) <= most:
        raise DomainError("traffic.day.reason", least=least, most=most)
    return words


def _holds(rule: DayRule, day: date, holidays: Sequence[HolyDay], spans: Sequence[Span]) -> bool:
    if rule.weekdays and str(day.isoweekday()) not in rule.weekdays:
        return False
    if rule.in_span and not any(
        one.code == rule.code and one.begin <= day <= one.end for one in spans
    ):
        return False
    return not rule.holiday or bool(_feast(rule, day, holidays))


def _feast(rule: DayRule, day: date, holidays: Sequence[HolyDay]) -> str:
    """The holiday by which the rule holds; "" where it does not."""
    asked = day - timedelta(days=rule.shift_days)
    on_it = [one for one in holidays if one.day == asked]
    if rule.holiday == ANY_CLOSED:
        return next((one.name for one in on_it if one.is_closed), "")
    wanted = rule.holiday.casefold()
    named = (one for one in on_it if wanted in one.name.casefold() and not one.is_joint_leave)
    return next((one.name for one in named), "")
