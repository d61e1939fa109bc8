"""Reading the figures. The same answer whoever asks, so no actor: `ReportDaily` holds no person.

Without a filter the ready sums of each level are read, so that the cost does not grow with the
number of reports; with one, those of pairs and hamlets; with several, or for one hamlet, the finest
rows that they leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, BigIntegerField, Q, QuerySet, Sum

from sewaka.modules.reports.models.daily import ANY, HOURS, Level, ReportDaily, StaleReport
from sewaka.modules.reports.rules.figures.counts import Counts
from sewaka.modules.reports.rules.figures.courses import Kind
from sewaka.modules.reports.rules.figures.durations import BUCKETS, EMPTY
from sewaka.modules.reports.rules.places import village_of

_NOW: Final = (Kind.OPEN, Kind.OVERDUE)  # true now, whenever the report came in
_HAPPENED: Final = tuple(kind for kind in Kind if kind not in _NOW)


class Axis(StrEnum):
    """What a table is split by; the value is the column of `ReportDaily`."""

    AREA = "area"
    CATEGORY = "category"
    AGENCY = "agency"
    CHANNEL = "channel"


_LEVELS: Final = {
    Level.VILLAGE: Axis.AREA,
    Level.CATEGORY: Axis.CATEGORY,
    Level.AGENCY: Axis.AGENCY,
    Level.CHANNEL: Axis.CHANNEL,
}
_LEVEL_OF: Final = {axis: level for level, axis in _LEVELS.items()}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reports: local days [since, until), and what narrows them; empty means everything."""

    since: date
    until: date
    area: str = ""  # district, village or hamlet
    category: str = ""
    agency: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the days is chosen."""
        return bool(self.area or self.category or self.agency)

    @property
    def only(self) -> Axis | None:
        """The one axis that is narrowed, where ready sums lie below it: no hamlet has any."""
        given = {Axis.AREA: self.area, Axis.CATEGORY: self.category, Axis.AGENCY: self.agency}
        axes = [axis for axis, value in given.items() if value]
        is_hamlet = village_of(self.area) != self.area
        return axes[0] if len(axes) == 1 and not is_hamlet else None


Lines = Mapping[str, Counts]  # by key of the axis: code of area, category, agency or channel


@dataclass(frozen=True, slots=True)
class Split:
    """The counts along every axis, of reports that anybody may read and of private ones apart.

    Areas are villages; where an area is chosen, the hamlets too under their own codes.
    """

    open_to_all: Mapping[Axis, Lines]
    private: Mapping[Axis, Lines]

    @property
    def total(self) -> Counts:
        """All reports that anybody may read."""
        return _sum(self.open_to_all.get(Axis.CHANNEL, {}).values())

    @property
    def private_total(self) -> Counts:
        """All private ones."""
        return _sum(self.private.get(Axis.CHANNEL, {}).values())


@dataclass(frozen=True, slots=True)
class Day:
    """One local day."""

    day: date
    received: int
    resolved: int


class _ArraySum(Aggregate):
    """The sums of an array's elements, place by place; null where no row has one."""

    def __init__(self, column: str, *, size: int) -> None:
        sums = ",".join(f"SUM((%(expressions)s)[{place}])" for place in range(1, size + 1))
        self.template = f"ARRAY[{sums}]"
        super().__init__(column, output_field=ArrayField(BigIntegerField()))


def split(*, choice: Choice) -> Split:
    """Everything along every axis. Two queries without a filter, four with one, eight with more."""
    found: dict[bool, dict[Axis, dict[str, Counts]]] = {
        private: {axis: {} for axis in Axis} for private in (False, True)
    }
    for axes, grouped in _groupings(choice):
        days = Q(day__gte=choice.since, day__lt=choice.until)
        for row in [
            *grouped.filter(days).annotate(**_happened()),
            *grouped.filter(open__gt=0).annotate(**_sums(_NOW)),
        ]:
            axis = next(axis for axis in axes if row[axis.value] != ANY)
            lines, key, more = found[row["is_private"]][axis], row[axis.value], _counts(row)
            lines[key] = lines[key] + more if key in lines else more
    return Split(open_to_all=found[False], private=found[True])


