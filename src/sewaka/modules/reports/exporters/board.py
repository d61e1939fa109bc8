"""The board of the figures: tables and numbers as values, the same for the mayor and everybody.

Two things differ, and nothing else: small counts of private reports are held back from the public,
and the mayor's office reads by name which desks are late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.figures import Cell, Column, Kpi, Row, Table
from sewaka.kernel.workflow import Text
from sewaka.modules.reports.models import catalogue, counted
from sewaka.modules.reports.models.counted import Axis, Choice, Split
from sewaka.modules.reports.models.labels import CHANNELS
from sewaka.modules.reports.rules.figures import suppression
from sewaka.modules.reports.rules.figures.counts import AGES, Counts, age_of

HELD_BACK: Final = "<5"
BY_DAY_UP_TO: Final = 31  # longer periods are shown by week

_AXES: Final[Mapping[Axis, Text]] = {
    Axis.AGENCY: _("By agency"),
    Axis.CATEGORY: _("By category"),
    Axis.AREA: _("By village"),
    Axis.CHANNEL: _("By way of reporting"),
}
_OUTCOMES: Final[tuple[tuple[str, Text], ...]] = (
    ("resolved", _("The office says: done")),
    ("unvalidated", _("Of these, validated by nobody")),
    ("confirmed", _("The citizen says: settled")),
    ("silent", _("The citizen stayed silent for ten days")),
    ("disputed", _("The citizen says: not settled, opened again")),
    ("rejected", _("Not taken on, with a reason")),
    ("elsewhere", _("Not the city's task")),
    ("withdrawn", _("Taken back by the author")),
    ("merged", _("Merged with another report")),
)
_AGE_NAMES: Final[Mapping[str, Text]] = {
    "7": _("up to 7 days"),
    "14": _("8 to 14 days"),
    "30": _("15 to 30 days"),
    "60": _("31 to 60 days"),
    "more": _("more than 60 days"),
}
# Code, head, and what it shows; `_columns` adds the name before and the private ones behind.
_SHOWN: Final[tuple[tuple[str, Text, Callable[[Counts], Cell]], ...]] = (
    ("open", _("Open"), lambda one: one.open),
    ("overdue", _("Overdue"), lambda one: one.overdue),
    (
        "answered_in_time_pct",
        _("Answered in time, %"),
        lambda one: _pct(one.answered_in_time_share),
    ),
    ("done_in_time_pct", _("Done in time, %"), lambda one: _pct(one.done_in_time_share)),
    ("median_answer_h", _("Median to the answer, working hours"), lambda one: one.median_answer_h),
    ("median_done_h", _("Median to the result, working hours"), lambda one: one.median_done_h),
    ("resolved", _("Office says done"), lambda one: one.resolved),
    ("confirmed", _("Confirmed"), lambda one: one.confirmed),
    ("silent", _("Silence"), lambda one: one.silent),
    ("disputed", _("Not settled"), lambda one: one.disputed),
)


_LEVELS: Final[tuple[tuple[str, Text], ...]] = (
    ("skipped_hamlet", _("Hamlet head")),
    ("skipped_village", _("Village office")),
    ("skipped_district", _("District")),
    ("skipped_agency", _("Agency")),
    ("skipped_head", _("Head of agency")),
    ("skipped_triage", _("Triage of reports")),
)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page shows. `tables` also stand behind the files, by their code."""

    as_of: datetime
    kpis: tuple[Kpi, ...]
    tables: tuple[Table, ...]
    private_received: Cell  # how many private reports came in; a number, "<5" or None for none

    def table(self, code: str) -> Table | None:
        """The table of that code."""
        return next((table for table in self.tables if table.code == code), None)


