"""`servicerequestupdates`: what happened in public, and what programs say (mySociety)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid
from sewaka.kernel.problems import field_sentence
from sewaka.modules.reports.actions.georeport.sandbox import update_in_sandbox
from sewaka.modules.reports.actions.georeport.updating import update_request
from sewaka.modules.reports.api.georeport.answers import answer
from sewaka.modules.reports.api.georeport.asked import Parameters
from sewaka.modules.reports.api.georeport.gate import language_of, spoken, text_of
from sewaka.modules.reports.api.georeport.sending import admitted
from sewaka.modules.reports.api.georeport.sent import in_standard_names, uploads_of
from sewaka.modules.reports.effects.service_requests import when
from sewaka.modules.reports.models import ExternalUpdate, SandboxUpdate, requested
from sewaka.modules.reports.models.requested import Place
from sewaka.modules.reports.rules.georeport import asking
from sewaka.modules.reports.rules.georeport.asking import Range
from sewaka.modules.reports.rules.georeport.statuses import STATUS_OF
from sewaka.modules.reports.rules.georeport.updates import Update
from sewaka.modules.reports.rules.georeport.writing import Value
from sewaka.platform.cases import api as cases

ROOT = "service_request_updates"


@spoken("GET", "POST")
def updates(request: HttpRequest, place: Place, suffix: str) -> HttpResponse:
    """Public updates between two dates, oldest first; by POST, one more."""
    if request.method == "POST":
        return answer(suffix=suffix, root=ROOT, value=[_told(request, place)])
    asked = _range(request)
    value: list[Value]
    if place is Place.SANDBOX:
        value = [_of_sandbox(one) for one in requested.sandbox_updates(asked)]
    else:
        value = [_update(one) for one in _lines(asked)]
    return answer(suffix=suffix, root=ROOT, value=value)


def _lines(asked: Range) -> list[cases.PublicLine]:
    return cases.public_lines(
        module="reports", since=asked.since, until=asked.until, limit=requested.MAX_ROWS
    )


def _range(request: HttpRequest) -> Range:
    given = Parameters(request.GET)
    start, end = given.moment("start_date"), given.moment("end_date")
    found = given.read(
        "end_date" if end else "start_date",
        lambda: asking.span(start, end, now=clock.now(), longest=asking.UPDATES_SPAN),
        Range(),
    )
    given.check()
    return found


def _told(request: HttpRequest, place: Place) -> Value:
    client = admitted(request)
    update = Update(
        number=text_of(request, "service_request_id"),
        update_id=text_of(request, "update_id"),
        status=text_of(request, "status").upper(),
        text=text_of(request, "description"),
        code=text_of(request, "external_status_code"),
        media_url=text_of(request, "media_url"),
        reason=text_of(request, "reason"),
    )
    actor = Actor(via="api", language=language_of(request))
    now, uploads = clock.now(), uploads_of(request)
    if place is Place.SANDBOX:
        entry = update_in_sandbox(client=client, update=update, actor=actor, now=now)
        return {"update_id": str(entry)}
    try:
        kept = update_request(client=client, update=update, uploads=uploads, actor=actor, now=now)
    except Invalid as error:
        raise in_standard_names(error) from None
    notice = _notice(kept)
    return {"update_id": str(kept.entry), **({"service_notice": notice} if notice else {})}


def _notice(kept: ExternalUpdate) -> str:
    """What becomes of finished work whose photo had to be fetched; empty for all else."""
    if kept.waiting is not None:
        return gettext(
            "The photo is being fetched. The work counts as finished once it is here; the same"
            " update_id sent again says how it went."
        )
    if not kept.refusal:
        return ""
    words = gettext("The work does not count as finished: %(why)s Send it under a new update_id.")
    return words % {"why": field_sentence(kept.refusal, {})}


def _update(line: cases.PublicLine) -> Value:
    return {
        "update_id": str(line.entry_id),
        "service_request_id": line.number,
        "status": STATUS_OF.get(line.state, "OPEN"),
        "updated_datetime": when(line.at),
        "description": line.text or line.what,
        "media_url": None,
        "external_status_code": line.state,
    }


def _of_sandbox(row: SandboxUpdate) -> Value:
    return {
        "update_id": str(row.pk),
        "service_request_id": row.report.number,
        "status": row.status,
        "updated_datetime": when(row.at),
        "description": row.text,
        "media_url": None,
        "external_status_code": row.report.state,
    }
