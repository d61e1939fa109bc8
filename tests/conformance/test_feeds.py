"""Every feed: rows obey the schema, the order is stable, the cursor ends, nobody is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import jsonschema
import orjson
import pytest

from sewaka.kernel import registry
from sewaka.kernel.registry import Feed
from tests.cast import PARTS

FEEDS = [feed for module in registry.modules() for feed in module.feeds]
each = pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.code)
MOST_PAGES = 100
PERSONAL = re.compile(r"(^|_)(nik|phone|email|applicant|reporter|person|secret|contact)(_|$)")


def read(feed: Feed, *, limit: int) -> list[Mapping[str, Any]]:
    """The whole feed, page by page."""
    rows: list[Mapping[str, Any]] = []
    cursor = ""
    for _ in range(MOST_PAGES):
        page = feed.page(cursor=cursor, limit=limit)
        rows += page.rows
        if not page.next_cursor:
            return rows
        assert page.next_cursor != cursor
        cursor = page.next_cursor
    raise AssertionError("the cursor does not end")


@each
def test_pages_hold_every_row_once_in_one_order(feed: Feed, crowded: None) -> None:
    whole = read(feed, limit=100)
    assert len(whole) >= 3
    for limit in (1, 2, 4):
        assert read(feed, limit=limit) == whole


@each
def test_rows_obey_the_schema(feed: Feed, crowded: None) -> None:
    jsonschema.Draft202012Validator.check_schema(dict(feed.schema))
    for row in read(feed, limit=100):
        jsonschema.validate(orjson.loads(orjson.dumps(row)), dict(feed.schema))


@each
def test_nobody_is_in_it(feed: Feed, crowded: None) -> None:
    assert [name for name in feed.schema["properties"] if PERSONAL.search(name)] == []
    assert feed.schema.get("additionalProperties") is False
    text = orjson.dumps(read(feed, limit=100)).decode()
    known = [value for part in PARTS.values() for value in (part.email, part.phone, part.nik)]
    assert [value for value in known if value in text] == []


@each
def test_says_what_satu_data_demands(feed: Feed) -> None:
    for value in (feed.title, feed.description, feed.producer, feed.frequency, feed.licence):
        assert str(value)
