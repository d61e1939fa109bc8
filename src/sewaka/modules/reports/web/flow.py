"""The four steps of a report: photo, place, what, check. One thing per page, nothing lost.

Each step keeps what was typed before it judges it. A step that finds a mistake answers 422 with
the same page, the values and the words for what is wrong.

Without a draft on the server the pages are the same bytes for everybody: the phone keeps them and
fills them with its own draft (frontend/src/phone), which then comes in through the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import Invalid, TooMany
from sewaka.kernel.ids import read_number
from sewaka.kernel.problems import respond
from sewaka.kernel.ui.kept import for_everybody
from sewaka.kernel.ui.values import Problem
from sewaka.modules.reports.actions.hinting import join_instead
from sewaka.modules.reports.actions.sending import send_draft
from sewaka.modules.reports.models import drafts, published
from sewaka.modules.reports.models.drafts import FlowDraft
from sewaka.modules.reports.rules.duplicates import MOST_SHOWN
from sewaka.modules.reports.web import cookies, pages, steps
from sewaka.modules.reports.web.sites import without_token
from sewaka.modules.reports.web.words import problems_of
from sewaka.platform.people.api import actor_of

_NEXT = {"photo": "reports:place", "place": "reports:what", "what": "reports:check"}


@require_safe
def start(_request: HttpRequest) -> HttpResponse:
    """The front door of reporting leads to its first step."""
    return redirect("reports:photo")


@without_token
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest) -> HttpResponse:
    """Step 1: a photo, or none."""
    if request.method != "POST":
        return _show(request, "photo", _draft(request))
    draft, problems = steps.take_photos(request, _draft(request))
    if "photo_remove" in request.POST or problems:
        return _keep(request, draft, _show(request, "photo", draft, photo_problems=problems))
    return _go_on(request, "photo", draft)


@without_token
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Step 2: where it is."""
    if request.method != "POST":
        return _show(request, "place", _draft(request))
    draft = steps.take_place(request.POST, _draft(request))
    wrong = steps.check_place(draft)
    if wrong:
        return _keep(request, draft, _show(request, "place", draft.turned, wrong))
    return _go_on(request, "place", draft)


@without_token
@require_http_methods(["GET", "HEAD", "POST"])
def what(request: HttpRequest) -> HttpResponse:
    """Step 3: what it is, in one tap, and in words if one likes."""
    if request.method != "POST":
        return _show(request, "what", _draft(request))
    draft = steps.take_what(request.POST, _draft(request))
    wrong = steps.check_what(draft, now=clock.now())
    if wrong or steps.has_to_ask(draft):
        return _keep(request, draft, _show(request, "what", draft, wrong))
    return _go_on(request, "what", draft)


@without_token
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Step 4: look once more, then send."""
    draft = _draft(request)
    if draft.receipt is not None and pages.ON_PHONE not in request.GET:
        return redirect("reports:sent")
    if request.method != "POST":
        return _show(request, "check", draft)
    draft = steps.take_covering(request.POST, steps.take_hamlet(request.POST, draft))
    if "preview" in request.POST:
        return _keep(request, draft, _show(request, "check", draft))
    try:
        return _send(request, draft)
    except Invalid as refusal:
        return _show(request, "check", draft, refusal.fields)
    except TooMany as refusal:
        return pages.too_many(request, retry_at=refusal.facts["retry_at"])


@without_token
@require_POST
def same(request: HttpRequest) -> HttpResponse:
    """ "This is the same": become a supporter of that report instead of sending another."""
    mark = cookies.device_mark(request) or cookies.new_mark()
    number = read_number(request.POST.get("number", "")) or ""
    kept = _draft(request)
    join_instead(
        token="" if kept.is_empty else cookies.draft_token(request),
        draft=steps.take_from_phone(request.POST) if kept.is_empty else kept,
        number=number,
        seen=_seen(request),
        device=cookies.device_hash(mark),
        actor=actor_of(request),
        now=clock.now(),
    )
    response = cookies.keep_device(redirect("reports:joined", number=number), mark)
    return response if kept.is_empty else cookies.drop_draft(response)


@require_safe
def joined(request: HttpRequest, number: str) -> HttpResponse:
    """Thanks: what was not sent, and where the report that is the same goes on."""
    return render(request, "reports/joined.html", pages.joined(published.one(number=number)))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The receipt: number, QR, secret link, two dates."""
    draft = _draft(request)
    if draft.receipt is None:
        return redirect("reports:photo")
    return render(request, "reports/sent.html", pages.receipt(request, draft.receipt))


