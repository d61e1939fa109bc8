"""What an operator fills in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.widgets import DateInput
from django.utils.translation import gettext_lazy as _

from sewaka.modules.traffic import words
from sewaka.modules.traffic.rules.overriding import LONGEST, REASON_LETTERS, REASON_LONGEST
from sewaka.modules.traffic.rules.what_if import HOURS, MOST_SEEDS, USUAL_SEEDS

_AMBULANCE = "B08>B09"
_ON_A_LANE = frozenset({"breakdown", "closed_lane", "dead_detector", "conflict_monitor"})
_LONGEST_S = int(LONGEST.total_seconds())


class IncidentForm(forms.Form):
    """On which arm something is in the way."""

    approach = forms.ChoiceField(label=_("On which arm"))

    def __init__(self, data: Any = None, *, arms: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["approach"] = forms.ChoiceField(label=_("On which arm"), choices=arms)


class StreetForm(forms.Form):
    """What shall happen on the demo's street."""

    kind = forms.ChoiceField(label=_("What shall happen"), choices=list(words.TROUBLES.items()))
    lane = forms.ChoiceField(label=_("On which lane"), required=False)
    amount = forms.FloatField(label=_("Number"), min_value=0, max_value=3_600, initial=120)

    def __init__(self, data: Any, *, lanes: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["lane"] = forms.ChoiceField(
            label=_("On which lane"), choices=lanes, required=False
        )

    @property
    def place(self) -> str:
        """Where, as the street names it."""
        kind = self.cleaned_data["kind"]
        if kind == "ambulance":
            return _AMBULANCE
        return self.cleaned_data["lane"] if kind in _ON_A_LANE else ""


class ResetForm(forms.Form):
    """Why a signal that flashes may go on. `flash`: the flash that was seen, by its begin."""

    flash = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Reason"),
        min_length=REASON_LETTERS,
        max_length=REASON_LONGEST,
        help_text=_("What was wrong, and who has looked. Everybody reads it, without your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OverrideForm(forms.Form):
    """Which stage, how long, why."""

    stage = forms.ChoiceField(label=_("Stage to hold"))
    seconds = forms.IntegerField(
        label=_("For how many seconds"),
        min_value=1,
        max_value=_LONGEST_S,
        initial=120,
        help_text=_("At most 600. It ends by itself, also when your connection is lost."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        min_length=REASON_LETTERS,
        max_length=REASON_LONGEST,
        help_text=_("Everybody reads it on the public page, without your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, stages: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["stage"] = forms.ChoiceField(label=_("Stage to hold"), choices=stages)


class WhatIfForm(forms.Form):
    """Whose vehicles, which two plans, how many draws."""

    day = forms.DateField(label=_("Vehicles of which day"), widget=DateInput())
    hour = forms.TypedChoiceField(
        label=_("Which hour"),
        coerce=int,
        choices=[(hour, f"{hour:02}.00–{(hour + 1) % HOURS:02}.00") for hour in range(HOURS)],
    )
    plan_a = forms.ChoiceField(label=_("Plan A"))
    plan_b = forms.ChoiceField(label=_("Plan B"))
    seeds = forms.IntegerField(
        label=_("Draws of vehicles"),
        min_value=1,
        max_value=MOST_SEEDS,
        initial=USUAL_SEEDS,
        help_text=_("Each plan drives every draw. More draws: narrower bars, a longer wait."),
    )

    def __init__(
        self, data: Any, *, plans: Sequence[tuple[str, str]], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["plan_a"] = forms.ChoiceField(label=_("Plan A"), choices=plans)
        self.fields["plan_b"] = forms.ChoiceField(label=_("Plan B"), choices=plans)
