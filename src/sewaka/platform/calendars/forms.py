"""Forms of the calendar's pages. The rules are those of `actions`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.platform.calendars.importing import HolidayDraft
from sewaka.platform.calendars.labels import FIELDS
from sewaka.platform.calendars.models import Holiday, HolidayKind

MAX_LIST_BYTES = 1024 * 1024
WEEKDAYS = (
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
)


class HolidayForm(forms.Form):
    """One holiday."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(),
        error_messages={
            "required": FIELDS["not_a_date"],
            "invalid": FIELDS["not_a_date"],
        },
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": FIELDS["required"]}
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=HolidayKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": FIELDS["not_a_choice"],
            "invalid_choice": FIELDS["not_a_choice"],
        },
    )
    closes_offices = forms.BooleanField(label=_("Offices are closed"), required=False)
    is_verified = forms.BooleanField(label=_("Compared with the decree"), required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("For example the number of the decree."),
    )

    def draft(self) -> HolidayDraft:
        """What was entered. Call on a valid form."""
        return HolidayDraft(**self.cleaned_data)

    @staticmethod
    def values_of(holiday: Holiday) -> dict[str, object]:
        """The form's values for a stored holiday."""
        return {
            "day": holiday.day.isoformat(),
            "name": holiday.name,
            "name_en": holiday.name_en,
            "kind": holiday.kind,
            "closes_offices": holiday.closes_offices,
            "is_verified": holiday.is_verified,
            "source": holiday.source,
        }


class HoursForm(forms.Form):
    """Opening and closing time for each weekday, with an optional break."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """One text field a weekday: `08:00-12:00, 13:00-16:00`."""
        super().__init__(*args, **kwargs)
        for weekday, label in WEEKDAYS:
            self.fields[f"day_{weekday}"] = forms.CharField(
                label=label,
                required=False,
                max_length=60,
            )

    def week(self) -> dict[int, list[tuple[time, time]]]:
        """The openings by weekday. Call on a valid form."""
        return {
            weekday: read_openings(self.cleaned_data[f"day_{weekday}"])
            for weekday, _label in WEEKDAYS
        }

    def clean(self) -> dict[str, object]:
        """Every field must be readable."""
        for weekday, _label in WEEKDAYS:
            name = f"day_{weekday}"
            try:
                read_openings(self.cleaned_data.get(name, ""))
            except ValueError:
                self.add_error(name, _("Write times as 08:00-16:00."))
        return self.cleaned_data


class ListForm(forms.Form):
    """A file with a list."""

    list_file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "Columns: day, kind, name; if wanted name_en, closes_offices, verified, source."
        ),
    )

    def clean_list_file(self) -> str:
        """The text of the file, decoded."""
        upload = self.cleaned_data["list_file"]
        if upload.size > MAX_LIST_BYTES:
            raise forms.ValidationError(_("This file is larger than 1 MB."))
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is not UTF-8 text.")) from None


def read_openings(written: str) -> list[tuple[time, time]]:
    """`08:00-12:00, 13:00-16:00` as times. Raises ValueError."""
    return [_opening(part) for part in written.split(",") if part.strip()]


def written_openings(openings: Iterable[tuple[time, time]]) -> str:
    """The same the other way round."""
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in openings)


def _opening(part: str) -> tuple[time, time]:
    opens, dash, closes = part.replace(".", ":").partition("-")
    if not dash:
        raise ValueError(part)
    return time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())
