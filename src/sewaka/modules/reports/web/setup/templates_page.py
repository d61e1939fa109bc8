"""What the pages of the ready-made answers show."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.reports.models import AnswerTemplate
from sewaka.modules.reports.models.labels import STATES
from sewaka.modules.reports.models.templates import every_template
from sewaka.modules.reports.rules.answers import FIELDS


def table() -> Table:
    """Every answer, by the moment it is for."""
    columns = (
        Column("name", _("Answer"), is_main=True),
        Column("state", _("When a report becomes")),
        Column("category", _("Category")),
        Column("text", _("Words")),
        Column("offered", _("Offered")),
    )
    empty = _("No ready-made answer yet.")
    return Table(
        _("Ready-made answers"), columns, [_row(one) for one in every_template()], empty=empty
    )


def names() -> str:
    """The names that words may hold, as they are written."""
    return ", ".join(f"{{{name}}}" for name in sorted(FIELDS))


def _row(one: AnswerTemplate) -> Row:
    return Row(
        (
            Cell(one.name, url=reverse("reports:setup_template", args=[one.pk])),
            Cell(STATES[one.state]),
            Cell(one.category.local_name if one.category else _("every category")),
            Cell(one.text),
            Cell(_("yes") if one.is_offered else _("no")),
        )
    )
