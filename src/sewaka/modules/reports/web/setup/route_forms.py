"""Forms of the routes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sewaka.modules.reports.models import RoutingRule, catalogue
from sewaka.modules.reports.models.setup_labels import ERRORS
from sewaka.modules.reports.rules.routing import Route
from sewaka.platform.agencies import api as agencies
from sewaka.platform.territory import api as territory

Choices = list[tuple[str, Any]]
_INDENT = {territory.Level.VILLAGE: "– ", territory.Level.HAMLET: "– – "}


def categories() -> Choices:
    """Every category, retired ones too."""
    found = catalogue.current().categories.values()
    return [(one.service_code, f"{one.service_code} {one.local_name}") for one in found]


def areas() -> Iterator[tuple[str, str]]:
    """Districts with their villages and hamlets below them."""
    for area in territory.areas().exclude(level=territory.Level.CITY):
        yield area.code, f"{_INDENT.get(territory.Level(area.level), '')}{area.name}"


def _choice(label: Any, choices: Choices, *, error: str, required: bool = True) -> Any:
    words = {"required": ERRORS[error], "invalid_choice": ERRORS[error]}
    return forms.ChoiceField(label=label, choices=choices, required=required, error_messages=words)


def _day(label: Any, *, help_text: Any = "", required: bool = False) -> forms.DateField:
    words = {"invalid": _("Write the day as year-month-day."), "required": _("Choose a day.")}
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(),
        error_messages=words,
    )


class WhereForm(forms.Form):
    """Where would a report go? Sent by GET, so that the address is the question."""

    def __init__(self, asked: Any) -> None:
        super().__init__(asked, auto_id="where-%s")
        label = _("A report about")
        self.fields["jenis"] = _choice(label, categories(), error="reports.route.category")
        places = [("", _("a place without a village")), *areas()]
        self.fields["di"] = _choice(_("in"), places, error="reports.route.area", required=False)


class RouteForm(forms.Form):
    """A new route. The last day is included; the rule's range is half-open."""

    valid_from = _day(_("First day"), help_text=_("Empty: it has always counted."))
    valid_to = _day(_("Last day"), help_text=_("Empty: until you end it."))

    def __init__(self, posted: Any, *, category: str = "") -> None:
        super().__init__(posted, initial={"category": category})
        offices = agencies.agencies(is_external=False)
        names = [("", ""), *((one.code, one.local_name) for one in offices)]
        places = [("", _("the whole city")), *areas()]
        self.fields["category"] = _choice(
            _("Category"), [("", ""), *categories()], error="reports.route.category"
        )
        self.fields["area"] = _choice(
            _("Where"), places, error="reports.route.area", required=False
        )
        self.fields["agency"] = _choice(_("Agency"), names, error="reports.route.agency")
        self.order_fields(["category", "area", "agency", "valid_from", "valid_to"])

    def draft(self) -> Route:
        """What was written. Call on a valid form."""
        written = self.cleaned_data
        last = written["valid_to"]
        return Route(
            category=written["category"],
            agency=written["agency"],
            area_code=written["area"],
            valid_from=written["valid_from"] or date.min,
            valid_to=last + timedelta(days=1) if last else None,
        )


class EndForm(forms.Form):
    """The last day of a route, and the end that was looked at."""

    last = _day(_("Last day"), required=True)
    seen = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, posted: Any, *, route: RoutingRule, today: date) -> None:
        super().__init__(posted, initial={"last": today, "seen": route.valid_to})
