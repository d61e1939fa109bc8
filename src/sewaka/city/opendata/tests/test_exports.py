"""A feed as CSV and JSON, without a database: the feed is a value like any other."""

from __future__ import annotations

import csv
import io

import orjson

from sewaka.city.opendata import dcat, exports
from sewaka.city.opendata.catalog import Dataset
from sewaka.kernel.registry import Feed, FeedPage, Module

ROWS = (
    {"number": "L26-1", "title": "=SUM(A1)", "lat": -8.65},
    {"number": "L26-2", "title": "Got, mampet", "lat": None},
    {"number": "L26-3", "title": "Lampu", "lat": -8.6},
)


def page(*, cursor: str, limit: int) -> FeedPage:
    """Two rows a page, whatever is asked."""
    start = int(cursor or 0)
    end = start + min(limit, 2)
    return FeedPage(rows=ROWS[start:end], next_cursor=str(end) if end < len(ROWS) else "")


FEED = Feed(
    code="cases",
    title="Cases",
    description="All of them",
    page=page,
    schema={"type": "object", "properties": {"number": {}, "title": {}, "lat": {}}},
    producer="Diskominfos",
    frequency="live",
)
DATASET = Dataset(module=Module(code="trial", name="Trial", icon="box"), feed=FEED)


def test_csv_walks_all_pages_and_defuses_formulas() -> None:
    rows = list(csv.reader(io.StringIO("".join(exports.csv_lines(DATASET)))))
    assert rows == [
        ["number", "title", "lat"],
        ["L26-1", "'=SUM(A1)", "-8.65"],
        ["L26-2", "Got, mampet", ""],
        ["L26-3", "Lampu", "-8.6"],
    ]


def test_json_gives_one_page_and_the_next_cursor() -> None:
    first = orjson.loads(exports.json_page(DATASET, cursor="", limit=2))
    assert [row["number"] for row in first["rows"]] == ["L26-1", "L26-2"]
    second = orjson.loads(exports.json_page(DATASET, cursor=first["next"], limit=2))
    assert [row["number"] for row in second["rows"]] == ["L26-3"]
    assert second["next"] == ""


def test_the_dataset_is_named_by_module_and_feed() -> None:
    assert DATASET.code == "trial.cases"
    assert DATASET.columns == ("number", "title", "lat")


def test_the_catalogue_is_dcat() -> None:
    body = dcat.catalogue(base_url="https://kota.example")
    assert body["@type"] == "dcat:Catalog"
    assert body["@id"] == "https://kota.example/data"
