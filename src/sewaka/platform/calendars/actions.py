"""Writes: holidays and opening hours. Deadlines that were already promised stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, Invalid
from sewaka.kernel.text import clean_text, has_words
from sewaka.platform.calendars import access, almanac, queries
from sewaka.platform.calendars.events import HolidayChanged, OpeningHoursChanged
from sewaka.platform.calendars.importing import HolidayDraft, read_holidays
from sewaka.platform.calendars.models import Holiday, HolidayKind, OpeningHours

FIRST_YEAR, LAST_YEAR = 2000, 2100
_MAX_NAME = 120
_MAX_SOURCE = 200
_WEEKDAYS = range(1, 8)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of holidays did. `refused` are (line, name, problem)."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[tuple[int, str, str], ...]


@transaction.atomic
def add_holiday(*, draft: HolidayDraft, actor: Actor, now: datetime) -> Holiday:
    """Add a holiday. Raises Forbidden, Invalid (fields day, name, kind)."""
    _check_right(actor)
    return _write(Holiday(), draft, change="added", actor=actor, now=now)


@transaction.atomic
def change_holiday(*, holiday_id: int, draft: HolidayDraft, actor: Actor, now: datetime) -> Holiday:
    """Change a holiday. Raises Forbidden, NotFound, Invalid (fields day, name, kind)."""
    _check_right(actor)
    found = queries.holiday(holiday_id)
    return _write(found, draft, change="changed", actor=actor, now=now)


@transaction.atomic
def remove_holiday(*, holiday_id: int, actor: Actor, now: datetime) -> None:
    """Remove a holiday. Raises Forbidden, NotFound."""
    _check_right(actor)
    found = queries.holiday(holiday_id)
    _tell(found, change="removed", actor=actor, now=now)
    found.delete()


@transaction.atomic
def import_holidays(*, text: str, actor: Actor, now: datetime) -> ImportReport:
    """Add and change holidays from a CSV list (`importing.read_holidays`); good rows are kept.

    A holiday is known by its day and name; the same list again changes nothing. Raises
    Forbidden, BadHolidayFile.
    """
    _check_right(actor)
    done: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
    refused: list[tuple[int, str, str]] = []
    for row in read_holidays(text):
        problem = row.problem or _problem_of(row.draft)
        if problem or row.draft is None:
            refused.append((row.line, row.name, problem))
            continue
        done[_take_over(row.draft, actor=actor, now=now)].append(row.name)
    return ImportReport(
        added=tuple(done["added"]),
        changed=tuple(done["changed"]),
        unchanged=tuple(done["unchanged"]),
        refused=tuple(refused),
    )


@transaction.atomic
def set_opening_hours(
    *,
    office: str,
    week: Mapping[int, Sequence[tuple[time, time]]],
    actor: Actor,
    now: datetime,
) -> None:
    """Replace the opening hours of an office: half-open local times by ISO weekday.

    Raises Forbidden, Invalid with field `week`: bad_weekday, ends_before_it_begins, overlap,
    never_open.
    """
    _check_right(actor)
    hours = {weekday: sorted(times) for weekday, times in week.items() if times}
    _check_week(hours)
    OpeningHours.objects.filter(office=office).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(office=office, weekday=weekday, opens=opens, closes=closes, is_verified=True)
        for weekday, times in hours.items()
        for opens, closes in times
    )
    outbox.record(OpeningHoursChanged(office=office), actor=actor, now=now)
    almanac.changed()


def _check_right(actor: Actor) -> None:
    if not access.MAY_EDIT.allows(actor, None):
        raise Forbidden("calendars.not_yours")


def _problem_of(draft: HolidayDraft | None) -> str:
    """The first thing that is wrong with a row, other than that it stands already."""
    if draft is None:
        return ""
    return next(iter(_problems(draft, name=clean_text(draft.name)).values()), "")


def _take_over(draft: HolidayDraft, *, actor: Actor, now: datetime) -> str:
    """Bring one row in: added, changed or unchanged."""
    found = Holiday.objects.filter(day=draft.day, name=clean_text(draft.name)).first()
    if found is None:
        _write(Holiday(), draft, change="added", actor=actor, now=now)
        return "added"
    if _says(found) == _says_draft(draft):
        return "unchanged"
    _write(found, draft, change="changed", actor=actor, now=now)
    return "changed"


def _says(holiday: Holiday) -> tuple[object, ...]:
    return (
        holiday.kind,
        holiday.name_en,
        holiday.closes_offices,
        holiday.is_verified,
        holiday.source,
    )


def _says_draft(draft: HolidayDraft) -> tuple[object, ...]:
    return (
        draft.kind,
        clean_text(draft.name_en)[:_MAX_NAME],
        draft.closes_offices,
        draft.is_verified,
        clean_text(draft.source)[:_MAX_SOURCE],
    )


def _write(
    holiday: Holiday, draft: HolidayDraft, *, change: str, actor: Actor, now: datetime
) -> Holiday:
    name = clean_text(draft.name)
    _check_draft(draft, name=name, own_id=holiday.pk)
    holiday.day, holiday.name, holiday.kind = draft.day, name, draft.kind
    holiday.name_en = clean_text(draft.name_en)[:_MAX_NAME]
    holiday.closes_offices = draft.closes_offices
    holiday.is_verified = draft.is_verified
    holiday.source = clean_text(draft.source)[:_MAX_SOURCE]
    holiday.changed_by_id, holiday.changed_at = actor.person_id, now
    holiday.save()
    _tell(holiday, change=change, actor=actor, now=now)
    return holiday


def _check_draft(draft: HolidayDraft, *, name: str, own_id: int | None) -> None:
    problems = _problems(draft, name=name)
    if "name" not in problems and _stands_already(draft.day, name=name, own_id=own_id):
        problems["name"] = "stands_already"
    if problems:
        raise Invalid("calendars.bad_holiday", fields=problems)


def _problems(draft: HolidayDraft, *, name: str) -> dict[str, str]:
    problems = {}
    if not FIRST_YEAR <= draft.day.year <= LAST_YEAR:
        problems["day"] = "out_of_range"
    if not has_words(name):
        problems["name"] = "required"
    elif len(name) > _MAX_NAME:
        problems["name"] = "too_long"
    if draft.kind not in HolidayKind.values:
        problems["kind"] = "not_a_choice"
    return problems


def _stands_already(day: date, *, name: str, own_id: int | None) -> bool:
    same = Holiday.objects.filter(day=day, name=name)
    return (same.exclude(pk=own_id) if own_id else same).exists()


def _tell(holiday: Holiday, *, change: str, actor: Actor, now: datetime) -> None:
    event = HolidayChanged(
        day=holiday.day,
        title=holiday.name,
        change=change,
        closes_offices=holiday.closes_offices,
    )
    outbox.record(event, actor=actor, now=now)
    almanac.changed()


def _check_week(hours: Mapping[int, list[tuple[time, time]]]) -> None:
    """A week without any opening would make every deadline endless."""
    problem = "" if hours else "never_open"
    for weekday, times in hours.items():
        if weekday not in _WEEKDAYS:
            problem = "bad_weekday"
        if any(opens >= closes for opens, closes in times):
            problem = "ends_before_it_begins"
        if any(b[0] < a[1] for a, b in pairwise(times)):
            problem = "overlap"
    if problem:
        raise Invalid("calendars.bad_week", fields={"week": problem})
