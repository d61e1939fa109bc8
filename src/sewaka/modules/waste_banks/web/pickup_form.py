"""What somebody fills in who wants their waste fetched."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.kernel.ui.values import Place
from sewaka.modules.waste_banks.rules.pickups import Slot
from sewaka.modules.waste_banks.web.kilograms import KilogramField
from sewaka.modules.waste_banks.words import SLOTS

# Where the page shows a field that the action calls otherwise.
FIELDS = {"address": "landmark", "place": "landmark", "wished_on": "wished_on"}


class PickupForm(forms.Form):
    """Where, when, how much. What is right is decided by the action."""

    landmark = forms.CharField(required=False, max_length=200)
    lat = forms.CharField(required=False, max_length=24)
    lon = forms.CharField(required=False, max_length=24)
    wished_on = forms.DateField(
        label=_("On which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    slot = forms.ChoiceField(
        label=_("When are you at home"), choices=list(SLOTS.items()), widget=forms.RadioSelect
    )
    estimate = KilogramField(
        label=_("How many kilograms, about"), help_text=_("At least 3 kg; a full rice sack is 10.")
    )
    wish = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, tomorrow: date) -> None:
        """A fresh wish has its own id, so that sending twice is asking once."""
        initial = {"wish": new_id(), "slot": Slot.MORNING.value, "wished_on": tomorrow}
        super().__init__(data, initial=initial)

    @property
    def place(self) -> Place:
        """What the place field shows again."""
        lat, lon = (_degrees(str(self[name].value() or "")) for name in ("lat", "lon"))
        return Place(lat=lat, lon=lon, landmark=str(self["landmark"].value() or ""))


def _degrees(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
