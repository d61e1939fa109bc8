"""A form's field for an amount of time: a number and its unit."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import widgets
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.calendar import Budget, Unit
from sewaka.modules.reports.models import setup_labels


class BudgetWidget(widgets.MultiWidget):
    """Two inputs, `<name>` and `<name>_unit`."""

    def __init__(self) -> None:
        super().__init__({"": widgets.TextInput(), "unit": widgets.Select()})

    def decompress(self, value: Budget | None) -> list[Any]:
        """A stored budget as its two parts; an empty one offers working days."""
        return ["", Unit.WORKING_DAYS] if value is None else [value.amount, value.unit]


class BudgetField(forms.MultiValueField):
    """Gives a `Budget`, or None where it may stay empty and does. The rules judge its size."""

    widget = BudgetWidget
    default_error_messages: ClassVar = {
        "required": setup_labels.ERRORS["reports.policy.amount"],
        "invalid": setup_labels.ERRORS["reports.policy.amount"],
    }

    def __init__(self, *, required: bool = True, **rest: Any) -> None:
        units = list(setup_labels.UNITS.items())
        parts = (
            forms.RegexField(r"^\d{1,4}$", required=required),
            forms.ChoiceField(choices=units, required=False),
        )
        super().__init__(parts, required=required, require_all_fields=False, **rest)
        self.choices = units

    def clean(self, value: Any) -> Budget | None:
        """The budget that was written. Raises ValidationError with one sentence."""
        amount, unit = value if isinstance(value, list) else [value, ""]
        text = str(amount or "").strip()
        if not text and not self.required:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
            raise ValidationError(self.error_messages["invalid"])
        if unit not in setup_labels.UNITS:
            raise ValidationError(_("Choose a unit of the list."))
        return Budget(int(text), Unit(unit))


_DIGITS = 4
