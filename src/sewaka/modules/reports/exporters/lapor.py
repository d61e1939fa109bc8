"""The file for LAPOR!: public reports in the terms of the national system.

It is made of the public rows alone, so it holds no name, no contact and no closed report: what it
says, everybody may read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import orjson
from django.utils.timezone import localdate

from sewaka.kernel.text import spreadsheet_safe
from sewaka.modules.reports.models import PublicReport, catalogue
from sewaka.modules.reports.rules import lapor

_CHUNK: Final = 500


def rows(*, since: datetime, until: datetime) -> Iterator[tuple[str, ...]]:
    """The heads, then the reports of that time, oldest first; `until` is not included.

    Read as it is sent: a year costs no more memory than a day.
    """
    yield lapor.COLUMNS
    found = PublicReport.objects.filter(requested_at__gte=since, requested_at__lt=until)
    columns = found.order_by("requested_at", "case_id").values_list(
        "fragment", "case__report__first_response_at"
    )
    for fragment, answered_at in columns.iterator(chunk_size=_CHUNK):
        said = _said(orjson.loads(fragment), answered_at=answered_at)
        yield tuple(spreadsheet_safe(said[name]) for name in lapor.COLUMNS)


def _said(row: Mapping[str, Any], *, answered_at: datetime | None) -> dict[str, str]:
    category = catalogue.current().categories.get(row["category"])
    village = row["village"]
    return {
        "nomor": row["number"],
        "klasifikasi": lapor.CLASSES.get(row["kind"], ""),
        "topik": category.lapor_topic if category else "",
        "isi_laporan": row["description"],
        "lokasi": row["landmark"],
        "desa_kelurahan": row["village_name"],
        "kecamatan": catalogue.area_name(village.rpartition(".")[0]),
        "tanggal_laporan": _day(row["requested_at"]),
        "disposisi": row["agency_name"],
        "status": lapor.STATES[row["state"]],
        "tanggal_jawaban_pertama": _day(answered_at),
        "tindak_lanjut": row["note"],
        "tanggal_selesai": _day(row["closed_at"]),
    }


def _day(at: datetime | str | None) -> str:
    """The city's own day; empty where nothing has happened yet."""
    if not at:
        return ""
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return localdate(instant).isoformat()
