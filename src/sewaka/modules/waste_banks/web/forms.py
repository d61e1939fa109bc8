"""What citizens fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.words import FORMS


class WithdrawalForm(forms.Form):
    """How much, in what, and where to; what is right is decided by the action."""

    amount = forms.IntegerField(label=_("How much, in rupiah"), min_value=1)
    form = forms.ChoiceField(
        label=_("In what"), choices=list(FORMS.items()), widget=forms.RadioSelect, initial="CASH"
    )
    destination = forms.CharField(
        label=_("Where to"),
        help_text=_("Not for cash and groceries: the number of the meter, phone or account."),
        required=False,
        max_length=80,
    )
    wish = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A fresh wish has its own id, so that sending twice is asking once."""
        kwargs.setdefault("initial", {"wish": new_id(), "form": "CASH"})
        super().__init__(*args, **kwargs)
