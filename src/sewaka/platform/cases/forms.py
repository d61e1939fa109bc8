"""The form of an action, drawn from its asks. It only draws: `move` reads and judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict, ErrorList

from sewaka.kernel.workflow import Ask, AskKind
from sewaka.platform.agencies import api as agencies
from sewaka.platform.cases.words import problem_text

_FEW = 6  # choices up to here stand as cards, more as a list


class AskForm(forms.Form):
    """One field for each ask; `photos` are drawn apart by the page.

    Give `given` (what was sent) and `problems` (field name -> code) to show it again with
    everything kept. Field ids carry the `scope`, so that several forms fit on one page.
    """

    def __init__(
        self,
        *,
        asks: Iterable[Ask],
        today: date,
        scope: str,
        given: Mapping[str, Any] | None = None,
        problems: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data=given, auto_id=f"{scope}-%s")
        self._asks = {ask.name: ask for ask in asks}
        self._problems = dict(problems or {})
        for ask in self._asks.values():
            if ask.kind is not AskKind.PHOTO:
                self.fields[ask.name] = _field(ask, today=today)

    def full_clean(self) -> None:
        """Take over the problems that `move` named."""
        self.cleaned_data: dict[str, Any] = {}
        self._errors = ErrorDict()
        for name, code in self._problems.items():
            ask = self._asks.get(name)
            place = name if name in self.fields else NON_FIELD_ERRORS
            self._errors[place] = ErrorList([problem_text(code, ask=ask)])

    def problem_of(self, name: str) -> str:
        """The words for one field's problem; empty when it has none."""
        code = self._problems.get(name)
        return problem_text(code, ask=self._asks.get(name)) if code else ""


def _field(ask: Ask, *, today: date) -> forms.Field:
    shared: dict[str, Any] = {
        "label": ask.label,
        "help_text": ask.hint,
        "required": ask.is_required,
    }
    match ask.kind:
        case AskKind.CHOICE | AskKind.AGENCY:
            return _choice(ask, shared, today=today)
        case AskKind.DATE:
            return forms.DateField(widget=forms.DateInput, **shared)
        case AskKind.FLAG:
            return forms.BooleanField(**shared)
        case AskKind.NUMBER:
            number = forms.TextInput(attrs={"inputmode": "decimal"})
            return forms.CharField(widget=number, **shared)
        case _:
            area = forms.Textarea(attrs={"rows": 4})
            widget = forms.TextInput() if ask.kind is AskKind.TEXT else area
            return forms.CharField(widget=widget, max_length=ask.max_length, **shared)


def _choice(ask: Ask, shared: dict[str, Any], *, today: date) -> forms.Field:
    if ask.kind is AskKind.AGENCY:
        offices = agencies.agencies(on=today, is_external=False)
        names = [("", ""), *((office.code, office.local_name) for office in offices)]
        return forms.ChoiceField(choices=names, **shared)
    options = ask.options
    widget = forms.RadioSelect if len(options) <= _FEW else forms.Select
    return forms.ChoiceField(choices=options, widget=widget, **shared)
