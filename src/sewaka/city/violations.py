"""`/api/v1/csp`: browsers tell which of our own rules a page broke. Kept as counts, never as text.

A report names a directive and a page of ours; both are reduced to known names before they are
counted, so that nobody can fill the memory or the log with words of their own.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import resolve
from ninja import Router, Status
from prometheus_client import Counter

from sewaka.kernel import clock, limits, rest

router = Router(tags=["browser"])
VIOLATIONS = Counter("sewaka_csp_violations", "Broken page rules", ["directive", "page"])
A_MINUTE = limits.Limit("city.csp", 300, timedelta(minutes=1))
_LONGEST = 16 * 1024
_OTHER = "other"


@router.post(
    "/csp",
    auth=None,
    response={204: None, **rest.PROBLEMS},
    operation_id="csp_report",
    url_name="csp_report",
)
def count_violation(request: HttpRequest) -> Status[None]:
    """Count one report. What can not be read is counted as `other`; the answer is always 204."""
    limits.spend(A_MINUTE, who="city", now=clock.now())
    report = _report(request.body) if len(request.body) <= _LONGEST else {}
    VIOLATIONS.labels(_directive(report), _page(report)).inc()
    return Status(HTTPStatus.NO_CONTENT, None)


def _report(body: bytes) -> dict[str, Any]:
    """The fields of either form that browsers send: `csp-report`, or a list of reports."""
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    if isinstance(sent, list):
        sent = sent[0] if sent else {}
    found = (sent.get("csp-report") or sent.get("body")) if isinstance(sent, dict) else {}
    return found if isinstance(found, dict) else {}


def _directive(report: dict[str, Any]) -> str:
    named = report.get("effective-directive") or report.get("effectiveDirective")
    known = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return named if isinstance(named, str) and named in known else _OTHER


def _page(report: dict[str, Any]) -> str:
    address = report.get("document-uri") or report.get("documentURL")
    if not isinstance(address, str):
        return _OTHER
    try:
        return resolve(urlsplit(address).path).view_name or _OTHER
    except (Http404, ValueError):
        return _OTHER
