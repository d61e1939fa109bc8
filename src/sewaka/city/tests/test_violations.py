"""Reports of broken page rules: counted by names of ours, whatever is sent."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client
from prometheus_client import REGISTRY

from sewaka.city import violations
from sewaka.kernel import limits

pytestmark = pytest.mark.django_db
CSP = "/api/v1/csp"


def counted(directive: str, page: str) -> float:
    labels = {"directive": directive, "page": page}
    return REGISTRY.get_sample_value("sewaka_csp_violations_total", labels) or 0.0


def send(body: Any, content_type: str = "application/csp-report") -> int:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return Client(enforce_csrf_checks=True).post(CSP, raw, content_type=content_type).status_code


def report(directive: Any, uri: Any) -> dict[str, Any]:
    return {"csp-report": {"effective-directive": directive, "document-uri": uri}}


def test_both_forms_are_counted_by_directive_and_page() -> None:
    before = counted("script-src", "portal:home")
    assert send(report("script-src", "http://testserver/?q=rahasia")) == 204
    newer = [{"body": {"effectiveDirective": "script-src", "documentURL": "http://testserver/"}}]
    assert send(newer, "application/reports+json") == 204
    assert counted("script-src", "portal:home") == before + 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"x" * 20_000,
        report("evil\nline", "http://testserver/tidak-ada"),
        report(["script-src"], {"a": 1}),
        {"csp-report": []},
        report("x" * 5000, "http://[broken"),
    ],
)
def test_whatever_else_comes_is_counted_as_other(body: Any) -> None:
    before = counted("other", "other")
    assert send(body) == 204
    assert counted("other", "other") == before + 1


def test_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    few = limits.Limit("city.csp", 1, violations.A_MINUTE.within)
    monkeypatch.setattr(violations, "A_MINUTE", few)
    assert [send(report("script-src", "/")) for _ in range(2)] == [204, 429]
