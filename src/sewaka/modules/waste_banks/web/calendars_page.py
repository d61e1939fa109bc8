"""Calendars in words, their form, and weighing days as events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.modules.waste_banks.actions.scheduling import ScheduleDraft
from sewaka.modules.waste_banks.models import WasteBank, WeighingSession
from sewaka.modules.waste_banks.queries.calendars import Calendars
from sewaka.modules.waste_banks.rules import calendar
from sewaka.modules.waste_banks.rules.icalendar import Event

_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_A_MONDAY: Final = date(2026, 1, 5)
_RHYTHMS: Final = {
    0: gettext_lazy("every week"),
    1: gettext_lazy("the first of the month"),
    2: gettext_lazy("the second of the month"),
    3: gettext_lazy("the third of the month"),
    4: gettext_lazy("the fourth of the month"),
    5: gettext_lazy("the fifth of the month, where there is one"),
}


def _weekday(number: int) -> str:
    return date_format(_A_MONDAY.replace(day=_A_MONDAY.day + number), "l")


class ScheduleForm(forms.Form):
    """A weekday, how often, between which hours."""

    weekday = forms.ChoiceField(label=gettext_lazy("Weekday"))
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=[(str(n), said) for n, said in _RHYTHMS.items()]
    )
    begins = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=160)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        days = [(code, _weekday(n)) for n, code in enumerate(_CODES)]
        self.fields["weekday"] = forms.ChoiceField(label=_("Weekday"), choices=days)

    @property
    def draft(self) -> ScheduleDraft:
        """What the action takes."""
        given = self.cleaned_data
        place, day = int(given["rhythm"]), given["weekday"]
        rule = f"FREQ=MONTHLY;BYDAY={place}{day}" if place else f"FREQ=WEEKLY;BYDAY={day}"
        return ScheduleDraft(
            rrule=rule, begins=given["begins"], ends=given["ends"], place=given["place"]
        )


def usual(bank: WasteBank) -> Mapping[str, Any]:
    """What most banks do."""
    return {
        "weekday": "SU",
        "rhythm": "2",
        "begins": "07:00",
        "ends": "11:00",
        "place": bank.place or bank.name,
    }


def context(found: Calendars, form: ScheduleForm) -> Mapping[str, Any]:
    """The page."""
    rows = [
        {
            "words": in_words(one.rrule),
            "hours": f"{_clock(one.begins_at)}\N{EN DASH}{_clock(one.ends_at)}",
            "place": one.place,
            "end_url": reverse("waste_banks:calendar_end", args=[one.pk]),
        }
        for one in found.schedules
    ]
    return {"found": found, "form": form, "rows": rows, "has_errors": form.is_bound}


def in_words(rule: str) -> str:
    """ "Minggu, yang kedua dalam sebulan"."""
    days = sorted(calendar.read(rule).days)
    return "; ".join(f"{_weekday(day)}, {_RHYTHMS[place]}" for day, place in days)


def _clock(at: time) -> str:
    return f"{at:%H.%M}"


def feature(bank: WasteBank) -> Mapping[str, Any]:
    """A bank as a point of GeoJSON."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [bank.lon, bank.lat]},
        "properties": {
            "title": bank.name,
            "url": reverse("waste_banks:bank", args=[bank.code]),
            "group": "open",
        },
    }


def events(found: Iterable[WeighingSession]) -> Iterator[Event]:
    """For the calendar of a phone."""
    for one in found:
        place = ", ".join(dict.fromkeys((one.place, one.bank.name)))
        summary = _("Weighing day: %(bank)s") % {"bank": one.bank.name}
        yield Event(f"{one.pk}@sewaka", one.begins_at, one.ends_at, summary, place)
