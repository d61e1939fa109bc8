"""A report entered by an office for a citizen: one page, one receipt to hand over.

The entry is kept under a random name in the form, for this officer alone: pressing the button
twice, or going back, gives the same receipt.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid, NotFound
from sewaka.kernel.ui.values import Problem
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.entering import enter_for_citizen
from sewaka.modules.reports.exporters import papers
from sewaka.modules.reports.models import drafts
from sewaka.modules.reports.models.drafts import FlowDraft, Receipt
from sewaka.modules.reports.rules.duplicates import MOST_SHOWN
from sewaka.modules.reports.web import behalf_page, pages
from sewaka.modules.reports.web.papers import pdf_response
from sewaka.modules.reports.web.words import problems_of
from sewaka.platform.people.api import actor_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enter(request: HttpRequest) -> HttpResponse:
    """The form; sent well, it leads to the receipt."""
    entry = behalf_page.entry_of(request.POST) or drafts.new_token()
    token = queries.entry_token(entry=entry, actor=actor_of(request))
    if request.method != "POST":
        return _show(request, entry, behalf_page.new(actor_of(request)))
    kept = drafts.load(token, now=clock.now())
    if kept.receipt is not None:
        return redirect("reports:behalf_done", entry=entry)
    draft, bad_photos = behalf_page.take(request, kept)
    drafts.save(token, draft, now=clock.now())
    wrong = behalf_page.check(draft, now=clock.now())
    if bad_photos or wrong or behalf_page.has_to_look(request.POST, draft):
        return _show(request, entry, draft, wrong, photo_problems=bad_photos)
    return _send(request, entry, draft)


@never_cache
@require_safe
@login_required
def entered(request: HttpRequest, entry: str) -> HttpResponse:
    """The receipt: what the citizen takes home, and the way to the next entry."""
    kept = _receipt(entry, actor=actor_of(request))
    context = {
        **pages.receipt(request, kept),
        "receipt_url": reverse("reports:behalf_paper", args=[entry]),
    }
    return render(request, "reports/behalf_done.html", context)


@never_cache
@require_safe
@login_required
def paper(request: HttpRequest, entry: str) -> HttpResponse:
    """The receipt as PDF, in the citizen's language; its code opens the citizen's own page."""
    kept = _receipt(entry, actor=actor_of(request))
    author = queries.author(number=kept.number, secret=kept.secret, actor=actor_of(request))
    tracked = queries.tracked(actor=author, number=kept.number)
    own = request.build_absolute_uri(reverse("reports:author", args=[kept.number, kept.secret]))
    with override(tracked.report.language):
        made = papers.receipt(tracked=tracked, address=own, now=clock.now(), is_key=True)
    return pdf_response(made, name=f"{kept.number}-bukti.pdf")


def _send(request: HttpRequest, entry: str, draft: FlowDraft) -> HttpResponse:
    seen = request.POST.get("seen", "")[:200].split()[:MOST_SHOWN]
    now = clock.now()
    try:
        enter_for_citizen(entry=entry, draft=draft, actor=actor_of(request), now=now, seen=seen)
    except Invalid as refusal:
        return _show(request, entry, draft, refusal.fields)
    return redirect("reports:behalf_done", entry=entry)


def _receipt(entry: str, *, actor: Actor) -> Receipt:
    kept = drafts.load(queries.entry_token(entry=entry, actor=actor), now=clock.now()).receipt
    if kept is None:
        raise NotFound("reports.not_found")
    return kept


def _show(
    request: HttpRequest,
    entry: str,
    draft: FlowDraft,
    wrong: Mapping[str, str] | None = None,
    *,
    photo_problems: list[Problem] | None = None,
) -> HttpResponse:
    problems = [*(photo_problems or []), *problems_of(wrong or {})]
    context = {
        **behalf_page.context(request, draft, problems=problems, wrong=wrong or {}),
        "entry": entry,
    }
    return render(request, "reports/behalf.html", context, status=422 if problems else 200)
