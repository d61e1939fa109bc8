"""What a traffic engineer fills in for the calendar of plan sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.kernel.ui.tags.flow import problems_of
from sewaka.kernel.ui.values import Problem
from sewaka.modules.traffic.rules.calendar import DAY_MIN, MOST_PRIORITY, Line

Choices = Sequence[tuple[str, str]]
SPARE = 2  # empty lines at the end
_CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})")


def clock(minute: int) -> str:
    """ "07.10"; "24.00" at the end of the day."""
    return f"{minute // 60:02}.{minute % 60:02}"


class MinuteField(forms.Field):
    """A time of the day as minutes since midnight; 24.00 is the end of the day."""

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError."""
        text = str(value or "").strip()
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        minute = int(found[1]) * 60 + int(found[2]) if found else DAY_MIN + 1
        if found is None or int(found[2]) >= 60 or minute > DAY_MIN:  # noqa: PLR2004 - minutes
            raise ValidationError(_("A time such as 07.10, at most 24.00."))
        return minute


_SPARE = ("from_min", "until_min", "plan")  # empty in a row that nobody has begun
_NEEDED = {"required": gettext_lazy("This line needs it.")}


class LineForm(forms.Form):
    """One row. A spare one may stay empty; a row without its kind of day is taken away."""

    day_type = forms.ChoiceField(label=gettext_lazy("Kind of day"), required=False)
    from_min = MinuteField(label=gettext_lazy("From"), error_messages=_NEEDED)
    until_min = MinuteField(label=gettext_lazy("Until"), error_messages=_NEEDED)
    plan = forms.ChoiceField(label=gettext_lazy("Plan set"), error_messages=_NEEDED)
    priority = forms.IntegerField(
        label=gettext_lazy("Priority"), min_value=0, max_value=MOST_PRIORITY, initial=0,
        error_messages=_NEEDED,
    )  # fmt: skip

    def __init__(self, *args: Any, day_types: Choices, sets: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("day_type", day_types), ("plan", sets)):
            shown = self.fields[name]
            self.fields[name] = forms.ChoiceField(
                label=shown.label, required=shown.required, error_messages=_NEEDED,
                choices=[("", "—"), *choices] if shown.required else choices,  # else it has one
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Nothing is wrong with a row that is left out; what was begun is never lost in silence."""
        told = super().clean() or self.cleaned_data
        if told.get("day_type") or "day_type" in self.errors:
            return told
        is_begun = any(self.data.get(self.add_prefix(name)) for name in _SPARE)
        self.errors.clear()
        if is_begun and not self.initial:
            self.add_error("day_type", _NEEDED["required"])
        return told

    @property
    def line(self) -> Line | None:
        """The row; None where it is left out."""
        told = self.cleaned_data
        if not told["day_type"]:
            return None
        return Line(
            told["day_type"], told["from_min"], told["until_min"], told["plan"], told["priority"]
        )


class CalendarForm:
    """The rows of a calendar and some empty ones."""

    def __init__(
        self, data: Any, *, lines: Sequence[Line], day_types: Choices, sets: Choices
    ) -> None:
        self.rows = [
            LineForm(
                data,
                prefix=f"line{number}",
                day_types=day_types,
                sets=sets,
                initial=_written(lines[number]) if number < len(lines) else {},
            )
            for number in range(len(lines) + SPARE)
        ]

    def is_valid(self) -> bool:
        """Whether every row can be read."""
        judged = [row.is_valid() for row in self.rows]  # each tells its own mistakes
        return all(judged)

    @property
    def has_errors(self) -> bool:
        """Whether something is wrong with what was sent."""
        return any(row.errors for row in self.rows)

    @property
    def problems(self) -> list[Problem]:
        """Of every row, for the summary."""
        return [problem for row in self.rows if row.is_bound for problem in problems_of(row)]

    @property
    def lines(self) -> list[Line]:
        """Rows that are not left out."""
        return [line for row in self.rows if (line := row.line)]

    def refuse(self, refusal: DomainError) -> None:
        """Beside the row that breaks the rule, where there is one."""
        number = int(refusal.facts.get("line", 0))
        used = [row for row in self.rows if row.line]
        row = used[number - 1] if 0 < number <= len(used) else self.rows[0]
        row.add_error("from_min" if number else None, sentence(refusal))


def _written(line: Line) -> dict[str, Any]:
    return {
        "day_type": line.day_type,
        "from_min": clock(line.from_min),
        "until_min": clock(line.until_min),
        "plan": line.plan,
        "priority": line.priority,
    }
