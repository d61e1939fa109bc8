"""Tables of the offices' pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.platform.territory.models import Kind
from sewaka.platform.territory.queries import HamletLine


def villages(found: Sequence[Any]) -> Table:
    """Villages (areas with `hamlet_count`) with the way to their hamlets."""
    return Table(
        caption=_("Your villages"),
        columns=(
            Column("name", _("Village"), is_main=True),
            Column("kind", _("Kind")),
            Column("hamlets", _("Hamlets"), is_number=True),
        ),
        rows=[
            Row(
                (
                    Cell(village.name, url=reverse("territory:hamlets", args=[village.code])),
                    Cell(Kind(village.kind).label),
                    Cell(str(village.hamlet_count)),
                )
            )
            for village in found
        ],
    )


def hamlets(found: Sequence[HamletLine]) -> Table:
    """The hamlets of one village with their heads."""
    return Table(
        caption=_("Hamlets"),
        columns=(
            Column("name", _("Hamlet"), is_main=True),
            Column("head", _("Head")),
            Column("phone", _("Telephone")),
            Column("place", _("On the map")),
        ),
        rows=[
            Row(
                (
                    Cell(line.name, note=_("Invented for the demo") if line.is_example else ""),
                    Cell(line.head_name or "—"),
                    Cell(line.phone or "—"),
                    Cell(_("yes") if line.is_placed else _("not yet")),
                )
            )
            for line in found
        ],
        empty=_("No hamlet yet. Add the first one below."),
    )
