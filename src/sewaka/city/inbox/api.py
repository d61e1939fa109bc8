"""`/api/v1/cases`: the same acts as the staff's pages, for programs.

Writes demand `If-Match` with the version that was read and an `Idempotency-Key`.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from sewaka.city.inbox import schemas as shapes
from sewaka.kernel import clock, idempotency, rest
from sewaka.kernel.errors import NotFound
from sewaka.kernel.workflow import Transition
from sewaka.platform.cases import api as cases

router = Router(auth=rest.SessionActor(), tags=["cases"])


@router.get("", response={200: shapes.CasesOut, **rest.PROBLEMS}, operation_id="cases_list")
def list_cases(request: HttpRequest, query: Query[shapes.ListIn]) -> dict[str, Any]:
    """The open cases of one's desk, least time left first."""
    actor = _staff(request)
    filters = cases.Filters(
        view=query.view,
        module=query.module,
        state_group=query.state_group,
        area_code=query.area_code,
        words=query.words,
        after=query.cursor,
    )
    page = cases.inbox(actor=actor, filters=filters, now=clock.now(), size=query.limit)
    return {"items": [_case(case) for case in page.cases], "next": page.next}


@router.get(
    "/{number}", response={200: shapes.CaseDetailOut, **rest.PROBLEMS}, operation_id="cases_get"
)
def get_case(request: HttpRequest, response: HttpResponse, number: str) -> dict[str, Any]:
    """One case with its history and what may be done now. The ETag is its version."""
    case = _case_of(request, number)
    actor = rest.actor_of(request)
    response["ETag"] = rest.etag(case.version)
    return _case(case) | {
        "clocks": [_clock(one) for one in cases.clocks(case=case)],
        "timeline": [_line(one) for one in cases.timeline(case=case, actor=actor)],
        "actions": [_act(one) for one in cases.available(case=case, actor=actor)],
    }


@router.post(
    "/{number}/actions/{action}",
    response={200: shapes.MovedOut, **rest.PROBLEMS},
    operation_id="cases_act",
)
def act(
    request: HttpRequest, response: HttpResponse, number: str, action: str, body: shapes.ActIn
) -> Any:
    """Do one act. 412 tells who was faster, 409 that the state does not allow it, 422 what to
    mend.
    """
    case, version = _case_of(request, number), rest.expected_version(request)

    def move() -> dict[str, Any]:
        moved = cases.move(
            case_id=case.pk,
            action=action,
            actor=rest.actor_of(request),
            now=clock.now(),
            version=version,
            given=body.given,
        )
        return _moved(moved)

    return _once(request, response, move)


@router.post(
    "/{number}/undo", response={200: shapes.MovedOut, **rest.PROBLEMS}, operation_id="cases_undo"
)
def undo(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    """Take back what one has done last, within ten minutes. 409 when there is nothing to."""
    case, version = _case_of(request, number), rest.expected_version(request)
    actor, now = rest.actor_of(request), clock.now()

    def back() -> dict[str, Any]:
        return _moved(cases.undo(case_id=case.pk, actor=actor, now=now, version=version))

    return _once(request, response, back)


@router.post(
    "/{number}/entries",
    response={200: shapes.ChangedOut, **rest.PROBLEMS},
    operation_id="cases_write",
)
def write(request: HttpRequest, response: HttpResponse, number: str, body: shapes.WordsIn) -> Any:
    """A message to the citizen or to everybody, or an internal note."""
    case, version = _case_of(request, number), rest.expected_version(request)

    def add() -> dict[str, Any]:
        shared: dict[str, Any] = {
            "case_id": case.pk,
            "actor": rest.actor_of(request),
            "now": clock.now(),
            "text": body.text,
            "version": version,
        }
        if body.audience == cases.Audience.INTERNAL:
            entry = cases.note(**shared)
        else:
            entry = cases.comment(**shared, audience=body.audience)
        return {"number": case.number, "version": entry.case_version}

    return _once(request, response, add)


@router.put(
    "/{number}/assignee",
    response={200: shapes.ChangedOut, **rest.PROBLEMS},
    operation_id="cases_assign",
)
def assign(
    request: HttpRequest, response: HttpResponse, number: str, body: shapes.AssignIn
) -> dict[str, Any]:
    """Give the case to a colleague of the desk, or back to the desk."""
    case = cases.assign(
        case_id=_case_of(request, number).pk,
        person_id=body.person_id,
        actor=rest.actor_of(request),
        now=clock.now(),
        version=rest.expected_version(request),
    )
    response["ETag"] = rest.etag(case.version)
    return {"number": case.number, "version": case.version}


def _moved(moved: cases.Moved) -> dict[str, Any]:
    return {
        "number": moved.number,
        "action": moved.action,
        "from_state": moved.from_state,
        "to_state": moved.to_state,
        "version": moved.version,
        "at": moved.at.isoformat(),
    }


def _staff(request: HttpRequest) -> Any:
    actor = rest.actor_of(request)
    if not actor.is_staff:
        raise NotFound
    return actor


def _case_of(request: HttpRequest, number: str) -> cases.Case:
    case = cases.get_case(actor=_staff(request), number=number)
    if not cases.is_office().allows(rest.actor_of(request), case):
        raise NotFound("cases.not_found")
    return case


def _once(request: HttpRequest, response: HttpResponse, deed: Callable[[], dict[str, Any]]) -> Any:
    """Do it once for the request's key, and give the version as ETag."""
    answer = idempotency.once(
        key=idempotency.key_of(request),
        scope=idempotency.scope_of(rest.actor_of(request)),
        request=idempotency.fingerprint(request),
        now=clock.now(),
        run=lambda: (HTTPStatus.OK, deed()),
    )
    response["ETag"] = rest.etag(answer.body["version"])
    return answer.body


def _case(case: cases.Case) -> dict[str, Any]:
    shown = {
        name: getattr(case, name)
        for name in shapes.CaseOut.model_fields
        if name not in ("state_label", "agency_code")
    }
    state = cases.state_of(case)
    return shown | {"state_label": str(state.label), "agency_code": case.agency_id}


def _clock(one: cases.SlaClock) -> dict[str, Any]:
    return {name: getattr(one, name) for name in shapes.ClockOut.model_fields}


def _line(one: cases.Line) -> dict[str, Any]:
    return {name: getattr(one, name) for name in shapes.LineOut.model_fields}


def _act(transition: Transition) -> dict[str, Any]:
    return {
        "action": transition.action,
        "label": str(transition.label),
        "asks": [
            {
                "name": ask.name,
                "label": str(ask.label),
                "kind": ask.kind.value,
                "is_required": ask.is_required,
                "min_length": ask.min_length,
                "max_length": ask.max_length,
                "choices": [code for code, _label in ask.options],
            }
            for ask in transition.asks
        ],
    }
