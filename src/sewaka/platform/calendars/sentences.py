"""Sentences for the codes that calendars raises (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "calendars.unknown": _("This calendar does not exist."),
    "calendars.no_hours": _("No opening hours are known for this office."),
    "calendars.bad_week": _("The opening hours do not fit together. Check the times of each day."),
    "calendars.bad_holiday": _("This holiday can not be read. Check its date and name."),
    "calendars.not_yours": _("Only the keeper of the calendar may change it."),
}
