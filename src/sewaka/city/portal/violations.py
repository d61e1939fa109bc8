"""Browsers' reports of broken policy, kept as counts by day, directive and page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sewaka.city.portal.models import PolicyViolation
from sewaka.kernel import clock

BODY_MOST = 8 * 1024
PER_MINUTE_MOST = 60  # in each process; what comes beyond is not counted


@dataclass
class _Minute:
    """The running minute and how many reports it has seen."""

    number: int = 0
    seen: int = 0

    def has_room(self, now: datetime) -> bool:
        minute = int(now.timestamp()) // 60
        if minute != self.number:
            self.number, self.seen = minute, 0
        self.seen += 1
        return self.seen <= PER_MINUTE_MOST


_minute = _Minute()


@csrf_exempt  # browsers send these by themselves, without a token; only a count is kept
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Count one report (`report-uri`); answers 204 whatever it says, 413 when it is too long."""
    if int(request.headers.get("Content-Length") or 0) > BODY_MOST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    now = clock.now()
    if _minute.has_room(now):
        note(body=request.body, now=now)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def note(*, body: bytes, now: datetime) -> bool:
    """Add one to the count that the report belongs to; False when it is not a report."""
    found = _report_in(body)
    if found is None:
        return False
    row, _ = PolicyViolation.objects.get_or_create(
        on=timezone.localtime(now).date(),
        directive=_directive(found),
        page=_page(str(found.get("document-uri") or "")),
    )
    PolicyViolation.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return True


def _report_in(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    inner = found.get("csp-report") if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else None


def _directive(found: dict[str, Any]) -> str:
    """The name of the directive if it is one of our policy, else "other"."""
    said = str(found.get("effective-directive") or found.get("violated-directive") or "")
    name = said.partition(" ")[0].removesuffix("-elem").removesuffix("-attr")
    return name if name in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] else "other"


def _page(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name[:100]
    except (Resolver404, ValueError):
        return ""
