"""What a traffic engineer fills in for a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.widgets import DateTimeInput
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic.rules.planning import LONGEST_SPLIT_S

Choices = Sequence[tuple[str, str]]


class NewPlanForm(forms.Form):
    """A copy of which plan, under which name."""

    base = forms.ChoiceField(label=_("Begin with a copy of"))
    plan_code = forms.CharField(
        label=_("Name of the plan set"),
        max_length=32,
        help_text=_("Small letters, digits and hyphens. A known name gets a new version."),
    )

    def __init__(self, data: Any, *, bases: Choices) -> None:
        super().__init__(data)
        self.fields["base"] = forms.ChoiceField(label=_("Begin with a copy of"), choices=bases)


class PlanForm(forms.Form):
    """A line for each split, and one more; a line without a stage is left out."""

    offset = forms.FloatField(
        label=_("Offset in seconds"),
        min_value=0,
        help_text=_("When its cycles begin, after midnight and a whole number of cycles."),
    )

    def __init__(
        self, data: Any, *, stages: Choices, splits: Sequence[tuple[int, float]], offset: float
    ) -> None:
        super().__init__(data, initial={"offset": f"{offset:g}"})
        self._lines = len(splits) + 1
        for line in range(self._lines):
            stage, seconds = map(str, splits[line]) if line < len(splits) else ("", "")
            self.fields[f"stage_{line}"] = forms.ChoiceField(
                label=_("Line %(line)d: stage") % {"line": line + 1},
                choices=stages,
                required=False,
                initial=stage,
            )
            self.fields[f"seconds_{line}"] = forms.FloatField(
                label=_("Line %(line)d: seconds, the change into it included") % {"line": line + 1},
                min_value=1,
                max_value=LONGEST_SPLIT_S,
                required=False,
                initial=seconds.removesuffix(".0"),  # as a number field reads it
            )

    @property
    def splits(self) -> list[tuple[int, float]]:
        """Stage and seconds of each line that has one."""
        told = self.cleaned_data
        return [
            (int(told[f"stage_{line}"]), told[f"seconds_{line}"] or 0.0)
            for line in range(self._lines)
            if told[f"stage_{line}"]
        ]

    def refuse(self, refusal: DomainError) -> None:
        """Beside the line that breaks the rule, where there is one."""
        line = int(refusal.facts.get("line", 0))
        used = [at for at in range(self._lines) if self.cleaned_data[f"stage_{at}"]]
        name = f"seconds_{used[line - 1]}" if 0 < line <= len(used) else None
        self.add_error(name, sentence(refusal))


class PublishForm(forms.Form):
    """From when; empty: at once."""

    valid_from = forms.DateTimeField(
        label=_("In force from"),
        required=False,
        widget=DateTimeInput(),
        help_text=_("Empty: at once."),
    )