@without_token
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Step 4 for a draft that lies on the phone: nothing of it is kept here.

    Answers the part of the page that only the server knows, or the problem body with the words
    for each field that has to be mended.
    """
    draft = steps.take_from_phone(request.POST)
    wrong = {**steps.check_place(draft), **steps.check_what(draft, now=clock.now())}
    if wrong:
        return respond(Invalid("reports.draft.invalid", fields=wrong))
    context = pages.context(request, "check", draft, problems=[], wrong={})
    return render(request, "reports/parts/check.html", context)


@require_safe
def tray(request: HttpRequest) -> HttpResponse:
    """What waits on this phone; the page itself knows nothing of it."""
    return for_everybody(render(request, "reports/tray.html", {"shared": True}))


@without_token
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Photos that another app shares, where no worker takes them: a new draft, at step 1."""
    draft, _problems = steps.take_shared(request)
    return _keep(request, draft, redirect("reports:photo"))


@without_token
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """ "Hapus draf": throw away what was entered."""
    token = cookies.draft_token(request)
    if token:
        drafts.forget(token)
    return cookies.drop_draft(redirect("portal:home"))


def _draft(request: HttpRequest) -> FlowDraft:
    token = cookies.draft_token(request)
    return drafts.load(token, now=clock.now()) if token else FlowDraft()


def _send(request: HttpRequest, draft: FlowDraft) -> HttpResponse:
    mark = cookies.device_mark(request) or cookies.new_mark()
    token = cookies.draft_token(request)
    if token and draft != drafts.load(token, now=clock.now()):
        drafts.save(token, draft, now=clock.now())
    send_draft(
        token=token,
        sender=cookies.sender_of(request, mark),
        actor=actor_of(request),
        now=clock.now(),
        seen=_seen(request),
    )
    return cookies.keep_device(redirect("reports:sent"), mark)


def _seen(request: HttpRequest) -> list[str]:
    """The numbers that stood on the page as likely the same."""
    return request.POST.get("seen", "")[:200].split()[:MOST_SHOWN]


def _go_on(request: HttpRequest, step: str, draft: FlowDraft) -> HttpResponse:
    done = draft.with_step(step)
    goal = "reports:check" if request.POST.get("back_to") == "check" else _NEXT[step]
    return _keep(request, done, redirect(goal))


def _keep(request: HttpRequest, draft: FlowDraft, response: HttpResponse) -> HttpResponse:
    """Save the draft; a receipt that lies under the same cookie makes room for a new one."""
    token = cookies.draft_token(request) or drafts.new_token()
    drafts.save(token, replace(draft, receipt=None), now=clock.now())
    return cookies.keep_draft(response, token)


def _show(
    request: HttpRequest,
    step: str,
    draft: FlowDraft,
    wrong: Mapping[str, str] | None = None,
    *,
    photo_problems: list[Problem] | None = None,
) -> HttpResponse:
    problems = photo_problems or problems_of(wrong or {})
    is_shared = request.method != "POST" and draft.is_empty
    context = {
        **pages.context(request, step, draft, problems=problems, wrong=wrong or {}),
        "shared": is_shared,
    }
    page = render(request, f"reports/{step}.html", context, status=422 if problems else 200)
    return for_everybody(page) if is_shared else page
