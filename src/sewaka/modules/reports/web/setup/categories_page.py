"""What the pages of the categories show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import day
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.labels import GROUPS
from sewaka.modules.reports.models.setup_labels import PLANS, VISIBILITIES, policy_name


def table(*, today: date) -> Table:
    """Every category in its order."""
    columns = (
        Column("name", _("Category"), is_main=True),
        Column("group", _("Group")),
        Column("plan", _("Way")),
        Column("policy", _("Promise")),
        Column("visibility", _("Who may read it")),
        Column("offered", _("Offered")),
    )
    rows = [_row(one, today=today) for one in catalogue.read().categories.values()]
    return Table(_("Categories"), columns, rows, empty=_("No category yet."))


def context(found: Category) -> dict[str, Any]:
    """The page of one category besides its form."""
    name = f"{found.service_code} {found.local_name}"
    return {"name": name, "questions": list(_questions(found))}


def _row(one: Category, *, today: date) -> Row:
    is_offered = one.as_facts().is_active_on(today)
    until = day(one.active_to) if one.active_to else ""
    return Row(
        (
            Cell(
                f"{one.service_code} {one.local_name}",
                url=reverse("reports:setup_category", args=[one.service_code]),
            ),
            Cell(GROUPS.get(one.group, one.group)),
            Cell(PLANS[one.plan]),
            Cell(policy_name(one.policy)),
            Cell(VISIBILITIES[one.visibility]),
            Cell(
                _("yes") if is_offered else _("no"),
                note=_("before %(day)s") % {"day": until} if until else "",
            ),
        )
    )


def _questions(found: Category) -> Iterator[str]:
    """What is asked besides the text, in the reader's language."""
    language = "en" if (get_language() or "").startswith("en") else "id"
    for one in found.questions:
        yield one.words.local(language)
