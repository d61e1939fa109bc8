"""Sending: the words first, then each photo by its digest, so that a cut line repeats little."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Status

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.rest import PROBLEMS, actor_of, created_once
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.uploading import add_photo
from sewaka.modules.reports.api.routes import router
from sewaka.modules.reports.api.schemas import Json, PhotoOut, PushIn, ReportIn, SentOut
from sewaka.modules.reports.effects import hints, likeness
from sewaka.modules.reports.rules.draft import Draft
from sewaka.modules.reports.web import cookies
from sewaka.modules.reports.web.sites import refuse_others
from sewaka.platform.notify import api as notify

SECRET = "X-Report-Secret"  # noqa: S105 - the name of a header
PLACE = "X-Photo-Place"
WITHOUT_ACCOUNT = "X-Without-Account"
# One scope for everybody: a report that left under an account, whose answer was lost, must not
# become two when its author sends it again signed out. The key is 128 random bits of the phone.
_SCOPE = "reports"


class SignedOut(DomainError):
    """The session that the request names has ended."""

    status = HTTPStatus.UNAUTHORIZED


@router.post("", response={201: SentOut, 200: SentOut, **PROBLEMS}, operation_id="reports_send")
def send(request: HttpRequest, body: ReportIn) -> HttpResponse:
    """Send a report. The header `Idempotency-Key` is required; the same again gives 200.

    Photos follow by `PUT .../photos/{sha256}`, as many as `photos_expected` says.
    """
    refuse_others(request)
    _refuse_forgotten(request)
    mark = _mark_of(request)
    sender = cookies.sender_of(request, mark)
    sent = created_once(request, lambda: _send(request, body, sender), scope=_SCOPE)
    response = HttpResponse(
        orjson.dumps(sent.value), status=sent.status_code, content_type="application/json"
    )
    return cookies.keep_device(response, mark) if mark else response


@router.put(
    "/{number}/photos/{sha256}", response={200: PhotoOut, **PROBLEMS}, operation_id="reports_photo"
)
def put_photo(request: HttpRequest, number: str, sha256: str) -> Json:
    """One photo as raw bytes. Sending it again changes nothing.

    The header `X-Report-Secret` is the secret of the report; `X-Photo-Place` says the how manieth
    of its report it is, from 1, so that the author can be told which ones are missing.
    """
    refuse_others(request)
    secret, place = request.headers.get(SECRET, ""), request.headers.get(PLACE, "")
    actor = queries.author(number=number, secret=secret, actor=actor_of(request))
    received, expected = add_photo(
        upload=request, sha256=sha256, actor=actor, now=clock.now(), place=place
    )
    return {"sha256": sha256, "received": received, "expected": expected}


@router.put("/{number}/phone", response={204: None, **PROBLEMS}, operation_id="reports_phone")
def tell_phone(request: HttpRequest, number: str, body: PushIn) -> Status[None]:
    """Tell this phone of news. The header `X-Report-Secret` is the secret of the report."""
    refuse_others(request)
    secret = request.headers.get(SECRET, "")
    author = queries.author(number=number, secret=secret, actor=actor_of(request))
    wish = notify.Wish(body.endpoint, body.keys.p256dh, body.keys.auth, body.language)
    if author.link_case_id is not None:
        notify.subscribe(case_id=author.link_case_id, wish=wish, now=clock.now())
    return Status(HTTPStatus.NO_CONTENT, None)


@router.delete("/{number}/phone", response={204: None, **PROBLEMS}, operation_id="reports_no_phone")
def leave_phone(request: HttpRequest, number: str, endpoint: str = "") -> Status[None]:
    """Tell this phone nothing more."""
    refuse_others(request)
    secret = request.headers.get(SECRET, "")
    author = queries.author(number=number, secret=secret, actor=actor_of(request))
    if author.link_case_id is not None:
        notify.unsubscribe(case_id=author.link_case_id, endpoint=endpoint)
    return Status(HTTPStatus.NO_CONTENT, None)


def _send(request: HttpRequest, body: ReportIn, sender: Sender) -> Json:
    draft, now = body.as_draft(), clock.now()
    sent = submit_report(actor=actor_of(request), now=now, draft=draft, sender=sender)
    _keep_hints(draft, body.seen, case_id=sent.case_id, now=now)
    path = reverse("reports:author", args=[sent.number, sent.secret])
    return {
        "number": sent.number,
        "secret": sent.secret,
        "url": request.build_absolute_uri(path),
        "response_due_at": sent.response_due_at.isoformat(),
        "resolution_due_at": sent.resolution_due_at.isoformat(),
        "photos_expected": body.photos_expected,
    }


def _mark_of(request: HttpRequest) -> str:
    """The mark of a browser: it says where it asks from. Programs keep no cookies."""
    if "Sec-Fetch-Site" not in request.headers:
        return ""
    return cookies.device_mark(request) or cookies.new_mark()


def _refuse_forgotten(request: HttpRequest) -> None:
    """Raise SignedOut for a session that has ended: its report would lose its account unseen.

    The phone keeps the report and asks: sign in again, or send without an account.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_agreed = WITHOUT_ACCOUNT in request.headers
    if has_session and not is_agreed and actor_of(request).person_id is None:
        raise SignedOut("reports.signed_out")


def _keep_hints(draft: Draft, seen: list[str], *, case_id: UUID, now: datetime) -> None:
    """What the phone showed as likely the same, and its holder said was not."""
    if not seen:
        return
    found = likeness.of_words(
        category=draft.category, position=draft.position, text=draft.description, now=now
    )
    hints.keep_different(found, seen=seen, case_id=case_id, now=now)
