"""The copy that a person takes along: a ZIP of JSON files, one per kind of data."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from sewaka.platform.privacy import register

FORMAT = "sewaka-own-data/1"


def build(*, person_id: UUID, now: datetime) -> bytes:
    """The ZIP. `index.json` says for each file why the data are kept, on which basis, how long.

    The caller has checked who asks. Format: docs/reference/own-data.md.
    """
    packed = io.BytesIO()
    files: list[dict[str, Any]] = []
    known = register.retentions()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, rows in register.own_data(person_id=person_id):
            name = f"{entry.field}.json"
            archive.writestr(name, orjson.dumps(rows, option=orjson.OPT_INDENT_2))
            files.append(
                {
                    "file": name,
                    "purpose": str(entry.purpose),
                    "basis": entry.basis,
                    "kept_days": register.keep_of(known[entry.retention]).days,
                    "rows": len(rows),
                }
            )
        index = {"format": FORMAT, "made_at": now.isoformat(), "files": files}
        archive.writestr("index.json", orjson.dumps(index, option=orjson.OPT_INDENT_2))
    return packed.getvalue()
