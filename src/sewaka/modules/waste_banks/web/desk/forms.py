"""What officers fill in at the counter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.rules.kinds import CustomerKind, Purpose
from sewaka.modules.waste_banks.words import CUSTOMER_KINDS

LINES = 5  # of one form; who brings more is weighed twice
_MOST_G = 1_000_000


class WeighingForm(forms.Form):
    """Up to five sorts; empty lines are left out."""

    wish = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, photos: Any = None, *, categories: Sequence[tuple[str, str]]
    ) -> None:
        initial = {"wish": new_id(), "purpose": Purpose.SAVINGS.value}
        super().__init__(data, photos if data else None, initial=initial)
        for n in range(1, LINES + 1):
            self._line(n, [("", "–"), *categories])
        self.fields["purpose"] = forms.ChoiceField(
            label=_("For whom"),
            choices=[
                (Purpose.SAVINGS.value, _("The customer's savings")),
                (Purpose.DONATION.value, _("A gift to the social fund")),
            ],
        )

    def _line(self, n: int, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[f"category_{n}"] = forms.ChoiceField(
            label=_("What (%(n)d)") % {"n": n}, choices=choices, required=n == 1
        )
        grams = forms.NumberInput(attrs={"inputmode": "numeric"})
        self.fields[f"gross_{n}"] = forms.IntegerField(
            label=_("Weight in grams (%(n)d)") % {"n": n},
            widget=grams,
            required=n == 1,
            max_value=_MOST_G,
        )
        self.fields[f"tare_{n}"] = forms.IntegerField(
            label=_("Of this the container (%(n)d)") % {"n": n},
            widget=grams,
            required=False,
            max_value=_MOST_G,
        )
        self.fields[f"photo_{n}"] = forms.FileField(
            label=_("Photo (%(n)d)") % {"n": n},
            widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
            required=False,
        )

    @property
    def lines(self) -> list[tuple[int, str, int, int]]:
        """Number in the form, category, grams on the scale, grams of the container."""
        found = []
        for n in range(1, LINES + 1):
            category, gross, tare = (
                self.cleaned_data.get(f"{name}_{n}") for name in ("category", "gross", "tare")
            )
            if category or gross:
                found.append((n, category or "", gross or 0, tare or 0))
        return found


def weighing_form(request: HttpRequest, *, categories: Sequence[tuple[str, str]]) -> WeighingForm:
    """Empty, or with what was sent."""
    return WeighingForm(request.POST or None, request.FILES, categories=categories)


class CustomerForm(forms.Form):
    """Who wants to save; what is right is decided by the action."""

    kind = forms.ChoiceField(
        label=_("Who saves"),
        choices=list(CUSTOMER_KINDS.items()),
        initial=CustomerKind.PERSON.value,
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    nik = forms.CharField(label=_("Identity number (NIK)"), max_length=16, required=False)
    family_card = forms.CharField(
        label=_("Number of the family card (KK)"), max_length=16, required=False
    )
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    banjar = forms.CharField(label=_("Banjar"), max_length=80, required=False)
    born_on = forms.DateField(
        label=_("Born on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    guardian = forms.CharField(
        label=_("Number of the guardian"),
        help_text=_("Under 17 years only: a grown-up customer of this bank."),
        max_length=14,
        required=False,
    )
