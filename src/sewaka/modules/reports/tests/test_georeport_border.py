"""GeoReport v2: no answer below the border is a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from sewaka.modules.reports.models import requested
from sewaka.modules.reports.tests.test_georeport_reading import V2, errors, get

pytestmark = pytest.mark.django_db


def test_an_unknown_jurisdiction_is_404_everywhere(client: Client) -> None:
    for path in ("requests.json", "services.xml", "discovery.json", "requests.rss"):
        answer = get(client, path, jurisdiction_id="bandung.go.id")
        assert (answer.status_code, len(errors(answer))) == (404, 1)
        assert get(client, path, jurisdiction_id="denpasarkota.go.id").status_code == 200


@pytest.mark.parametrize(
    ("path", "is_json"),
    [
        ("/open311", False),
        ("/open311/", False),
        ("/open311/v2", False),
        ("/open311/v2/requests", False),
        ("/open311/v2/requests.csv", False),
        ("/open311/v2/requests.html", False),
        ("/open311/v3/services.json", True),
        ("/open311/v2/unknown.json", True),
        ("/open311/v2/services/.json", True),
        ("/open311/v2/services/2/0/1.xml", False),
        ("/open311/%00%ff<script>.json", True),
    ],
)
def test_unknown_addresses_are_errors_and_never_pages(
    client: Client, path: str, is_json: object
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert errors(answer) == [(404, "Tidak ada apa-apa di alamat ini.")]
    assert ("json" in answer["Content-Type"]) is is_json


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_wrong_methods_are_405_as_errors(client: Client, method: str) -> None:
    answer = client.generic(method, f"{V2}/requests.json")
    assert answer.status_code == 405
    assert errors(answer) == [(405, "Alamat ini tidak menerima permintaan semacam itu.")]
    assert "GET" in answer["Allow"]


def test_head_is_a_get_without_a_body(client: Client) -> None:
    assert client.head(f"{V2}/services.json").status_code == 200


@pytest.mark.parametrize(("fault", "status"), [(RuntimeError, 500), (OperationalError, 503)])
def test_our_own_failures_are_errors_too(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], status: int
) -> None:
    def broken(**_asked: Any) -> Any:
        raise fault("x")

    monkeypatch.setattr(requested, "find", broken)
    client.raise_request_exception = False
    answer = get(client, "requests.json")
    assert (answer.status_code, errors(answer)[0][0]) == (status, status)
    assert ("Retry-After" in answer) is (status == 503)


def test_what_breaks_before_a_view_is_an_error_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The middleware that looks for the actor finds no database."""

    def broken(*_anything: Any, **_more: Any) -> Any:
        raise OperationalError("gone")

    monkeypatch.setattr("sewaka.platform.people.middleware.actor_of", broken)
    client.raise_request_exception = False
    answer = get(client, "requests.json")
    assert (answer.status_code, errors(answer)[0][0]) == (503, 503)


def test_a_host_that_is_not_ours_is_refused_in_the_same_form(client: Client) -> None:
    answer = client.get(f"{V2}/requests.json", headers={"host": "evil.example"})
    assert (answer.status_code, errors(answer)[0][0]) == (400, 400)


def test_pages_of_every_site_may_read(client: Client) -> None:
    assert get(client, "requests.json")["Access-Control-Allow-Origin"] == "*"
