"""GeoReport v2: tokens, and the sandbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.actions.georeport import sandbox, taking
from sewaka.modules.reports.models import (
    Category,
    GeoReportClient,
    GeoReportToken,
    Report,
    ReporterContact,
    SandboxReport,
    catalogue,
)
from sewaka.modules.reports.tests.test_georeport_reading import V2, errors
from sewaka.modules.reports.tests.test_georeport_sending import only, post
from sewaka.modules.reports.tests.written_xml import parsed
from tests.cast import NOW

pytestmark = pytest.mark.django_db
SANDBOX = "/open311/test/v2"


@pytest.fixture
def queueing(key: str) -> None:
    """The program wants tokens."""
    GeoReportClient.objects.update(answers_by_token=True)


@pytest.mark.usefixtures("queueing")
def test_a_token_becomes_a_number(client: Client, form: dict[str, Any]) -> None:
    found = only(post(client, {**form, "first_name": "Kanaria"}))
    assert "service_request_id" not in found
    address = f"{V2}/tokens/{found['token']}.json"
    assert only(client.get(address)) == {"token": found["token"]}
    assert Report.objects.count() == 0
    assert b"Kanaria" not in str(GeoReportToken.objects.values_list("draft")).encode()
    assert taking.take_queued(actor=SYSTEM, now=clock.now()) == 1
    assert taking.take_queued(actor=SYSTEM, now=clock.now()) == 0
    report = Report.objects.get()
    assert only(client.get(address)) == {
        "service_request_id": report.case.number,
        "token": found["token"],
    }
    assert ReporterContact.objects.get().name == "Kanaria"
    assert GeoReportToken.objects.get().draft is None
    root = parsed(client.get(address.replace("json", "xml")).content)
    assert root.findtext("request/service_request_id") == report.case.number


@pytest.mark.usefixtures("queueing")
def test_what_is_wrong_is_said_at_once_and_not_by_a_token(
    client: Client, form: dict[str, Any]
) -> None:
    assert post(client, {**form, "description": ""}).status_code == 400
    assert GeoReportToken.objects.count() == 0


@pytest.mark.usefixtures("queueing")
def test_a_token_that_can_not_become_a_report_fails(client: Client, form: dict[str, Any]) -> None:
    only(post(client, form))
    Category.objects.filter(pk="201").update(active_to="2026-01-01")
    catalogue.forget()
    assert taking.take_queued(actor=SYSTEM, now=clock.now()) == 0
    row = GeoReportToken.objects.get()
    assert (row.stage, row.number, row.draft) == ("failed", "", None)


@pytest.mark.usefixtures("queueing")
def test_tokens_end_after_thirty_days(client: Client, form: dict[str, Any]) -> None:
    token = only(post(client, form))["token"]
    GeoReportToken.objects.update(
        created_at=NOW - timedelta(days=31), expires_at=NOW - timedelta(days=1)
    )
    answer = client.get(f"{V2}/tokens/{token}.json")
    assert (answer.status_code, errors(answer)[0][0]) == (404, 404)


@pytest.mark.parametrize("token", ["x", "%00", "x" * 500])
def test_an_unknown_token_is_404(client: Client, token: str) -> None:
    assert client.get(f"{V2}/tokens/{token}.xml").status_code == 404


def test_the_sandbox_takes_and_shows_and_routes_nothing(
    client: Client, form: dict[str, Any]
) -> None:
    sent = only(client.post(f"{SANDBOX}/requests.json", form))
    number = sent["service_request_id"]
    assert number.startswith("T26-")
    assert Report.objects.count() == 0
    shown = only(client.get(f"{SANDBOX}/requests/{number}.json"))
    assert (shown["description"], shown["lat"]) == ("Sampah menumpuk. Telepon ▇▇", -8.7016)
    assert client.get(f"{SANDBOX}/requests.json").json() == [shown]
    assert client.get(f"{V2}/requests/{number}.json").status_code == 404
    assert (
        parsed(client.get(f"{SANDBOX}/requests.xml").content).findtext("request/lat") == "-8.7016"
    )
    assert client.post(f"{SANDBOX}/requests.json", {**form, "api_key": ""}).status_code == 403
    assert client.post(f"{SANDBOX}/requests.json", {**form, "lat": "x"}).status_code == 400


def test_the_sandbox_is_emptied(client: Client, form: dict[str, Any]) -> None:
    only(client.post(f"{SANDBOX}/requests.json", form))
    assert sandbox.empty_sandbox(actor=SYSTEM, now=clock.now()) == 1
    assert sandbox.empty_sandbox(actor=SYSTEM, now=clock.now()) == 0
    assert SandboxReport.objects.count() == 0
