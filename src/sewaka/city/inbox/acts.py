"""What an officer does with one case: the acts of its workflow, assignment, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sewaka.city.inbox import uploads
from sewaka.city.inbox.access import actor_of, staff_only
from sewaka.city.inbox.casepage import Sent
from sewaka.city.inbox.views import shown_again, staff_case
from sewaka.kernel import clock, registry
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.workflow import AskKind, NotAllowed, Transition
from sewaka.platform.cases import api as cases


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """GET: the page with this act unfolded. POST: do it."""
    case = staff_case(request, number)
    transition = cases.act_named(case=case, action=action)
    if request.method != "POST":
        return shown_again(request, case, Sent(action=action), status=200)
    sent = _sent(request, transition)
    if "fill_in" in request.POST:
        return shown_again(request, case, _with_text(request, case, sent), status=200)
    if sent.problems:
        return shown_again(request, case, sent, status=422)
    return _attempt(request, case, sent, lambda: _move(request, case, sent))


@require_POST
@staff_only
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Give the case to a colleague, or back to the desk."""
    case = staff_case(request, number)
    sent = Sent(action="assign", given=request.POST.dict())
    return _attempt(request, case, sent, lambda: _assign(request, case))


@require_POST
@staff_only
def message(request: HttpRequest, number: str) -> HttpResponse:
    """Words to the citizen, or to everybody."""
    case = staff_case(request, number)
    sent = Sent(action="message", given=request.POST.dict())
    return _attempt(request, case, sent, lambda: _comment(request, case))


@require_POST
@staff_only
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Words that only offices read."""
    case = staff_case(request, number)
    sent = Sent(action="note", given=request.POST.dict())
    return _attempt(request, case, sent, lambda: _note(request, case))


@require_POST
@staff_only
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Take the last deed back, within ten minutes, by who did it."""
    case = staff_case(request, number)
    return _attempt(request, case, Sent(action="undo"), lambda: _undo(request, case))


def _undo(request: HttpRequest, case: cases.Case) -> None:
    cases.undo(
        case_id=case.pk,
        actor=actor_of(request),
        now=clock.now(),
        version=seen_version(request),
    )


def _move(request: HttpRequest, case: cases.Case, sent: Sent) -> None:
    cases.move(
        case_id=case.pk,
        action=sent.action,
        actor=actor_of(request),
        now=clock.now(),
        version=seen_version(request),
        given=sent.given,
    )


def _assign(request: HttpRequest, case: cases.Case) -> None:
    try:
        person_id = UUID(text) if (text := request.POST.get("person", "")) else None
    except ValueError:
        raise Invalid("cases.invalid", fields={"person": "not_at_desk"}) from None
    cases.assign(
        case_id=case.pk,
        person_id=person_id,
        actor=actor_of(request),
        now=clock.now(),
        version=seen_version(request),
    )


def _comment(request: HttpRequest, case: cases.Case) -> None:
    is_public = request.POST.get("audience") == cases.Audience.PUBLIC
    cases.comment(
        case_id=case.pk,
        actor=actor_of(request),
        now=clock.now(),
        text=request.POST.get("text", ""),
        audience=cases.Audience.PUBLIC if is_public else cases.Audience.APPLICANT,
        version=seen_version(request),
    )


def _note(request: HttpRequest, case: cases.Case) -> None:
    cases.note(
        case_id=case.pk,
        actor=actor_of(request),
        now=clock.now(),
        text=request.POST.get("text", ""),
        version=seen_version(request),
    )


def seen_version(request: HttpRequest) -> int:
    """The version that the officer looked at; 0, which is never current, when none was sent."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - digits of a 32-bit number


def _sent(request: HttpRequest, transition: Transition) -> Sent:
    """What came, with its photos stored already."""
    photos = uploads.arrived(
        request, asks=transition.asks, actor=actor_of(request), now=clock.now()
    )
    words = {
        ask.name: request.POST.get(ask.name, "")
        for ask in transition.asks
        if ask.kind is not AskKind.PHOTO
    }
    return Sent(
        action=transition.action,
        given=words | photos.ids,
        problems=photos.problems,
        photos=photos.items,
    )


def _with_text(request: HttpRequest, case: cases.Case, sent: Sent) -> Sent:
    """The form as it was sent, with ready-made words in its answer; nothing is done yet."""
    ready = registry.module(case.module).answer_texts
    key = request.POST.get("ready_text", "")
    if ready is None or not key:
        return sent
    return replace(sent, given={**sent.given, ready.ask: ready.filled(case=case, key=key)})


def _attempt(
    request: HttpRequest, case: cases.Case, sent: Sent, deed: Callable[[], None]
) -> HttpResponse:
    """Do it and go on; or show the page again with everything that was sent."""
    try:
        deed()
    except (NotFound, Forbidden):
        raise
    except Invalid as refusal:
        return shown_again(request, case, replace(sent, problems=refusal.fields), status=422)
    except DomainError as refusal:
        is_conflict = isinstance(refusal, Stale | NotAllowed)
        seen = seen_version(request) if is_conflict else None
        shown = replace(sent, refusal=cases.refusal_text(refusal), seen_version=seen)
        fresh = staff_case(request, case.number)
        return shown_again(request, fresh, shown, status=refusal.status)
    messages.success(request, _("Saved. The case has moved on."))
    return _onward(request, case)


def _onward(request: HttpRequest, case: cases.Case) -> HttpResponse:
    """Back to the case; to the list when it left the officer's sight, or to the cards."""
    if request.POST.get("back") == "cards":
        return redirect("inbox:cards")
    try:
        staff_case(request, case.number)
    except NotFound:
        return redirect("inbox:list")
    return redirect("inbox:case", number=case.number)
