"""The working calendars in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from sewaka.kernel.calendar import WorkCalendar
from sewaka.kernel.ids import new_id
from sewaka.kernel.remembered import Remembered
from sewaka.platform.calendars.models import CalendarState, Holiday, OpeningHours


def current() -> Mapping[str, WorkCalendar]:
    """The calendar of each office, at most a few seconds behind the database."""
    return _kept.get()


def changed() -> None:
    """Tell every process. Call inside the transaction that changes hours or holidays."""
    CalendarState.objects.update_or_create(id=1, defaults={"token": new_id()})
    _kept.doubt()
    transaction.on_commit(_kept.doubt)  # another thread may have read the old state meanwhile


def _token() -> UUID | None:
    return CalendarState.objects.values_list("token", flat=True).first()


def _read() -> Mapping[str, WorkCalendar]:
    closed = frozenset(Holiday.objects.filter(closes_offices=True).values_list("day", flat=True))
    weeks: dict[str, dict[int, list[tuple[time, time]]]] = defaultdict(lambda: defaultdict(list))
    for row in OpeningHours.objects.order_by("office", "weekday", "opens"):
        weeks[row.office][row.weekday].append((row.opens, row.closes))
    zone = ZoneInfo(settings.TIME_ZONE)
    return {
        office: WorkCalendar(
            zone=zone,
            opening={weekday: tuple(hours) for weekday, hours in week.items()},
            holidays=closed,
        )
        for office, week in weeks.items()
    }


_kept = Remembered(token=_token, read=_read)
