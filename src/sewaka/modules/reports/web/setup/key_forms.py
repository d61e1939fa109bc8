"""The forms of a key: a new one, and what one may do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.actions.georeport.clients import HOURLY_QUOTA, MOST_NAME
from sewaka.modules.reports.models import ClientRole, GeoReportClient
from sewaka.modules.reports.models.clients import KeyRights, rights_of
from sewaka.modules.reports.models.setup_labels import ERRORS
from sewaka.platform.agencies import api as agencies

_RIGHTS = ("role", "agency", "hourly_quota", "answers_by_token")


class RightsForm(forms.Form):
    """What a program may do, and how often."""

    role = forms.ChoiceField(
        label=_("What it may do"),
        choices=ClientRole.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": ERRORS["reports.key.role"],
            "invalid_choice": ERRORS["reports.key.role"],
        },
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

    def __init__(self, posted: Any, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(posted, initial=initial)
        offices = agencies.agencies(is_external=False)
        self.fields["agency"] = forms.ChoiceField(
            label=_("Agency whose officers it acts like"),
            choices=[("", ""), *((one.code, one.local_name) for one in offices)],
            required=False,
            error_messages={"invalid_choice": ERRORS["reports.key.agency"]},
        )
        self.order_fields(["name", *_RIGHTS])

    def rights(self) -> KeyRights:
        """What was chosen. Call on a valid form."""
        written = self.cleaned_data
        return KeyRights(
            role=ClientRole(written["role"]),
            hourly_quota=written["hourly_quota"],
            agency_code=written["agency"],
            answers_by_token=written["answers_by_token"],
        )


class KeyForm(RightsForm):
    """A new key: which program besides."""

    name = forms.CharField(
        label=_("Program"),
        max_length=MOST_NAME,
        error_messages={
            "required": ERRORS["reports.key.name"],
            "max_length": ERRORS["reports.key.name"],
        },
    )

    def facts(self) -> dict[str, Any]:
        """What `create_key` wants. Call on a valid form."""
        return {"name": self.cleaned_data["name"], **asdict(self.rights())}


class ChangeKeyForm(RightsForm):
    """What a program that has a key may do from now on; and what was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, posted: Any, *, client: GeoReportClient) -> None:
        now = asdict(rights_of(client))
        super().__init__(
            posted, initial={**now, "agency": now["agency_code"], "seen": signing.dumps(now)}
        )

    def changes(self) -> dict[str, KeyRights]:
        """What `change_key` wants. Call on a valid form."""
        return {"rights": self.rights(), "seen": self.cleaned_data["seen"]}

    def clean_seen(self) -> KeyRights:
        """What was looked at, as this page wrote it."""
        try:
            found = signing.loads(self.cleaned_data["seen"])
        except signing.BadSignature:
            raise forms.ValidationError(ERRORS["reports.setup.stale"]) from None
        return KeyRights(**{**found, "role": ClientRole(found["role"])})
