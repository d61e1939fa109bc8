"""A weight as people type it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SHAPE = re.compile(r"(\d{1,6})(?:[.,](\d{1,3}))?")
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")  # of kilograms, or three decimals: nobody can know


class KilogramField(forms.CharField):
    """ "12,5" or "12.5" kilograms become whole grams; empty is none. "1.250" is asked about."""

    default_error_messages = {
        "shape": _("Write kilograms, like 12,5."),
        "thousands": _("Is this a thousand, or three decimals? Write 1250 or 1,25."),
    }
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=12, **more)

    def clean(self, value: Any) -> int:
        """Grams."""
        text = str(super().clean(value)).strip()
        if not text:
            return 0
        if _THOUSANDS.fullmatch(text):
            raise ValidationError(self.error_messages["thousands"], code="thousands")
        found = _SHAPE.fullmatch(text)
        if found is None:
            raise ValidationError(self.error_messages["shape"], code="shape")
        return int(found[1]) * 1_000 + int((found[2] or "").ljust(3, "0"))
