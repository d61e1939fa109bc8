"""What the front page of the set-up shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import Link
from sewaka.modules.reports.models.setup_labels import shortcoming_text
from sewaka.modules.reports.models.shortcomings import Shortcoming


def context(found: Sequence[Shortcoming]) -> dict[str, Any]:
    """The page."""
    return {"links": _links(), "shortcomings": [shortcoming_text(one) for one in found]}


def _links() -> list[Link]:
    """The desk's own pages, then those of others that belong to it."""
    return [
        Link(
            _("Categories"),
            reverse("reports:setup_categories"),
            icon="layout-grid",
            hint=_("What people can report"),
        ),
        Link(
            _("Promises"),
            reverse("reports:setup_promises"),
            icon="clock",
            hint=_("How long offices have"),
        ),
        Link(
            _("Routes"),
            reverse("reports:setup_routes"),
            icon="route",
            hint=_("Which agency gets what, and where"),
        ),
        Link(
            _("Ready-made answers"),
            reverse("reports:setup_templates"),
            icon="file-pen",
            hint=_("Words for moments that come again"),
        ),
        Link(
            _("Keys for programs"),
            reverse("reports:setup_keys"),
            icon="key-round",
            hint=_("Who may send through Open311"),
        ),
        Link(
            _("File for LAPOR!"),
            reverse("reports:setup_lapor"),
            icon="download",
            hint=_("Public reports in the terms of the national system"),
        ),
        Link(
            _("Working calendar"),
            reverse("calendars:year"),
            icon="calendar",
            hint=_("Holidays and opening hours"),
        ),
    ]
