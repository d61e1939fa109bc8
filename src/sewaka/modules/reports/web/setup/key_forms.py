"""The form of a new key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.actions.georeport.clients import HOURLY_QUOTA, MOST_NAME
from sewaka.modules.reports.models import ClientRole
from sewaka.modules.reports.models.setup_labels import ERRORS
from sewaka.platform.agencies import api as agencies


class KeyForm(forms.Form):
    """Which program, what it may do, how often."""

    name = forms.CharField(
        label=_("Program"),
        max_length=MOST_NAME,
        error_messages={
            "required": ERRORS["reports.key.name"],
            "max_length": ERRORS["reports.key.name"],
        },
    )
    role = forms.ChoiceField(
        label=_("What it may do"),
        choices=ClientRole.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    hourly_quota = forms.IntegerField(
        label=_("Requests in one hour"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        initial=HOURLY_QUOTA,
        error_messages={
            "required": ERRORS["reports.key.quota"],
            "invalid": ERRORS["reports.key.quota"],
        },
    )
    answers_by_token = forms.BooleanField(
        label=_("Answer with tokens"),
        required=False,
        help_text=_("For programs that hand in many at once: the number follows later."),
    )

    def __init__(self, posted: Any) -> None:
        super().__init__(posted)
        offices = agencies.agencies(is_external=False)
        self.fields["agency"] = forms.ChoiceField(
            label=_("Agency whose officers it acts like"),
            choices=[("", ""), *((one.code, one.local_name) for one in offices)],
            required=False,
            error_messages={"invalid_choice": ERRORS["reports.key.agency"]},
        )
        self.order_fields(["name", "role", "agency", "hourly_quota", "answers_by_token"])

    def facts(self) -> dict[str, Any]:
        """What `create_key` wants. Call on a valid form."""
        written = dict(self.cleaned_data)
        role, agency = ClientRole(written.pop("role")), written.pop("agency")
        return {**written, "role": role, "agency_code": agency}