def board(*, choice: Choice, now: datetime, sees_small: bool = False) -> Board:
    """All figures of the choice. `sees_small` is the mayor's office."""
    split = counted.split(choice=choice)
    today = choice.until - timedelta(days=1)
    private = split.private_total.received
    return Board(
        as_of=counted.as_of(now=now),
        kpis=tuple(_kpis(split.total, choice)),
        tables=(
            _outcomes(split.total),
            _ages(choice, today=today),
            _course(choice),
            _hours(choice),
            _skipped(split.total),
            *(_axis_table(axis, split, choice, sees_small=sees_small) for axis in _AXES),
        ),
        private_received=_private(private, sees_small=sees_small),
    )


def _private(count: int, *, sees_small: bool) -> Cell:
    if not count:
        return None
    return count if sees_small or count >= suppression.AT_LEAST else HELD_BACK


def _kpis(total: Counts, choice: Choice) -> Iterator[Kpi]:
    answers = total.answered_in_time + total.answer_missed
    results = total.done_in_time + total.done_missed
    decided = total.confirmed + total.silent + total.disputed
    received = total.reached if choice.agency else total.received
    yield Kpi("received", _("Received"), received)
    yield Kpi("open", _("Open now"), total.open)
    yield Kpi("overdue", _("Overdue now"), total.overdue, is_alarm=total.overdue > 0)
    in_time, done = _pct(total.answered_in_time_share), _pct(total.done_in_time_share)
    yield Kpi("answered_in_time", _("Answered in time"), in_time, "%", _of(answers))
    yield Kpi("done_in_time", _("Done in time"), done, "%", _of(results))
    unit = _("working hours")
    yield Kpi("median_answer", _("Median to the answer"), total.median_answer_h, unit)
    yield Kpi("median_done", _("Median to the result"), total.median_done_h, unit)
    yield Kpi("reopened", _("Reopened"), _pct(total.reopened_share), "%", _of(decided))


def _of(count: int) -> Text:
    return f"n {count}" if count else ""


def _outcomes(total: Counts) -> Table:
    rows = tuple(Row(code, (label, getattr(total, code))) for code, label in _OUTCOMES)
    return _two_columns("outcome", _("What became of it"), rows, _("Reports"))


def _skipped(total: Counts) -> Table:
    """How often an office of each level let its time pass, so that the next one's turn began."""
    rows = tuple(Row(code, (label, getattr(total, code))) for code, label in _LEVELS)
    return _two_columns("skipped", _("Offices that let their time pass"), rows, _("Times"))


