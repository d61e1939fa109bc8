"""Errors of the calendars in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Text

# By error code; placeholders are the facts of the error.
ERRORS: Mapping[str, Text] = {
    "calendars.no_hours": _("No opening hours are set for the city."),
    "calendars.unknown": _("This day is not in the calendar any more."),
    "calendars.not_yours": _("Only administrators and editors can change the calendar."),
    "calendars.bad_holiday": _("Some entries are not right yet. Nothing was stored."),
    "calendars.columns_missing": _("The table lacks the columns %(missing)s."),
    "calendars.not_csv": _("This file is not a readable CSV table (line %(line)s)."),
    "calendars.bad_week": _("These opening hours are not right yet. Nothing was stored."),
}

# By the code of one field.
FIELDS: Mapping[str, Text] = {
    "required": _("Write the name of the day."),
    "too_long": _("The name has more than 120 characters."),
    "stands_already": _("This day is in the calendar already."),
    "not_a_choice": _("Choose one of the kinds."),
    "out_of_range": _("Choose a day between 2000 and 2100."),
    "not_a_date": _("Write the day as year-month-day, for example 2026-06-17."),
    "not_a_flag": _("Write 1 or 0 for yes or no."),
    "never_open": _("The office must open at least once a week."),
    "bad_weekday": _("There are seven days in a week."),
    "ends_before_it_begins": _("Closing time must be after opening time."),
    "overlap": _("Two openings of one day overlap."),
}


def field(code: str) -> str:
    """What is wrong with one field or row."""
    return str(FIELDS.get(code, code))
