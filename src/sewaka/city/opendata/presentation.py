"""What the pages of the open data show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sewaka.city.opendata.bulk import BulkFile
from sewaka.city.opendata.catalog import Dataset
from sewaka.city.opendata.seals import Seal
from sewaka.kernel.ui import formats, values
from sewaka.platform.agencies import api as agencies

_FREQUENCIES = {
    "continuous": _("all the time"),
    "daily": _("every night"),
    "weekly": _("every week"),
    "monthly": _("every month"),
    "yearly": _("every year"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A data set on the list: from whom, how often, under which licence, in words."""

    dataset: Dataset
    producer: str
    frequency: Any


def card(found: Dataset) -> Card:
    """The data set as the list shows it."""
    return Card(found, producer=office(found.feed.producer), frequency=frequency(found))


def frequency(found: Dataset) -> Any:
    """How often it is renewed, in words."""
    return _FREQUENCIES.get(found.feed.frequency, found.feed.frequency)


def office(code: str) -> str:
    """The full name of an agency; the code where the city has no agency of it."""
    names = {agency.code: agency.name for agency in agencies.agencies()}
    return names.get(code, code)


def files(found: Mapping[str, BulkFile]) -> values.Table | None:
    """The files of last night as a table; None before the first night."""
    if not found:
        return None
    return values.Table(
        caption=_("The whole data set as files"),
        columns=(
            values.Column("form", _("File"), is_main=True),
            values.Column("size", _("Size"), is_number=True),
            values.Column("at", _("Written")),
            values.Column("sha256", "SHA-256"),
        ),
        rows=[
            values.Row(
                cells=(
                    values.Cell(
                        text=form.upper(), url=reverse("opendata:bulk", args=[one.code, form])
                    ),
                    values.Cell(text=filesizeformat(one.size)),
                    values.Cell(at=datetime.fromisoformat(one.published_at)),
                    values.Cell(text=one.sha256),
                )
            )
            for form, one in found.items()
        ],
    )


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
                    values.Cell(text=found.feed.meanings.get(name, "")),
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
