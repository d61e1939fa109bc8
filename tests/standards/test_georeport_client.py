"""PyPI `georeport`, unmodified: every call it has, in JSON and in XML."""

from __future__ import annotations

from typing import Any

import pytest
from georeport import GeoReport
from requests import HTTPError  # noqa: TID251 - what the stranger's program raises

from tests.standards.conftest import Endpoint

FORMATS = ("json", "xml")


def stranger(endpoint: Endpoint, output_format: str, **more: str) -> Any:
    """The client as its README says."""
    return GeoReport(endpoint.v2, output_format=output_format, **more)


@pytest.mark.parametrize("output_format", FORMATS)
def test_services(endpoint: Endpoint, output_format: str) -> None:
    found = stranger(endpoint, output_format).get_service_list()
    by_code = {one["service_code"]: one for one in found}
    assert by_code["104"]["service_name"] == "Lampu jalan padam"
    assert str(by_code["104"]["metadata"]).lower() == "true"
    assert str(by_code["106"]["metadata"]).lower() == "false"


@pytest.mark.parametrize("output_format", FORMATS)
def test_definition(endpoint: Endpoint, output_format: str) -> None:
    found = stranger(endpoint, output_format).get_service_definition("104")
    attributes = found["attributes"]
    if output_format == "xml":
        attributes = attributes["attribute"]
    assert [one["code"] for one in attributes] == ["POLE", "LAMPS"]
    assert [str(one["order"]) for one in attributes] == ["1", "2"]


@pytest.mark.parametrize("output_format", FORMATS)
def test_requests(endpoint: Endpoint, output_format: str) -> None:
    found = stranger(endpoint, output_format).get_service_requests()
    assert len(found) == 8
    dates = [one["requested_datetime"] for one in found]
    assert dates == sorted(dates, reverse=True)


def test_both_formats_list_the_same(endpoint: Endpoint) -> None:
    in_json = stranger(endpoint, "json").get_service_requests()
    in_xml = stranger(endpoint, "xml").get_service_requests()
    assert [
        {name: None if value is None else str(value) for name, value in one.items()}
        for one in in_json
    ] == in_xml


@pytest.mark.parametrize("output_format", FORMATS)
def test_requests_with_every_filter_it_knows(endpoint: Endpoint, output_format: str) -> None:
    client = stranger(endpoint, output_format, jurisdiction="denpasarkota.go.id")
    every = stranger(endpoint, "json").get_service_requests()
    code = every[0]["service_code"]
    expected = [one for one in every if one["service_code"] == code and one["status"] == "open"]
    found = client.get_service_requests(
        service_code=code,
        status="open",
        start_date="2026-09-01T00:00:00+08:00",
        end_date="2026-11-23T23:59:59+08:00",
    )
    assert [one["service_request_id"] for one in found] == [
        one["service_request_id"] for one in expected
    ]
    assert len(found) == 2
    two = ",".join(one["service_request_id"] for one in every[:2])
    assert len(client.get_service_requests(service_request_id=two)) == 2


@pytest.mark.parametrize("output_format", FORMATS)
def test_one_request(endpoint: Endpoint, output_format: str) -> None:
    number = stranger(endpoint, "json").get_service_requests()[0]["service_request_id"]
    found = stranger(endpoint, output_format).get_service_request(number)
    assert found["service_request_id"] == number


def test_errors_raise_what_its_users_expect(endpoint: Endpoint) -> None:
    with pytest.raises(HTTPError, match="404"):
        stranger(endpoint, "json").get_service_definition("999")
    with pytest.raises(HTTPError, match="404"):
        stranger(endpoint, "json", jurisdiction="bandung.go.id").get_service_list()
    with pytest.raises(HTTPError, match="400"):
        stranger(endpoint, "xml").get_service_requests(status="maybe")
