"""A feed as bytes: whole as CSV, page by page as JSON. Never more than one page in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from sewaka.city.opendata.catalog import Dataset
from sewaka.kernel.registry import FeedPage
from sewaka.kernel.text import spreadsheet_safe

PAGE = 500
MAX_PAGE = 1_000


def json_page(found: Dataset, *, cursor: str, limit: int) -> bytes:
    """One page with its licence and the cursor of the next."""
    page = found.feed.page(cursor=cursor, limit=limit)
    return orjson.dumps(
        {
            "dataset": found.code,
            "licence": found.feed.licence,
            "producer": found.feed.producer,
            "rows": [dict(row) for row in page.rows],
            "next": page.next_cursor,
        }
    )


def csv_lines(found: Dataset) -> Iterator[str]:
    """The whole feed as CSV with a header line; no cell is a spreadsheet's formula."""
    yield csv_head(found)
    for page in pages(found):
        for row in page.rows:
            yield csv_row(found, row)


def csv_head(found: Dataset) -> str:
    """The header line."""
    return _line(found.columns)


def csv_row(found: Dataset, row: Mapping[str, Any]) -> str:
    """One line of it."""
    return _line([_cell(row, column) for column in found.columns])


def pages(found: Dataset) -> Iterator[FeedPage]:
    """All pages of the feed, one at a time."""
    cursor = ""
    while True:
        page = found.feed.page(cursor=cursor, limit=PAGE)
        yield page
        cursor = page.next_cursor
        if not cursor:
            return


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    if value is None:
        return ""
    # Numbers keep their minus sign; only text can be a formula.
    return spreadsheet_safe(value) if isinstance(value, str) else str(value)


def _line(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
