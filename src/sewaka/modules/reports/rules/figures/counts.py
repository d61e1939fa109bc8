"""Counts that add up, and the definitions on top of them: shares, medians, ages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sewaka.modules.reports.rules.figures.courses import Fact, Kind
from sewaka.modules.reports.rules.figures.durations import (
    EMPTY,
    Histogram,
    added,
    histogram,
    median_minutes,
)

# Age of what is open, in calendar days since it came in: (code, from, to) with both ends counted.
AGES: Final = (("7", 0, 7), ("14", 8, 14), ("30", 15, 30), ("60", 31, 60), ("more", 61, None))
_HOUR_MIN = 60


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each kind of fact happened, and how long answers and results took.

    `answer_time` and `done_time` are histograms of working time.
    """

    received: int = 0
    reached: int = 0
    answered: int = 0
    answered_in_time: int = 0
    answer_missed: int = 0
    resolved: int = 0
    unvalidated: int = 0
    done_in_time: int = 0
    done_missed: int = 0
    confirmed: int = 0
    silent: int = 0
    disputed: int = 0
    rejected: int = 0
    elsewhere: int = 0
    withdrawn: int = 0
    merged: int = 0
    skipped_hamlet: int = 0
    skipped_village: int = 0
    skipped_district: int = 0
    skipped_agency: int = 0
    skipped_head: int = 0
    skipped_triage: int = 0
    open: int = 0
    overdue: int = 0
    answer_time: Histogram = EMPTY
    done_time: Histogram = EMPTY

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        numbers = {kind.value: getattr(self, kind) + getattr(other, kind) for kind in Kind}
        return Counts(
            **numbers,
            answer_time=added(self.answer_time, other.answer_time),
            done_time=added(self.done_time, other.done_time),
        )

    @property
    def answered_in_time_share(self) -> float | None:
        """Of the promises to answer that were decided: kept in time. None when none was."""
        return _share(self.answered_in_time, self.answered_in_time + self.answer_missed)

    @property
    def done_in_time_share(self) -> float | None:
        """Of the promises to solve that were decided: kept in time, pauses subtracted."""
        return _share(self.done_in_time, self.done_in_time + self.done_missed)

    @property
    def confirmed_share(self) -> float | None:
        """Of the citizens who said something of a result: those who said settled."""
        return _share(self.confirmed, self.confirmed + self.disputed)

    @property
    def reopened_share(self) -> float | None:
        """Of the results that were decided (settled, silence, not settled): not settled."""
        return _share(self.disputed, self.confirmed + self.silent + self.disputed)

    @property
    def median_answer_h(self) -> float | None:
        """Half of the answers took less working time; in hours."""
        return _hours(median_minutes(self.answer_time))

    @property
    def median_done_h(self) -> float | None:
        """Half of the results took less working time, pauses subtracted; in hours."""
        return _hours(median_minutes(self.done_time))

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was counted."""
        return self == Counts()


def counted(facts: Iterable[Fact]) -> Counts:
    """Facts added up."""
    numbers = dict.fromkeys(Kind, 0)
    spent: dict[Kind, list[int]] = {Kind.ANSWERED: [], Kind.RESOLVED: []}
    for fact in facts:
        numbers[fact.kind] += 1
        if fact.bucket is not None:
            spent[fact.kind].append(fact.bucket)
    return Counts(
        **{kind.value: number for kind, number in numbers.items()},
        answer_time=histogram(spent[Kind.ANSWERED]),
        done_time=histogram(spent[Kind.RESOLVED]),
    )


def age_of(opened_on: date, *, today: date) -> str:
    """The code of the age class of what came in on that day. Tomorrow's clock counts as today."""
    days = max(0, (today - opened_on).days)
    return next(code for code, _, last in AGES if last is None or days <= last)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _hours(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes / _HOUR_MIN, 1)
