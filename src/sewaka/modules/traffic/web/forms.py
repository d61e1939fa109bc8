"""What an operator fills in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.modules.traffic.rules import LONGEST, REASON_LETTERS, REASON_LONGEST

_LONGEST_S = int(LONGEST.total_seconds())


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
