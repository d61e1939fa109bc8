"""Whole data sets as files, written every night: CSV, JSON, XML, GeoJSON where there are places.

Each file is written beside and then renamed, so that no reader ever sees half of one; `files.json`
says what stands there. Rows come page by page, each page once for all forms: never more than one
page in memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from xml.sax.saxutils import escape

import orjson
from django.conf import settings

from sewaka.city.opendata import exports
from sewaka.city.opendata.catalog import Dataset, datasets
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.text import clean_text

_MANIFEST = "files.json"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "geojson": "application/geo+json",
}


@dataclass(frozen=True, slots=True)
class BulkFile:
    """One file of a data set as it stands."""

    code: str  # of the data set
    form: str
    size: int
    sha256: str
    published_at: str  # ISO 8601 with offset

    @property
    def path(self) -> Path:
        """Where it lies."""
        return _folder(self.code) / f"{self.code}.{self.form}"

    @property
    def media_type(self) -> str:
        """What it is sent as."""
        return MEDIA[self.form]


def publish(*, now: datetime) -> int:
    """Write the files of every data set; gives the number of files. Twice gives the same files."""
    written = 0
    for found in datasets():
        kept = {form: asdict(one) for form, one in _write(found, now=now).items()}
        with _Growing(_folder(found.code) / _MANIFEST) as manifest:
            manifest.add(json.dumps(kept))
            manifest.rename()
        written += len(kept)
    return written


def forms_of(found: Dataset) -> tuple[str, ...]:
    """The forms of a data set: a place makes it a map as well."""
    return tuple(MEDIA) if _axes(found) else ("csv", "json", "xml")


def files_of(code: str) -> Mapping[str, BulkFile]:
    """The files of a data set by form; nothing before the first night."""
    try:
        kept = json.loads((_folder(code) / _MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {form: BulkFile(**one) for form, one in kept.items()}


def file_of(code: str, form: str) -> BulkFile:
    """One file. Raises NotFound."""
    found = files_of(code).get(form)
    if found is None:
        raise NotFound
    return found


class _Growing:
    """A file that grows beside its place; without `rename` it is gone at the end of the block."""

    def __init__(self, place: Path) -> None:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.size, self.digest = 0, hashlib.sha256()
        self._place, self._beside = place, place.with_name(f".{new_id()}.tmp")

    def __enter__(self) -> Self:
        self._out = self._beside.open("wb")
        return self

    def __exit__(self, *error: object) -> None:
        self._out.close()
        self._beside.unlink(missing_ok=True)

    def add(self, text: str) -> None:
        """These words come next."""
        written = text.encode()
        self.digest.update(written)
        self.size += self._out.write(written)

    def rename(self) -> None:
        """It is whole."""
        self._out.close()
        self._beside.replace(self._place)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file begins, what one row is, what stands between two, how it ends."""

    head: Callable[[Dataset], str]
    row: Callable[[Dataset, Mapping[str, Any]], str]
    between: str = ""
    foot: Callable[[Dataset], str] = lambda _found: ""


def _write(found: Dataset, *, now: datetime) -> Mapping[str, BulkFile]:
    """Every form of a data set, its rows read once."""
    folder, forms = _folder(found.code), forms_of(found)
    with ExitStack() as growing:
        files = {
            form: growing.enter_context(_Growing(folder / f"{found.code}.{form}")) for form in forms
        }
        _fill(found, files)
        for file in files.values():
            file.rename()
    at = now.isoformat(timespec="seconds")
    return {
        form: BulkFile(found.code, form, file.size, file.digest.hexdigest(), published_at=at)
        for form, file in files.items()
    }


def _fill(found: Dataset, files: Mapping[str, _Growing]) -> None:
    for form, file in files.items():
        file.add(_FORMS[form].head(found))
    is_first = True
    for page in exports.pages(found):
        for form, file in files.items():
            way = _FORMS[form]
            rows = way.between.join([way.row(found, row) for row in page.rows])
            file.add(rows if is_first or not rows else way.between + rows)
        is_first = is_first and not page.rows
    for form, file in files.items():
        file.add(_FORMS[form].foot(found))


def _folder(code: str) -> Path:
    return Path(settings.OPENDATA_ROOT) / code


def _json_head(found: Dataset) -> str:
    """One object: what it is, and one row a line."""
    about = {"dataset": found.code, "licence": found.feed.licence, "producer": found.feed.producer}
    return f'{json.dumps(about)[:-1]}, "rows": [\n'


def _json_row(_found: Dataset, row: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(row)).decode()


def _feature(found: Dataset, row: Mapping[str, Any]) -> str:
    """Rows without a place have no geometry (RFC 7946 allows null)."""
    lat, lon = (row[name] for name in _axes(found) or ("", ""))
    place = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    value = {"type": "Feature", "geometry": place, "properties": dict(row)}
    return orjson.dumps(value).decode()


def _xml_head(found: Dataset) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{found.feed.row_name}s>\n'


def _xml_row(found: Dataset, row: Mapping[str, Any]) -> str:
    """One element a row, one a column; empty where there is no value."""
    name = found.feed.row_name
    cells = "".join([_element(column, row.get(column)) for column in found.columns])
    return f"<{name}>{cells}</{name}>\n"


def _element(column: str, value: Any) -> str:
    if value is None:
        return f"<{column}/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<{column}>{value}</{column}>"
    text = orjson.dumps(value).decode() if isinstance(value, bool) else str(value)
    return f"<{column}>{escape(clean_text(text))}</{column}>"


def _axes(found: Dataset) -> tuple[str, str] | None:
    """The columns of latitude and longitude, if the data set has places."""
    for lat, lon in (("lat", "lon"), ("lat", "long")):
        if lat in found.columns and lon in found.columns:
            return lat, lon
    return None


_FORMS = {
    "csv": _Form(exports.csv_head, exports.csv_row),
    "json": _Form(_json_head, _json_row, between=",\n", foot=lambda _found: "\n]}\n"),
    "xml": _Form(_xml_head, _xml_row, foot=lambda found: f"</{found.feed.row_name}s>\n"),
    "geojson": _Form(
        lambda _found: '{"type": "FeatureCollection", "features": [\n',
        _feature,
        between=",\n",
        foot=lambda _found: "\n]}\n",
    ),
}
