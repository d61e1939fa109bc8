"""Sending: the words first, then each photo by its digest, so that a cut line repeats little."""

from __future__ import annotations

from http import HTTPStatus

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sewaka.kernel import clock, idempotency
from sewaka.kernel.errors import Forbidden
from sewaka.kernel.rest import PROBLEMS, actor_of
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.uploading import add_photo
from sewaka.modules.reports.api.routes import router
from sewaka.modules.reports.api.schemas import Json, PhotoOut, ReportIn, SentOut
from sewaka.modules.reports.web import cookies

SECRET = "X-Report-Secret"  # noqa: S105 - the name of a header
_SAME_SITE = ("", "same-origin", "none")


@router.post("", response={201: SentOut, 200: SentOut, **PROBLEMS}, operation_id="reports_send")
def send(request: HttpRequest, body: ReportIn) -> HttpResponse:
    """Send a report. The header `Idempotency-Key` is required; the same again gives 200.

    Photos follow by `PUT .../photos/{sha256}`, as many as `photos_expected` says.
    """
    _refuse_other_sites(request)
    sender = cookies.sender_of(request)
    answer = idempotency.once(
        key=idempotency.key_of(request),
        scope=idempotency.scope_of(actor_of(request)),
        request=idempotency.fingerprint(request),
        now=clock.now(),
        run=lambda: (HTTPStatus.CREATED, _send(request, body, sender)),
    )
    return HttpResponse(
        orjson.dumps(answer.body), status=answer.status, content_type="application/json"
    )


@router.put(
    "/{number}/photos/{sha256}", response={200: PhotoOut, **PROBLEMS}, operation_id="reports_photo"
)
def put_photo(request: HttpRequest, number: str, sha256: str) -> Json:
    """One photo as raw bytes. Sending it again changes nothing.

    The header `X-Report-Secret` is the secret of the report.
    """
    _refuse_other_sites(request)
    secret = request.headers.get(SECRET, "")
    actor = queries.author(number=number, secret=secret, actor=actor_of(request))
    received, expected = add_photo(upload=request, sha256=sha256, actor=actor, now=clock.now())
    return {"sha256": sha256, "received": received, "expected": expected}


def _send(request: HttpRequest, body: ReportIn, sender: Sender) -> Json:
    sent = submit_report(
        actor=actor_of(request), now=clock.now(), draft=body.as_draft(), sender=sender
    )
    path = reverse("reports:author", args=[sent.number, sent.secret])
    return {
        "number": sent.number,
        "secret": sent.secret,
        "url": request.build_absolute_uri(path),
        "response_due_at": sent.response_due_at.isoformat(),
        "resolution_due_at": sent.resolution_due_at.isoformat(),
        "photos_expected": body.photos_expected,
    }


def _refuse_other_sites(request: HttpRequest) -> None:
    """A page of another origin can not send in somebody's name (see frontend.md, outbox)."""
    if request.headers.get("Sec-Fetch-Site", "") not in _SAME_SITE:
        raise Forbidden("reports.other_site")
