"""The form with which a village office adds a hamlet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.geo import Position
from sewaka.platform.territory import labels


class HamletForm(forms.Form):
    """What is typed. The rules are those of `actions.add_hamlet`."""

    name = forms.CharField(
        label=_("Name of the hamlet"),
        max_length=80,
        error_messages={"required": _("Write the name of the hamlet.")},
    )
    head_name = forms.CharField(
        label=_("Name of its head"),
        max_length=80,
        required=False,
        help_text=_("Only offices see it."),
    )
    phone = forms.CharField(
        label=_("Telephone of its head"),
        max_length=30,
        required=False,
        help_text=_("Only offices see it; it is stored encrypted."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    lat = forms.FloatField(
        label=_("Latitude"),
        required=False,
        help_text=_("For example -8.7358"),
        widget=forms.TextInput(attrs={"inputmode": "text"}),
    )
    lon = forms.FloatField(
        label=_("Longitude"),
        required=False,
        help_text=_("For example 115.2244"),
        widget=forms.TextInput(attrs={"inputmode": "text"}),
    )

    @property
    def position(self) -> Position | None:
        """The place, when both numbers are given. Call on a valid form."""
        lat, lon = self.cleaned_data["lat"], self.cleaned_data["lon"]
        return None if lat is None else Position(lat=lat, lon=lon)

    def clean(self) -> dict[str, Any]:
        """Both numbers or none, and on the globe."""
        given = super().clean() or self.cleaned_data
        lat, lon = given.get("lat"), given.get("lon")
        if self.has_error("lat") or self.has_error("lon"):
            return given
        if (lat is None) != (lon is None):
            self.add_error("lat", labels.row("half_a_position"))
        elif lat is not None and lon is not None and not _is_on_the_globe(lat, lon):
            self.add_error("lat", labels.row("bad_position"))
        return given


def _is_on_the_globe(lat: float, lon: float) -> bool:
    try:
        Position(lat=lat, lon=lon)
    except ValueError:
        return False
    return True
