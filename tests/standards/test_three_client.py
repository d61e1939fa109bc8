"""PyPI `three`: every call it has, in JSON, with the one line that Python 3 takes from it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.actions.georeport import taking
from sewaka.modules.reports.models import GeoReportClient, Report, ReportPhoto
from sewaka.modules.reports.tests.conftest import jpeg
from tests.standards.conftest import Endpoint

itertools.ifilter = filter  # type: ignore[attr-defined] # what the client misses since Python 3
from three import Three  # noqa: E402 - after the line above


@pytest.fixture
def client(endpoint: Endpoint) -> Any:
    """The client as its README says."""
    return Three(endpoint.v2, api_key=endpoint.key)


def test_discovery_from_the_endpoint_and_from_an_address(client: Any, endpoint: Endpoint) -> None:
    found = client.discovery()
    assert [one["type"] for one in found["endpoints"]] == ["production", "test"]
    client.discovery_url = f"{endpoint.origin}/open311/discovery.json"
    assert client.discovery() == found


def test_services_and_one_of_them(client: Any) -> None:
    codes = [one["service_code"] for one in client.services()]
    assert codes[:2] == ["201", "101"]
    assert client.services("104")["attributes"][0]["code"] == "POLE"


def test_requests_are_counted_and_filtered(client: Any) -> None:
    assert len(client.requests(count=3)) == 3
    code = client.requests(count=1)[0]["service_code"]
    assert {one["service_code"] for one in client.requests(code)} == {code}
    assert {one["status"] for one in client.requests(status="closed")} == {"closed"}


def test_requests_between_dates(client: Any) -> None:
    found = client.requests(between=["10-01-2026", "11-20-2026"])
    assert found
    assert all("2026-10-01" <= one["requested_datetime"][:10] <= "2026-11-20" for one in found)
    assert client.requests(start="10-01-2026", end="11-20-2026") == found


def test_one_request(client: Any) -> None:
    number = client.requests(count=1)[0]["service_request_id"]
    assert [one["service_request_id"] for one in client.request(number)] == [number]


def test_post_with_a_picture(client: Any, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())
    with photo.open("rb") as media:
        found = client.post(
            "201",
            address="Jl. Raya Sesetan 5, Sesetan",
            name="Made Contoh",
            phone="0812-0000-0000",
            description="Sampah menumpuk di depan pasar.",
            media=media,
        )
    number = found[0]["service_request_id"]
    report = Report.objects.get(case__number=number)
    assert (report.channel, report.address) == ("open311", "Jl. Raya Sesetan 5, Sesetan")
    assert ReportPhoto.objects.filter(report=report).count() == 1


def test_post_by_position_and_what_is_missing(client: Any) -> None:
    found = client.post("201", lat="-8.7016", long="115.2205", description="Sampah")
    assert found[0]["service_request_id"].startswith("L26-")
    refused = client.post("201", description="Sampah")
    assert [one["code"] for one in refused] == [400]
    client.api_key = ""
    assert [one["code"] for one in client.post("201", description="Sampah")] == [403]


def test_a_token_becomes_a_number(client: Any) -> None:
    GeoReportClient.objects.filter(name="three").update(answers_by_token=True)
    token = client.post("201", lat="-8.7", long="115.22", description="Sampah")[0]["token"]
    assert client.token(token) == [{"token": token}]
    assert taking.take_queued(actor=SYSTEM, now=clock.now()) == 1
    (found,) = client.token(token)
    assert Report.objects.filter(case__number=found["service_request_id"]).exists()
