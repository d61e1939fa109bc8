"""The API: send once, photos by digest, ready lists, one report."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import pytest
from django.conf import LazySettings
from django.test import Client

from sewaka.modules.reports.demo import seeding
from sewaka.modules.reports.models import Report, ReportPhoto
from sewaka.modules.reports.tests.conftest import Way, jpeg
from tests.cast import SESETAN, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
URL = "/api/v1/reports"
KEY = {"Idempotency-Key": "0f9a6f0e-5b4c-4d57-9d4f-1d3f0c9b7a11"}
BODY: dict[str, Any] = {
    "category": "201",
    "description": "Sampah menumpuk",
    "village": SESETAN,
    "photos_expected": 1,
}


def post(client: Client, body: Any, headers: dict[str, str] | None = None) -> Any:
    """Send a body as JSON."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return client.post(URL, raw, content_type="application/json", headers=headers)


def put(client: Client, sent: dict[str, Any], raw: bytes, digest: str = "") -> Any:
    """Send a photo."""
    digest = digest or hashlib.sha256(raw).hexdigest()
    return client.put(
        f"{URL}/{sent['number']}/photos/{digest}",
        raw,
        content_type="image/jpeg",
        HTTP_X_REPORT_SECRET=sent["secret"],
    )


def test_the_same_key_gives_the_same_report(client: Client) -> None:
    first = post(client, BODY, KEY)
    assert first.status_code == 201
    again = post(client, BODY, KEY)
    assert again.status_code == 200
    assert again.json() == first.json()
    assert Report.objects.count() == 1


def test_the_same_key_for_other_words_is_refused(client: Client) -> None:
    post(client, BODY, KEY)
    other = post(client, {**BODY, "description": "Lain"}, KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.reused")
    assert Report.objects.count() == 1


def test_without_a_key_nothing_is_taken(client: Client) -> None:
    response = post(client, BODY)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency.missing")
    assert Report.objects.count() == 0


def test_another_site_can_not_send(client: Client) -> None:
    with nothing_written():
        response = post(client, BODY, {**KEY, "Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (
            {},
            {"category": "missing"},
        ),
        (
            {"category": "999"},
            {
                "category": "reports.category.unknown",
                "description": "reports.description.required",
                "place": "reports.place.required",
            },
        ),
        ({**BODY, "position": {"lat": 115.2, "lon": -8.65}}, {"position.lat": "less_than_equal"}),
        ({**BODY, "position": {"lat": -8.65}}, {"position.lon": "missing"}),
        ({**BODY, "extra": 1}, {"extra": "extra_forbidden"}),
        ({**BODY, "photos_expected": 5}, {"photos_expected": "less_than_equal"}),
    ],
)
def test_every_wrong_field_is_named(
    client: Client, body: dict[str, Any], fields: dict[str, str]
) -> None:
    response = post(client, body, KEY)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["fields"] == fields
    assert Report.objects.count() == 0


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b'{"category": NaN}', b"null"])
def test_what_is_no_json_is_a_problem(client: Client, raw: bytes) -> None:
    response = post(client, raw, KEY)
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"


def test_photos_arrive_once_by_digest(client: Client) -> None:
    sent = post(client, BODY, KEY).json()
    first = put(client, sent, jpeg())
    again = put(client, sent, jpeg())
    assert (first.status_code, first.json()["received"]) == (200, 1)
    assert (again.status_code, again.json()) == (200, first.json())
    assert ReportPhoto.objects.count() == 1


def test_photos_that_do_not_belong(client: Client) -> None:
    sent = post(client, BODY, KEY).json()
    cut = put(client, sent, jpeg()[:-9], hashlib.sha256(jpeg()).hexdigest())
    assert (cut.status_code, cut.json()["fields"]) == (422, {"photo": "reports.photos.digest"})
    put(client, sent, jpeg())
    extra = put(client, sent, jpeg("blue"))
    assert (extra.status_code, extra.json()["fields"]) == (422, {"photo": "reports.photos.unknown"})
    stranger = put(client, {**sent, "secret": "x" * 22}, jpeg("green"))
    assert stranger.status_code == 404
    assert put(client, sent, b"GIF89a", "").status_code == 422
    assert ReportPhoto.objects.count() == 1


