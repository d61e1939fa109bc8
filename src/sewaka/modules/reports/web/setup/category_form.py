"""The form of a category."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.labels import GROUPS, ICONS
from sewaka.modules.reports.models.setup_labels import (
    ERRORS,
    IDENTITIES,
    PLANS,
    VISIBILITIES,
    policy_name,
)
from sewaka.modules.reports.rules.categories import (
    MOST_KEYWORDS,
    MOST_NAME,
    MOST_TOPIC,
    CategoryDraft,
)
from sewaka.modules.reports.rules.draft import Identity

_ONE_DAY = timedelta(days=1)


def _words(label: Any, *, most: int, required: bool = True, hint: Any = "") -> forms.CharField:
    error = ERRORS["reports.category.name" if required else "reports.category.keywords"]
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=hint,
        error_messages={"required": error, "max_length": error},
    )


def _number(label: Any, name: str) -> forms.IntegerField:
    error = ERRORS[f"reports.category.{name}"]
    return forms.IntegerField(
        label=label,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": error, "invalid": error},
    )


def _choice(label: Any, choices: Any, *, code: str = "choice", hint: Any = "") -> forms.ChoiceField:
    error = ERRORS[f"reports.category.{code}"]
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        error_messages={"required": error, "invalid_choice": error},
    )


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=hint,
        widget=forms.DateInput(),
        error_messages={"invalid": _("Write the day as year-month-day.")},
    )


class CategoryForm(forms.Form):
    """Everything of a category but its questions: of one that stands, with the state that was
    looked at; or of a new one, with its code.
    """

    name = _words(_("Name"), most=MOST_NAME)
    name_en = _words(_("Name in English"), most=MOST_NAME)
    group = _choice(_("Group"), list(GROUPS.items()))
    icon = forms.ChoiceField(
        label=_("Picture"),
        choices=[("", _("that of the group")), *ICONS.items()],
        required=False,
        error_messages={"invalid_choice": ERRORS["reports.category.choice"]},
    )
    keywords = _words(
        _("Words that people search for"),
        most=MOST_KEYWORDS,
        required=False,
        hint=_("In both languages, with blanks between them."),
    )
    lapor_topic = _words(
        _("Topic in LAPOR!"),
        most=MOST_TOPIC,
        required=False,
        hint=_("What the national system calls it; several with a semicolon between them."),
    )
    plan = _choice(_("Way"), list(PLANS.items()))
    visibility = _choice(_("Who may read it"), list(VISIBILITIES.items()))
    identities = forms.MultipleChoiceField(
        label=_("How authors may be known"),
        choices=list(IDENTITIES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": ERRORS["reports.category.identities"],
            "invalid_choice": ERRORS["reports.category.identities"],
        },
    )
    needs_after_photo = forms.BooleanField(label=_("Finished work needs a photo"), required=False)
    proof_distance_m = _number(
        _("How far from the place it may be taken, in metres"), "proof_distance_m"
    )
    duplicate_radius_m = _number(
        _("How near another report may be the same, in metres"), "duplicate_radius_m"
    )
    duplicate_days = _number(_("For how many days after closing"), "duplicate_days")
    order = _number(_("Place in the list"), "order")
    active_from = _day(_("First day"), _("Empty: it has always been offered."))
    active_to = _day(_("Last day"), _("Reports that exist stay readable. Empty: no end."))
    seen = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])

    def __init__(self, posted: Any, *, category: Category | None = None) -> None:
        super().__init__(posted, initial=_NEW if category is None else _values(category))
        policies = catalogue.current().policies
        self.fields["policy"] = _choice(
            _("Promise"), [(code, policy_name(code)) for code in policies], code="policy"
        )
        names = list(self.base_fields)
        names.insert(names.index("plan") + 1, "policy")
        self.drawn = "" if category is None else category.icon
        if category is None:
            self.fields["code"] = _code()
            names.insert(0, "code")
            del self.fields["seen"]
        self.order_fields(names)

    def draft(self) -> CategoryDraft:
        """What was written. Call on a valid form."""
        names = {one.name for one in fields(CategoryDraft)}
        written = {name: value for name, value in self.cleaned_data.items() if name in names}
        last = written["active_to"]
        written["active_to"] = last + _ONE_DAY if last else None
        written["icon"] = written["icon"] or self.drawn
        written["identities"] = tuple(written["identities"])
        return CategoryDraft(**written)


_NEW = {
    "identities": [identity.value for identity in Identity],
    "proof_distance_m": 100,
    "duplicate_radius_m": 50,
    "duplicate_days": 14,
    "order": 500,
}


def _code() -> forms.CharField:
    error = ERRORS["reports.category.code"]
    return forms.CharField(
        label=_("Code"),
        max_length=16,
        help_text=_("Other programs know the category by it. It never changes."),
        error_messages={"required": error, "max_length": error},
    )


def _values(category: Category) -> dict[str, Any]:
    end = category.active_to
    return {
        **asdict(category.as_draft()),
        "active_to": end - _ONE_DAY if end else None,
        "seen": category.changed_at.strftime("%Y-%m-%dT%H:%M:%S.%f%z"),
    }
