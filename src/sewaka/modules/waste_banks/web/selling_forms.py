"""What the head of a bank fills in when waste leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sewaka.kernel import clock
from sewaka.kernel.ids import new_id
from sewaka.kernel.ui.formats import weight
from sewaka.kernel.ui.tags.flow import problems_of
from sewaka.kernel.ui.values import Problem
from sewaka.modules.waste_banks.actions.selling import SaleWish
from sewaka.modules.waste_banks.queries.stock import Heap, StockDesk
from sewaka.modules.waste_banks.rules.selling import Sold
from sewaka.modules.waste_banks.web.kilograms import KilogramField

_DEAREST_IDR = 10_000_000


class RowForm(forms.Form):
    """One sort of the note; all empty: it stays here."""

    weight = KilogramField(label=_("Sold, in kg"))
    price = forms.IntegerField(
        label=_("Rupiah a kilogram"), required=False, min_value=0, max_value=_DEAREST_IDR
    )
    shrink = KilogramField(label=_("Dried or missing, in kg"))
    residue = KilogramField(label=_("Worthless, in kg"))

    def __init__(self, data: Any, *, heap: Heap) -> None:
        super().__init__(data, prefix=heap.category.code, initial={"price": heap.sell_idr})
        self.heap = heap
        self.name = heap.category.local_name
        self.there = weight(heap.grams)

    @property
    def sold(self) -> Sold | None:
        """The line of the sale; None where nothing leaves."""
        given = self.cleaned_data
        leaves = given["weight"], given["shrink"], given["residue"]
        if not any(leaves):
            return None
        return Sold(self.heap.category.code, leaves[0], given["price"] or 0, *leaves[1:])


class SaleForm(forms.Form):
    """To whom, when, and what of each sort that lies there (`rows`)."""

    buyer = forms.CharField(label=_("Who buys"), max_length=120, required=False)
    is_to_main_bank = forms.BooleanField(label=_("The main bank buys"), required=False)
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note_number = forms.CharField(label=_("Number of the note"), max_length=60, required=False)
    is_owed = forms.BooleanField(label=_("The buyer pays later"), required=False)
    sale = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, desk: StockDesk) -> None:
        """A fresh sale has its own id, so that sending twice is selling once."""
        super().__init__(data, initial={"day": localdate(clock.now()), "sale": new_id()})
        self.rows = [RowForm(data, heap=heap) for heap in desk.heaps]
        if desk.main is None:
            del self.fields["is_to_main_bank"]

    def is_valid(self) -> bool:
        """With its rows."""
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def wish(self) -> SaleWish:
        """The sale as it is wanted."""
        given = self.cleaned_data
        return SaleWish(
            id=given["sale"],
            day=given["day"],
            lines=self._sold(),
            buyer=given["buyer"],
            is_to_main_bank=given.get("is_to_main_bank", False),
            note_number=given["note_number"],
            is_paid=not given["is_owed"],
        )

    @property
    def problems(self) -> list[Problem]:
        """What has to be mended, its rows' too."""
        return [one for form in (self, *self.rows) for one in problems_of(form)]

    def _sold(self) -> Sequence[Sold]:
        return [line for row in self.rows if (line := row.sold) is not None]