def test_lists_hold_what_is_released_and_nothing_else(
    client: Client, rubbish: Way, wayan: Player
) -> None:
    assert client.get(URL).json() == {"items": [], "next": ""}
    assert client.get(f"{URL}/{rubbish.sent.number}").status_code == 404
    rubbish.do("verify", wayan.actor)
    (item,) = client.get(URL).json()["items"]
    assert (item["number"], item["description"]) == (
        rubbish.sent.number,
        "Sampah menumpuk. Telepon saya ▇▇",
    )
    assert client.get(f"{URL}/{rubbish.sent.number}").json() == item


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("category=201", 1),
        ("category=104", 0),
        ("status=open", 1),
        ("status=closed", 0),
        ("status=overdue", 0),
        (f"village={SESETAN}", 1),
        ("village=51.71.01", 1),
        ("village=51.71.0", 0),
        ("agency=dlhk", 1),
        ("since=2100-01-01T00:00:00Z", 0),
        ("until=2100-01-01T00:00:00Z", 1),
    ],
)
def test_filters(client: Client, rubbish: Way, wayan: Player, query: str, count: int) -> None:
    rubbish.do("verify", wayan.actor)
    assert len(client.get(f"{URL}?{query}").json()["items"]) == count


@pytest.mark.parametrize(
    "query",
    [
        "status=maybe",
        "limit=0",
        "limit=101",
        "cursor=abc",
        "bbox=1,2,3",
        "bbox=nan,1,2,3",
        "since=kemarin",
        "village=%00",
        "category=%00",
        "agency=%27%20OR%201",
    ],
)
def test_queries_that_can_not_be_read(client: Client, query: str) -> None:
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("number", ["%00", "x" * 300, "L26-0000000-0", "l26%20"])
def test_a_number_that_is_none_is_absent(client: Client, number: str) -> None:
    assert client.get(f"{URL}/{number}").status_code == 404


def test_categories_are_kept_by_their_etag(client: Client) -> None:
    first = client.get(f"{URL}/categories")
    assert [one["code"] for one in first.json()["items"]][:2] == ["201", "101"]
    again = client.get(f"{URL}/categories", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_the_village_of_a_position(client: Client) -> None:
    found = client.get(f"{URL}/territory?lat=-8.7016&lon=115.2205").json()
    assert (found["is_inside"], found["village"], found["is_approximate"]) == (True, SESETAN, True)
    sea = client.get(f"{URL}/territory?lat=-8.70&lon=115.30").json()
    assert (sea["is_inside"], sea["village"], sea["method"]) == (False, "", "outside")
    assert client.get(f"{URL}/territory?lat=115&lon=-8.7").status_code == 422


def test_pages_follow_one_another(
    client: Client, rubbish: Way, wayan: Player, settings: LazySettings
) -> None:
    settings.DEMO_REPORTS = 40
    seeding.seed(now=rubbish.at)
    numbers: list[str] = []
    cursor = ""
    while True:
        found = client.get(f"{URL}?limit=7&cursor={cursor}").json()
        numbers += [one["number"] for one in found["items"]]
        cursor = found["next"]
        if not cursor:
            break
    whole = client.get(f"{URL}?limit=100").json()["items"]
    assert numbers == [one["number"] for one in whole]
    assert len(set(numbers)) == len(numbers) > 20
    box = client.get(f"{URL}?bbox=115.1,-8.8,115.3,-8.5&since=2020-01-01T00:00:00Z").json()
    assert [one["number"] for one in box["items"]] == numbers