def _ages(choice: Choice, *, today: date) -> Table:
    """What is open now, by the days since it came in."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for day, is_open, overdue in counted.open_by_day(choice=choice):
        age = age_of(day, today=today)
        found[age] = (found[age][0] + is_open, found[age][1] + overdue)
    columns = (
        Column("name", _("Age"), is_number=False),
        Column("open", _("Open")),
        Column("overdue", _("Overdue")),
    )
    rows = tuple(Row(code, (_AGE_NAMES[code], *found[code])) for code, _first, _last in AGES)
    return Table("age", _("Age of what is open"), columns, rows)


def _course(choice: Choice) -> Table:
    """Received and called done, by day or by week."""
    is_daily = (choice.until - choice.since).days <= BY_DAY_UP_TO
    sums: dict[date, tuple[int, int]] = dict.fromkeys(_starts(choice, is_daily=is_daily), (0, 0))
    for one in counted.by_day(choice=choice):
        start = one.day if is_daily else _monday(one.day)
        before = sums[start]
        sums[start] = (before[0] + one.received, before[1] + one.resolved)
    columns = (
        Column("name", _("Day") if is_daily else _("Week from"), is_number=False),
        Column("received", _("Received")),
        Column("resolved", _("Office says done")),
    )
    rows = tuple(Row(day.isoformat(), (day.isoformat(), *pair)) for day, pair in sums.items())
    caption = _("Day by day") if is_daily else _("Week by week")
    return Table("day" if is_daily else "week", caption, columns, rows)


def _starts(choice: Choice, *, is_daily: bool) -> Iterator[date]:
    day = choice.since if is_daily else _monday(choice.since)
    while day < choice.until:
        yield day
        day += timedelta(days=1 if is_daily else 7)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _hours(choice: Choice) -> Table:
    found = counted.by_hour(choice=choice)
    rows = tuple(Row(f"{hour:02d}", (f"{hour:02d}.00", count)) for hour, count in enumerate(found))
    return _two_columns("hour", _("When people report, by hour"), rows, _("Received"))


def _axis_table(axis: Axis, split: Split, choice: Choice, *, sees_small: bool) -> Table:
    """One line for each key, the most open first."""
    lines = split.open_to_all[axis]
    private = _private_cells(axis, split, choice, sees_small=sees_small)
    keys = sorted({*lines, *(private or {})}, key=lambda key: _order(lines.get(key, Counts()), key))
    caption = _("By hamlet") if axis is Axis.AREA and choice.area else _AXES[axis]
    rows = tuple(
        Row(
            key=key,
            cells=(
                _name(axis, key),
                *_numbers(axis, lines.get(key, Counts())),
                *(() if private is None else (private.get(key, 0),)),
            ),
            url=_url(axis, key, choice),
        )
        for key in keys
    )
    return Table(
        axis.value, caption, _columns(axis, caption, has_private=private is not None), rows
    )


def _columns(axis: Axis, caption: Text, *, has_private: bool) -> tuple[Column, ...]:
    return (
        Column("name", caption, is_number=False),
        Column("received", _("Meant for it") if axis is Axis.AGENCY else _("Received")),
        *(Column(code, label) for code, label, _cell in _SHOWN),
        *((Column("private", _("Private ones received")),) if has_private else ()),
    )


def _numbers(axis: Axis, one: Counts) -> tuple[Cell, ...]:
    return (_received(axis)(one), *(cell(one) for _code, _label, cell in _SHOWN))


def _received(axis: Axis) -> Callable[[Counts], Cell]:
    """An agency answers for what came to it, not for what the hamlet still holds."""
    return (lambda one: one.reached) if axis is Axis.AGENCY else (lambda one: one.received)


def _private_cells(
    axis: Axis, split: Split, choice: Choice, *, sees_small: bool
) -> Mapping[str, Cell] | None:
    """The private ones of each line; None where no column is shown.

    With a filter the public sees none: small counts could be worked out from two pages.
    """
    first = _received(axis)
    parts = {key: int(first(one) or 0) for key, one in split.private[axis].items()}
    parts = {key: count for key, count in parts.items() if count}
    if sees_small:
        return dict(parts)
    if choice.is_narrowed:
        return None
    shown = suppression.shown(parts).parts
    return {key: HELD_BACK if count is None else count for key, count in shown.items()}


def _order(one: Counts, key: str) -> tuple[int, int, str]:
    return (-one.open, -one.received, key)


def _name(axis: Axis, key: str) -> Text:
    match axis:
        case Axis.AREA:
            return catalogue.area_name(key) or _("place not known")
        case Axis.CATEGORY:
            return catalogue.category(key).local_name
        case Axis.AGENCY:
            return catalogue.agency_name(key) or _("no agency named yet")
        case Axis.CHANNEL:
            return CHANNELS.get(key, key)


def _url(axis: Axis, key: str, choice: Choice) -> str:
    """The page of that agency, village or category alone."""
    name = {Axis.AREA: "wilayah", Axis.CATEGORY: "kategori", Axis.AGENCY: "dinas"}.get(axis)
    if not name or not key:
        return ""
    days = (choice.until - choice.since).days
    return f"{reverse('reports:figures')}?hari={days}&{name}={key}"


def _two_columns(code: str, caption: Text, rows: Sequence[Row], label: Text) -> Table:
    columns = (Column("name", caption, is_number=False), Column("count", label))
    return Table(code, caption, columns, tuple(rows))


def _pct(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
