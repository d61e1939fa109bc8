"""What the pages of the open data show."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.city.opendata.catalog import Dataset
from sewaka.kernel.ui import values


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


def _kind(kind: str | list[str]) -> str:
    return kind if isinstance(kind, str) else ", ".join(kind)
