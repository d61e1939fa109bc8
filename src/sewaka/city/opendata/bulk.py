"""Whole data sets as files, written every night: CSV, JSON, XML, GeoJSON where there are places.

Each file is written beside and then renamed, so that no reader ever sees half of one; `files.json`
says what stands there. Rows come page by page: never more than one page in memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
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
        files = {form: _write(found, form, now=now) for form in forms_of(found)}
        kept = {form: asdict(one) for form, one in files.items()}
        _replace(_folder(found.code) / _MANIFEST, iter([json.dumps(kept)]))
        written += len(files)
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


def _write(found: Dataset, form: str, *, now: datetime) -> BulkFile:
    place = _folder(found.code) / f"{found.code}.{form}"
    size, sha256 = _replace(place, _LINES[form](found))
    at = now.isoformat(timespec="seconds")
    return BulkFile(found.code, form, size=size, sha256=sha256, published_at=at)


def _replace(place: Path, lines: Iterator[str]) -> tuple[int, str]:
    """Write beside, then give the name; gives size and digest."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = place.with_name(f".{new_id()}.tmp")
    digest, size = hashlib.sha256(), 0
    try:
        with beside.open("wb") as out:
            for line in lines:
                written = line.encode()
                digest.update(written)
                size += out.write(written)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    return size, digest.hexdigest()


def _folder(code: str) -> Path:
    return Path(settings.OPENDATA_ROOT) / code


def _rows(found: Dataset) -> Iterator[Mapping[str, Any]]:
    for page in exports.pages(found):
        yield from page.rows


def _json_lines(found: Dataset) -> Iterator[str]:
    """One object: what it is, and one row a line."""
    about = {"dataset": found.code, "licence": found.feed.licence, "producer": found.feed.producer}
    yield f'{json.dumps(about)[:-1]}, "rows": [\n'
    yield from _joined(orjson.dumps(dict(row)).decode() for row in _rows(found))
    yield "\n]}\n"


def _geojson_lines(found: Dataset) -> Iterator[str]:
    """Rows without a place have no geometry (RFC 7946 allows null)."""
    yield '{"type": "FeatureCollection", "features": [\n'
    yield from _joined(_feature(found, row) for row in _rows(found))
    yield "\n]}\n"


def _feature(found: Dataset, row: Mapping[str, Any]) -> str:
    lat, lon = (row[name] for name in _axes(found) or ("", ""))
    place = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    value = {"type": "Feature", "geometry": place, "properties": dict(row)}
    return orjson.dumps(value).decode()


def _xml_lines(found: Dataset) -> Iterator[str]:
    """One element a row, one a column; empty where there is no value."""
    name = found.feed.row_name
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<{name}s>\n'
    for row in _rows(found):
        cells = "".join(_element(column, row.get(column)) for column in found.columns)
        yield f"<{name}>{cells}</{name}>\n"
    yield f"</{name}s>\n"


def _element(column: str, value: Any) -> str:
    if value is None:
        return f"<{column}/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<{column}>{value}</{column}>"
    text = orjson.dumps(value).decode() if isinstance(value, bool) else str(value)
    return f"<{column}>{escape(clean_text(text))}</{column}>"


def _joined(lines: Iterator[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        yield before + line
        before = ",\n"


def _axes(found: Dataset) -> tuple[str, str] | None:
    """The columns of latitude and longitude, if the data set has places."""
    for lat, lon in (("lat", "lon"), ("lat", "long")):
        if lat in found.columns and lon in found.columns:
            return lat, lon
    return None


_LINES: Mapping[str, Callable[[Dataset], Iterator[str]]] = {
    "csv": exports.csv_lines,
    "json": _json_lines,
    "xml": _xml_lines,
    "geojson": _geojson_lines,
}
