"""What the pages of the open data show."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from sewaka.city.opendata.catalog import Dataset
from sewaka.city.opendata.seals import Seal
from sewaka.kernel.ui import formats, values


def columns(found: Dataset) -> values.Table:
    """The columns of a data set, from its JSON Schema."""
    properties = found.feed.schema["properties"]
    return values.Table(
        caption=_("Columns"),
        columns=(
            values.Column("name", _("Name"), is_main=True),
            values.Column("type", _("Kind")),
            values.Column("meaning", _("Meaning")),
        ),
        rows=[
            values.Row(
                cells=(
                    values.Cell(text=name),
                    values.Cell(text=_kind(shape.get("type", ""))),
                    values.Cell(text=shape.get("description", "")),
                )
            )
            for name, shape in properties.items()
        ],
    )


def seals(found: Iterable[Seal]) -> values.Table:
    """The seals as a table: the day, the last event's number, its hash."""
    return values.Table(
        caption=_("The seal of each day"),
        columns=(
            values.Column("day", _("Day"), is_main=True),
            values.Column("seq", _("Last number"), is_number=True),
            values.Column("hash", "SHA-256"),
        ),
        rows=[
            values.Row(
                cells=(
                    values.Cell(text=formats.day(seal.day)),
                    values.Cell(text=formats.number(seal.seq)),
                    values.Cell(text=seal.hash),
                )
            )
            for seal in found
        ],
        empty=_("The log is younger than a day."),
    )


def _kind(kind: str | list[str]) -> str:
    return kind if isinstance(kind, str) else ", ".join(kind)
