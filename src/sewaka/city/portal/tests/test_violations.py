"""Browsers' reports of broken policy: counted, bounded, never stored as they came."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from sewaka.city.portal import violations
from sewaka.city.portal.models import PolicyViolation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(violations, "_minute", violations._Minute())


def sent(**words: str) -> int:
    """Send one report as a browser does; the status of the answer."""
    body = json.dumps({"csp-report": {name.replace("_", "-"): w for name, w in words.items()}})
    client = Client(enforce_csrf_checks=True)
    return client.post("/api/v1/csp", body, content_type="application/csp-report").status_code


def counts() -> list[tuple[str, str, int]]:
    """All rows, without their day."""
    rows = PolicyViolation.objects.order_by("directive", "page")
    return [(row.directive, row.page, row.count) for row in rows]


def test_the_same_violation_is_one_row() -> None:
    for _ in range(3):
        status = sent(
            effective_directive="script-src-elem", document_uri="http://localhost/layanan?x=1"
        )
        assert status == 204
    assert counts() == [("script-src", "portal:services", 3)]


def test_what_strangers_write_is_not_stored() -> None:
    sent(effective_directive="<b>x</b>", document_uri="https://evil.example/rahasia/9971")
    assert counts() == [("other", "", 1)]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"csp-report": 1}', b"\xff"])
def test_what_is_no_report_is_dropped(body: bytes) -> None:
    answer = Client().post("/api/v1/csp", body, content_type="application/csp-report")
    assert (answer.status_code, counts()) == (204, [])


def test_long_bodies_are_refused() -> None:
    body = b"x" * (violations.BODY_MOST + 1)
    answer = Client().post("/api/v1/csp", body, content_type="application/csp-report")
    assert (answer.status_code, counts()) == (413, [])


def test_a_flood_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(violations, "PER_MINUTE_MOST", 2)
    statuses = [
        sent(effective_directive="img-src", document_uri="http://localhost/") for _ in "abcd"
    ]
    assert statuses == [204] * 4
    assert counts()[0][2] <= 2
