"""What the rest of the city may ask about working time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import MenuItem
from sewaka.platform.calendars import access
from sewaka.platform.calendars.models import CITY_OFFICE, Holiday, HolidayKind
from sewaka.platform.calendars.queries import holidays, next_galungan, work_calendar

__all__ = [
    "CITY_OFFICE",
    "MENU",
    "Holiday",
    "HolidayKind",
    "holidays",
    "next_galungan",
    "work_calendar",
]

MENU = (
    MenuItem(
        _("Working calendar"),
        "calendars:year",
        "calendar-days",
        roles=access.editors(),
        order=820,
    ),
)
