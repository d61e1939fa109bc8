"""What the desk fills in for a route, and the crew at a gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.modules.waste_banks.web.kilograms import KilogramField
from sewaka.modules.waste_banks.words import FAILURES

Choices = Sequence[tuple[str, str]]


class RouteForm(forms.Form):
    """A vehicle's day. `route`: of a fresh one its id to be, so that sending twice is once."""

    route = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, requests: Choices, crew: Choices, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["requests"] = forms.MultipleChoiceField(
            label=_("Who is fetched"), choices=requests, widget=forms.CheckboxSelectMultiple
        )
        self.fields["on"] = forms.DateField(
            label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        self.fields["departs"] = forms.TimeField(
            label=_("Departure"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        )
        self.fields["vehicle"] = forms.CharField(label=_("Vehicle"), max_length=80)
        self.fields["capacity"] = KilogramField(label=_("How many kilograms it carries"))
        self.fields["crew"] = forms.MultipleChoiceField(
            label=_("Crew"), choices=crew, widget=forms.CheckboxSelectMultiple, required=False
        )


class FailForm(forms.Form):
    """Why nothing was fetched."""

    reason = forms.ChoiceField(
        label=_("Why nothing was fetched"), choices=list(FAILURES.items()), widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("In words"), max_length=300, required=False)
