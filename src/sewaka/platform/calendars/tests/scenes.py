"""Objects of the access matrix: days of the calendar."""

from __future__ import annotations

from datetime import date

from sewaka.platform.calendars.models import Holiday, HolidayKind
from tests.cast import Cast
from tests.conformance.access_table import Scene

_FORM = {"day": "2026-11-25", "name": "Odalan contoh", "kind": "city"}


def some_day(_cast: Cast) -> Scene:
    """A holiday that stands in the calendar."""
    day, _ = Holiday.objects.get_or_create(
        day=date(2026, 11, 26), name="Hari contoh", defaults={"kind": HolidayKind.CITY}
    )
    return Scene(arguments={"holiday_id": str(day.pk)}, form=_FORM)


def unknown(_cast: Cast) -> Scene:
    """A holiday that does not."""
    return Scene(arguments={"holiday_id": "999999999"}, form=_FORM)


def new_day(_cast: Cast) -> Scene:
    """A form that adds one."""
    return Scene(form=_FORM)


SCENES = {"some_day": some_day, "unknown": unknown, "new_day": new_day}
