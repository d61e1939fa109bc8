"""What the rest of the city may ask about working time."""

from __future__ import annotations

from sewaka.platform.calendars.models import CITY_OFFICE, Holiday, HolidayKind
from sewaka.platform.calendars.queries import holidays, work_calendar

__all__ = ["CITY_OFFICE", "Holiday", "HolidayKind", "holidays", "work_calendar"]