def by_day(*, choice: Choice) -> list[Day]:
    """Received and called done, day by day; days without either are left out. One query."""
    rows = _plain(choice).filter(day__gte=choice.since, day__lt=choice.until)
    sums = (Sum("received"), Sum("resolved"))
    return [Day(*row) for row in rows.values_list("day").annotate(*sums).order_by("day")]


def open_by_day(*, choice: Choice) -> list[tuple[date, int, int]]:
    """Of the days on which something still open came in: how many, how many overdue. One query."""
    rows = _plain(choice).filter(open__gt=0)
    return list(rows.values_list("day").annotate(Sum("open"), Sum("overdue")).order_by("day"))


def by_hour(*, choice: Choice) -> tuple[int, ...]:
    """How many came in within each local hour of the day, 0 to 23. One query."""
    rows = _plain(choice).filter(day__gte=choice.since, day__lt=choice.until)
    found = rows.aggregate(hours=_ArraySum("received_hours", size=HOURS))["hours"]
    return tuple(hour or 0 for hour in found) if found else (0,) * HOURS


def as_of(*, now: datetime) -> datetime:
    """Until when everything is counted: now, or when the oldest report that waits changed."""
    oldest = StaleReport.objects.order_by("since").values_list("since", flat=True).first()
    return min(now, oldest) if oldest else now


def _plain(choice: Choice) -> QuerySet[ReportDaily]:
    """The same reports in rows that are not split by another axis; without private ones."""
    if not choice.is_narrowed:
        level = Level.CITY
    else:
        level = _LEVEL_OF[choice.only] if choice.only else Level.CELL
    return _chosen(level, choice).filter(is_private=False)


def _chosen(level: Level, choice: Choice) -> QuerySet[ReportDaily]:
    rows = ReportDaily.objects.filter(level=level)
    if choice.area:
        below = Q(area__gte=f"{choice.area}.", area__lt=f"{choice.area}/")
        rows = rows.filter(Q(area=choice.area) | below)
    if choice.category:
        rows = rows.filter(category=choice.category)
    if choice.agency:
        rows = rows.filter(agency=choice.agency)
    return rows


def _groupings(
    choice: Choice,
) -> Iterable[tuple[tuple[Axis, ...], QuerySet[ReportDaily, dict[str, Any]]]]:
    """The coarsest rows that hold what is chosen, grouped by axes of which each row has one."""
    only = choice.only
    if not choice.is_narrowed:
        yield _grouped(ReportDaily.objects.filter(level__in=list(_LEVELS)), *Axis)
    elif only is None:
        for axis in Axis:
            yield _grouped(_chosen(Level.CELL, choice), axis)
    else:
        own = Level.HAMLET if only is Axis.AREA else _LEVEL_OF[only]
        yield _grouped(_chosen(own, choice), only)
        # A pair has the chosen axis and one other: all three tables by one walk.
        others = tuple(axis for axis in Axis if axis is not only)
        yield _grouped(_chosen(Level.PAIR, choice), *others)


def _grouped(
    rows: QuerySet[ReportDaily], *axes: Axis
) -> tuple[tuple[Axis, ...], QuerySet[ReportDaily, dict[str, Any]]]:
    return axes, rows.order_by().values(*axes, "is_private")


def _happened() -> dict[str, Aggregate]:
    return {
        **_sums(_HAPPENED),
        "answers": _ArraySum("answer_time", size=BUCKETS),
        "results": _ArraySum("done_time", size=BUCKETS),
    }


def _sums(kinds: Iterable[Kind]) -> dict[str, Aggregate]:
    return {f"sum_{kind}": Sum(kind.value) for kind in kinds}


def _counts(row: Mapping[str, Any]) -> Counts:
    return Counts(
        **{kind.value: row.get(f"sum_{kind}") or 0 for kind in Kind},
        answer_time=_histogram(row.get("answers")),
        done_time=_histogram(row.get("results")),
    )


def _histogram(summed: list[int | None] | None) -> tuple[int, ...]:
    return tuple(one or 0 for one in summed) if summed else EMPTY


def _sum(lines: Iterable[Counts]) -> Counts:
    return sum(lines, Counts())
