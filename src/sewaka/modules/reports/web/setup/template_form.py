"""The form of a ready-made answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.actions.setting_up.templates import TemplateDraft
from sewaka.modules.reports.models import AnswerTemplate
from sewaka.modules.reports.models.labels import STATES
from sewaka.modules.reports.models.setup_labels import ERRORS
from sewaka.modules.reports.models.templates import TEMPLATE_STATES
from sewaka.modules.reports.rules.answers import MOST_TEXT
from sewaka.modules.reports.web.setup.route_forms import categories


class TemplateForm(forms.Form):
    """Name, moment, category, words; and the version that was looked at."""

    name = forms.CharField(
        label=_("Name"), max_length=80, error_messages={"required": ERRORS["reports.template.name"]}
    )
    state = forms.ChoiceField(
        label=_("For the answer with which a report becomes"),
        choices=[("", ""), *((state, STATES[state]) for state in TEMPLATE_STATES)],
        error_messages={
            "required": ERRORS["reports.template.state"],
            "invalid_choice": ERRORS["reports.template.state"],
        },
    )
    text = forms.CharField(
        label=_("Words"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": ERRORS["reports.template.text"],
            "max_length": ERRORS["reports.template.text"],
        },
    )
    is_offered = forms.BooleanField(label=_("Offer it to the offices"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, posted: Any, *, template: AnswerTemplate | None = None) -> None:
        super().__init__(posted, initial=_values(template))
        self.fields["category"] = forms.ChoiceField(
            label=_("Category"),
            choices=[("", _("every category")), *categories()],
            required=False,
            error_messages={"invalid_choice": ERRORS["reports.route.category"]},
        )
        self.order_fields(["name", "state", "category", "text", "is_offered", "version"])

    def draft(self) -> TemplateDraft:
        """What was written. Call on a valid form."""
        written = dict(self.cleaned_data)
        written.pop("version")
        return TemplateDraft(**written)


def _values(template: AnswerTemplate | None) -> dict[str, Any]:
    if template is None:
        return {"is_offered": True, "version": 0}
    return {
        "name": template.name,
        "state": template.state,
        "category": template.category_id or "",
        "text": template.text,
        "is_offered": template.is_offered,
        "version": template.version,
    }
