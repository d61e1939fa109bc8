"""The form of the file for LAPOR!: from which day to which."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

_ONE_DAY = timedelta(days=1)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(),
        error_messages={
            "required": _("Write the day as year-month-day."),
            "invalid": _("Write the day as year-month-day."),
        },
    )


class DaysForm(forms.Form):
    """Both days are included. Sent by GET, so that the address is the question."""

    dari = _day(_("From"))
    sampai = _day(_("To, with this day"))

    def __init__(self, asked: Any, *, today: date) -> None:
        last = today.replace(day=1) - _ONE_DAY
        super().__init__(asked, initial={"dari": last.replace(day=1), "sampai": last})

    def clean(self) -> dict[str, Any]:
        """Both together. An end before the beginning is told at the end."""
        written = self.cleaned_data
        first, last = written.get("dari"), written.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", _("The end is before the beginning. Choose a later end."))
        return written

    def span(self) -> tuple[datetime, datetime]:
        """The time of these days in the city; its end is not included. On a valid form."""
        first, last = self.cleaned_data["dari"], self.cleaned_data["sampai"]
        return _midnight(first), _midnight(last + _ONE_DAY)

    @property
    def name(self) -> str:
        """The days, for the name of the file. On a valid form."""
        return f"{self.cleaned_data['dari']}-{self.cleaned_data['sampai']}"


def _midnight(day: date) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - the city's own, just below
