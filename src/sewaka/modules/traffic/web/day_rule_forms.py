"""What an engineer fills in for a kind of day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.modules.traffic.models import DayType
from sewaka.modules.traffic.rules.day_rules import FURTHEST_SHIFT, MOST_RANK
from sewaka.modules.traffic.rules.days import DayRule

WEEKDAYS = (
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
    ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
)
_DATE = {"type": "date"}


class RuleForm(forms.Form):
    """A kind of day: its names, and what must hold of a day."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=32,
        help_text=gettext_lazy("Small letters and digits. It never changes."),
    )
    name = forms.CharField(label=gettext_lazy("Name in Indonesian"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80)
    rank = forms.IntegerField(
        label=gettext_lazy("Rank"),
        min_value=1,
        max_value=MOST_RANK,
        help_text=gettext_lazy("Of several kinds whose rules hold the lowest rank wins."),
    )
    holiday = forms.CharField(
        label=gettext_lazy("Holiday"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "Part of its name in the city's calendar, as Galungan. A star stands for every day on"
            " which offices are closed."
        ),
    )
    shift_days = forms.IntegerField(
        label=gettext_lazy("Days after that holiday"),
        min_value=-FURTHEST_SHIFT,
        max_value=FURTHEST_SHIFT,
        required=False,
        help_text=gettext_lazy("-1 is its eve."),
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all of them."),
    )
    in_span = forms.BooleanField(
        label=gettext_lazy("Only on days that are written down for it"), required=False
    )

    def __init__(self, data: Any, *, known: DayType | None, kinds: Sequence[DayType]) -> None:
        super().__init__(data, initial=_initial(known))
        self._known, self._codes = known, {one.code for one in kinds}
        if known is not None:
            del self.fields["code"]

    @property
    def rule(self) -> DayRule:
        """Only of a valid form."""
        clean = self.cleaned_data
        return DayRule(
            code=self._known.code if self._known else clean["code"],
            rank=clean["rank"],
            holiday=clean["holiday"].strip(),
            shift_days=clean["shift_days"] or 0,
            weekdays="".join(sorted(clean["weekdays"])),
            in_span=clean["in_span"],
        )

    def clean_code(self) -> str:
        """A new one."""
        code: str = self.cleaned_data["code"]
        if code in self._codes:
            raise forms.ValidationError(_("There is a kind of that code already."))
        return code


def _initial(known: DayType | None) -> dict[str, Any]:
    if known is None:
        return {}
    return {
        "name": known.name, "name_en": known.name_en, "rank": known.rank,
        "holiday": known.holiday, "shift_days": known.shift_days or "",
        "weekdays": list(known.weekdays), "in_span": known.in_span,
    }  # fmt: skip


class SpanForm(forms.Form):
    """Days of a kind, both ends included, and where that stands."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of day"))
    begin = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )
    end = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=gettext_lazy("Where that is written"),
        max_length=200,
        help_text=gettext_lazy("The decree or the schools' calendar, with its year."),
    )

    def __init__(self, data: Any, *, kinds: Sequence[DayType]) -> None:
        super().__init__(data)
        choices = [(one.code, one.local_name) for one in kinds if one.in_span]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of day"), choices=choices)
