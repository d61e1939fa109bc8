"""Whole data sets as files: every form says the same, downloads go on, nothing is half written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import orjson
import pytest
from django.conf import LazySettings
from django.test import Client

from sewaka.city.opendata import bulk, catalog, exports
from sewaka.city.opendata.catalog import Dataset
from sewaka.city.opendata.tests.test_exports import DATASET, ROWS
from sewaka.kernel.registry import FeedPage
from tests.cast import NOW

pytestmark = pytest.mark.django_db
FEEDS = sorted(found.code for found in catalog.datasets())


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    """Every test keeps its files to itself."""
    settings.OPENDATA_ROOT = tmp_path / "opendata"


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """One small data set with a formula, a comma and an unknown place in it."""
    monkeypatch.setattr(catalog, "datasets", lambda: iter([DATASET]))
    monkeypatch.setattr(bulk, "datasets", lambda: iter([DATASET]))
    bulk.publish(now=NOW)
    return DATASET


def content(code: str, form: str) -> bytes:
    """The bytes of one file."""
    return bulk.file_of(code, form).path.read_bytes()


def test_json_and_xml_hold_every_row_in_order(trial: Dataset) -> None:
    told = orjson.loads(content(trial.code, "json"))
    assert told["rows"] == [dict(row) for row in ROWS]
    assert told["licence"] == "CC-BY-4.0"
    root = ElementTree.fromstring(content(trial.code, "xml"))  # noqa: S314 - our own file
    assert root.tag == "rows"
    read = [{cell.tag: cell.text for cell in row} for row in root]
    assert read == [{k: None if v is None else str(v) for k, v in row.items()} for row in ROWS]


def test_csv_is_no_spreadsheet_s_formula(trial: Dataset) -> None:
    rows = list(csv.DictReader(io.StringIO(content(trial.code, "csv").decode())))
    assert [row["title"] for row in rows] == ["'=SUM(A1)", "Got, mampet", "Lampu"]


def test_twice_is_once(trial: Dataset) -> None:
    first = {form: one.sha256 for form, one in bulk.files_of(trial.code).items()}
    bulk.publish(now=NOW)
    assert {form: one.sha256 for form, one in bulk.files_of(trial.code).items()} == first
    folder = bulk.file_of(trial.code, "csv").path.parent
    assert sorted(path.name for path in folder.iterdir()) == [
        "files.json", "trial.cases.csv", "trial.cases.json", "trial.cases.xml",
    ]  # fmt: skip


def test_a_failed_night_leaves_yesterday_s_file(
    trial: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(trial.code, "csv")

    def broken(_found: Dataset, _row: Mapping[str, Any]) -> str:
        raise OSError("no space left")

    monkeypatch.setitem(bulk._FORMS, "xml", replace(bulk._FORMS["xml"], row=broken))
    with pytest.raises(OSError, match="no space"):
        bulk.publish(now=NOW)
    assert content(trial.code, "csv") == before
    assert set(bulk.files_of(trial.code)) == {"csv", "json", "xml"}
    folder = bulk.file_of(trial.code, "csv").path.parent
    assert [path.name for path in folder.iterdir() if path.suffix == ".tmp"] == []


def test_each_page_is_read_once_for_all_forms(
    trial: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def page(*, cursor: str, limit: int) -> FeedPage:
        read.append(cursor)
        return trial.feed.page(cursor=cursor, limit=limit)

    feed = replace(trial.feed, page=page)
    monkeypatch.setattr(bulk, "datasets", lambda: iter([replace(trial, feed=feed)]))
    before = content(trial.code, "json")
    bulk.publish(now=NOW)
    assert len(read) == len(set(read)) > 0
    assert content(trial.code, "json") == before


def test_a_cut_download_goes_on(trial: Dataset, client: Client) -> None:
    whole, address = content(trial.code, "csv"), f"/data/{trial.code}/semua.csv"
    answer = client.get(address)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, whole)  # type: ignore[attr-defined] # streams
    assert answer["Accept-Ranges"] == "bytes"
    etag = answer["ETag"]
    rest = client.get(address, headers={"Range": "bytes=10-", "If-Range": etag})
    assert (rest.status_code, b"".join(rest.streaming_content)) == (206, whole[10:])  # type: ignore[attr-defined] # streams
    assert rest["Content-Range"] == f"bytes 10-{len(whole) - 1}/{len(whole)}"
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-4", 206, (0, 5)),
        ("bytes=-5", 206, (-5, None)),
        ("bytes=5-999999", 206, (5, None)),
        ("bytes=999999-", 416, None),
        ("bytes=9-3", 416, None),
        ("bytes=-0", 200, (0, None)),
        ("bytes=0-1,5-6", 200, (0, None)),
        ("lines=0-1", 200, (0, None)),
        ("bytes=abc", 200, (0, None)),
    ],
)
def test_ranges_as_the_standard_says(
    trial: Dataset, client: Client, asked: str, status: int, span: tuple[int, int | None] | None
) -> None:
    whole = content(trial.code, "csv")
    answer = client.get(f"/data/{trial.code}/semua.csv", headers={"Range": asked})
    assert answer.status_code == status
    if span is not None:
        assert b"".join(answer.streaming_content) == whole[slice(*span)]  # type: ignore[attr-defined] # streams


def test_a_range_of_yesterday_s_file_gives_today_s_whole(trial: Dataset, client: Client) -> None:
    answer = client.get(
        f"/data/{trial.code}/semua.csv", headers={"Range": "bytes=3-", "If-Range": '"old"'}
    )
    assert answer.status_code == 200


def test_before_the_first_night_there_is_no_file(client: Client) -> None:
    code = FEEDS[0]
    assert client.get(f"/data/{code}/semua.csv").status_code == 404
    assert client.get(f"/data/{code}").status_code == 200
    assert client.get("/data/../semua.csv").status_code == 404


@pytest.fixture
def published(crowded: None) -> None:
    """All real data sets over nine reports."""
    bulk.publish(now=NOW)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("code", FEEDS)
def test_every_form_of_a_real_feed_validates(code: str, client: Client) -> None:
    found = catalog.dataset(code)
    rows: list[Mapping[str, Any]] = orjson.loads(content(code, "json"))["rows"]
    assert rows
    for row in rows:
        jsonschema.validate(row, dict(found.feed.schema))
    written = list(csv.DictReader(io.StringIO(content(code, "csv").decode())))
    assert len(written) == len(rows)
    assert tuple(written[0]) == found.columns
    root = ElementTree.fromstring(content(code, "xml"))  # noqa: S314 - our own file
    assert (root.tag, len(root)) == (f"{found.feed.row_name}s", len(rows))
    assert [cell.tag for cell in root[0]] == list(found.columns)
    if "geojson" in bulk.forms_of(found):
        features = orjson.loads(content(code, "geojson"))["features"]
        assert [one["properties"] for one in features] == rows
    page = client.get(f"/data/{code}").content.decode()
    assert f"/data/{code}/semua.csv" in page


@pytest.mark.usefixtures("published")
def test_the_catalogue_names_every_file_with_its_digest(client: Client) -> None:
    entries = client.get("/data/katalog.jsonld").json()["dcat:dataset"]
    assert sorted(one["dct:identifier"] for one in entries) == FEEDS
    for entry in entries:
        assert entry["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
        assert entry["sdi:produsenData"]
        assert entry["sdi:jadwalPemutakhiran"]
        files = {
            one["dcat:downloadURL"]["@id"].rpartition(".")[2]: one
            for one in entry["dcat:distribution"]
            if "spdx:checksum" in one
        }
        assert set(files) == set(bulk.forms_of(catalog.dataset(entry["dct:identifier"])))
        for form, one in files.items():
            kept = bulk.file_of(entry["dct:identifier"], form)
            assert one["dcat:byteSize"] == kept.path.stat().st_size
            assert one["spdx:checksum"]["spdx:checksumValue"] == kept.sha256


def test_the_list_speaks_words_not_codes(client: Client) -> None:
    page = client.get("/data").content.decode()
    assert "continuous" not in page
    assert "setiap saat" in page


def test_pages_of_a_feed_are_read_one_at_a_time() -> None:
    assert [len(page.rows) for page in exports.pages(DATASET)] == [2, 1]
