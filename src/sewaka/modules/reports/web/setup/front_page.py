"""What the front page of the set-up shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.values import Link, Text
from sewaka.modules.reports.models.setup_labels import shortcoming_text
from sewaka.modules.reports.models.shortcomings import Shortcoming


def context(found: Sequence[Shortcoming]) -> dict[str, Any]:
    """The page."""
    return {"links": _links(), "shortcomings": [shortcoming_text(one) for one in found]}


def _links() -> list[Link]:
    """The desk's own pages, then those of others that belong to it."""
    return [
        Link(str(label), reverse(f"reports:{name}"), icon=icon, hint=str(hint))
        for label, name, icon, hint in _OWN
    ] + [
        Link(
            _("Working calendar"),
            reverse("calendars:year"),
            icon="calendar",
            hint=_("Holidays and opening hours"),
        ),
    ]


_OWN: Sequence[tuple[Text, str, str, Text]] = (
    (
        gettext_lazy("Categories"),
        "setup_categories",
        "layout-grid",
        gettext_lazy("What people can report"),
    ),
    (gettext_lazy("Promises"), "setup_promises", "clock", gettext_lazy("How long offices have")),
    (
        gettext_lazy("Routes"),
        "setup_routes",
        "route",
        gettext_lazy("Which agency gets what, and where"),
    ),
    (
        gettext_lazy("Ready-made answers"),
        "setup_templates",
        "file-pen",
        gettext_lazy("Words for moments that come again"),
    ),
    (
        gettext_lazy("Keys for programs"),
        "setup_keys",
        "key-round",
        gettext_lazy("Who may send through Open311"),
    ),
    (
        gettext_lazy("File for LAPOR!"),
        "setup_lapor",
        "download",
        gettext_lazy("Public reports in the terms of the national system"),
    ),
)
