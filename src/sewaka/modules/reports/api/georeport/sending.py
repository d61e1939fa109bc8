"""POST requests, and the number behind a token."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from sewaka.kernel import clock, idempotency, limits
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid
from sewaka.kernel.text import clean_text
from sewaka.kernel.ui import formats
from sewaka.modules.reports.actions.georeport.sandbox import take_in_sandbox
from sewaka.modules.reports.actions.georeport.taking import Taken, take
from sewaka.modules.reports.api.georeport import reading
from sewaka.modules.reports.api.georeport.answers import answer
from sewaka.modules.reports.api.georeport.gate import language_spoken, spoken, text_of
from sewaka.modules.reports.api.georeport.sent import in_standard_names, sending_of, uploads_of
from sewaka.modules.reports.effects import neighbours
from sewaka.modules.reports.models import GeoReportClient, tokens
from sewaka.modules.reports.models.clients import client_of
from sewaka.modules.reports.models.requested import Place
from sewaka.modules.reports.rules.georeport.writing import Value

_AN_HOUR = timedelta(hours=1)
_MAX_ACCOUNT = 100


@spoken("GET", "POST")
def requests(request: HttpRequest, place: Place, suffix: str) -> HttpResponse:
    """The requests that the parameters mean; by POST, one more."""
    if request.method != "POST":
        return reading.request_list(request, place, suffix)
    client = admitted(request)
    value = _once(request, place=place, client=client)
    return answer(suffix=suffix, root=reading.ROOT, value=[value])


@spoken("GET")
def token(request: HttpRequest, place: Place, token: str, suffix: str) -> HttpResponse:  # noqa: ARG001 - tokens of both places look alike
    """The number of the report behind a token; without it while the report is queued."""
    number = tokens.number_of(token=clean_text(token), now=clock.now())
    value: Value = {"service_request_id": number, "token": token} if number else {"token": token}
    return answer(suffix=suffix, root=reading.ROOT, value=[value])


def admitted(request: HttpRequest) -> GeoReportClient:
    """The program that sends, one call of its quota spent. Raises Forbidden and TooMany."""
    client = client_of(text_of(request, "api_key"))
    quota = limits.Limit("reports.open311.key", client.hourly_quota, _AN_HOUR)
    limits.spend(quota, who=str(client.pk), now=clock.now())
    return client


def _once(request: HttpRequest, *, place: Place, client: GeoReportClient) -> Value:
    """Take what was sent; the same `Idempotency-Key`, where there is one, the same answer."""
    if idempotency.HEADER not in request.headers:
        return _taken(request, place=place, client=client)
    kept = idempotency.once(
        key=idempotency.key_of(request),
        scope=f"open311:{client.pk}:{place.value}",
        request=idempotency.fingerprint(request),
        now=clock.now(),
        run=lambda: (HTTPStatus.OK, _taken(request, place=place, client=client)),
    )
    answered: Value = kept.body
    return answered


def _taken(request: HttpRequest, *, place: Place, client: GeoReportClient) -> Value:
    actor = Actor(via="api", language=language_spoken())
    sending, uploads, now = sending_of(request), uploads_of(request), clock.now()
    try:
        if place is Place.SANDBOX:
            taken = take_in_sandbox(client=client, sending=sending, actor=actor, now=now)
        else:
            taken = take(client=client, sending=sending, uploads=uploads, actor=actor, now=now)
    except Invalid as error:
        raise in_standard_names(error) from None
    named = {"token": taken.token} if taken.token else {"service_request_id": taken.number}
    account = text_of(request, "account_id")[:_MAX_ACCOUNT]
    return {**named, "service_notice": _notice(taken), "account_id": account or None}


def _notice(taken: Taken) -> str | None:
    if taken.passed_to:
        return neighbours.passed_on(taken.passed_to)
    if taken.response_due_at is None or taken.resolution_due_at is None:
        return None
    words = (
        gettext("Answered by %(response)s, solved by %(resolution)s.")
        if taken.is_public
        else gettext(
            "Answered by %(response)s, solved by %(resolution)s. Everybody can read it as soon as"
            " an officer has looked at it."
        )
    )
    return words % {
        "response": formats.moment(taken.response_due_at),
        "resolution": formats.moment(taken.resolution_due_at),
    }
