"""Whatever is asked of Open311: no fault of ours, no page, and JSON and XML say the same.

`OPEN311_QUERIES=10000` asks that often; without it the profile of hypothesis decides.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import orjson
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sewaka.modules.reports.rules.georeport.writing import ITEM_OF
from sewaka.modules.reports.tests.written_xml import parsed
from tests.standards.conftest import public_reports

QUERIES = int(os.environ.get("OPEN311_QUERIES", "0"))
MANY: dict[str, Any] = {"max_examples": QUERIES} if QUERIES else {}

STRANGE = st.text(max_size=12) | st.sampled_from(
    ["", " ", "%00", "\x00", "nan", "inf", "1e400", "-1", "<script>", "' OR 1", "٣", "\ud7ff\ufffe"]
)
DATES = st.sampled_from(
    ["2026-11-01", "2026-11-23T00:00:00+08:00", "2026-11-23T00:00:00 08:00", "2026-09-01", "bad",
     "2026-11-23T00:00:00", "2026-11-23T00:00:00Z", "9999-12-31", "0000-00-00"]
)  # fmt: skip
NUMBERS = st.floats().map(str) | st.integers().map(str)
MEANT: Mapping[str, st.SearchStrategy[str]] = {
    "jurisdiction_id": st.sampled_from(["", "denpasarkota.go.id", "bandung.go.id"]),
    "service_request_id": st.sampled_from(["L26-0000000-0", "x,y", ","]),
    "service_code": st.sampled_from(["201", "001,104", "999", ","]),
    "status": st.sampled_from(["open", "closed", "open,closed", "OPEN", "maybe"]),
    "start_date": DATES,
    "end_date": DATES,
    "updated_after": DATES,
    "updated_before": DATES,
    "page": st.integers(-1, 4).map(str),
    "page_size": st.integers(0, 501).map(str),
    "bbox": st.sampled_from(["115.1,-8.8,115.3,-8.5", "115.2,-8.7,115.21,-8.69", "1,2,3"]),
    "lat": st.sampled_from(["-8.7", "115.2"]) | NUMBERS,
    "long": st.sampled_from(["115.2", "-8.7"]) | NUMBERS,
    "radius": st.sampled_from(["500", "5000", "5001"]) | NUMBERS,
    "agency_responsible": st.sampled_from(["dlhk", "Dinas Perhubungan", "x"]),
    "order_by": st.sampled_from(
        ["requested_datetime", "-updated_datetime", "updated_datetime desc", "x"]
    ),
    "locale": st.sampled_from(["id", "en", "en-GB", "fr"]),
    "extensions": st.sampled_from(["true", "false", "1", "x"]),
}


def filled(names: Iterable[str]) -> st.SearchStrategy[dict[str, str]]:
    """A value for each parameter: one that is meant, or anything."""
    return st.fixed_dictionaries({name: MEANT.get(name, STRANGE) | STRANGE for name in names})


QUERY = st.sets(st.sampled_from(sorted(MEANT)) | STRANGE, max_size=5).flatmap(filled)
PATHS = st.sampled_from(
    ["requests", "requests", "requests", "services", "services/201", "services/104", "discovery",
     "requests/L26-0000000-0", "tokens/x", "servicerequestupdates", "unknown"]
) | STRANGE.map(lambda text: f"requests/{quote(text, safe='')}")  # fmt: skip
PLACES = st.sampled_from(["v2", "v2", "v2", "test/v2", "v3"])


@pytest.fixture
def city(db: None) -> Client:
    """A city with some public reports."""
    public_reports(8)
    client = Client()
    client.raise_request_exception = False
    return client


def told_by_xml(element: ElementTree.Element) -> Any:
    """An element as JSON would say it, every scalar as its text."""
    if element.tag in ITEM_OF:
        return [told_by_xml(inner) for inner in element]
    if len(element):
        return {inner.tag: told_by_xml(inner) for inner in element}
    return element.text


def told_by_json(value: Any) -> Any:
    """JSON with every scalar as its text."""
    if isinstance(value, dict):
        return {name: told_by_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [told_by_json(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str) else repr(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], **MANY)
@given(place=PLACES, path=PATHS, query=QUERY)
def test_no_fault_no_page_and_one_meaning(
    city: Client, place: str, path: str, query: dict[str, str]
) -> None:
    asked = f"/open311/{place}/{path}"
    encoded = urlencode(query, errors="replace")
    in_json = city.get(f"{asked}.json?{encoded}")
    in_xml = city.get(f"{asked}.xml?{encoded}")
    assert in_json.status_code == in_xml.status_code < 500
    assert in_json["Content-Type"] == "application/json; charset=utf-8"
    assert in_xml["Content-Type"] == "text/xml; charset=utf-8"
    assert b"<html" not in in_json.content.lower() + in_xml.content.lower()
    assert told_by_json(orjson.loads(in_json.content)) == told_by_xml(parsed(in_xml.content))
    if in_json.status_code >= 400:
        assert {one["code"] for one in in_json.json()} == {in_json.status_code}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], **MANY)
@given(
    form=st.dictionaries(
        st.sampled_from(["api_key", "service_code", "lat", "long", "attribute[x]", "media_url"])
        | STRANGE,
        STRANGE,
        max_size=6,
    )
)
def test_no_form_breaks_it(city: Client, form: dict[str, str]) -> None:
    answer = city.post(
        "/open311/v2/requests.json",
        urlencode(form, errors="replace"),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in (400, 403, 404)
    assert {one["code"] for one in answer.json()} == {answer.status_code}
