"""The fraud desk (meja pengawasan): findings in a list, each on its page, and the draw."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.actions.supervising import decide_flag
from sewaka.modules.waste_banks.queries import flags as queries
from sewaka.modules.waste_banks.queries.semesters import open_sessions
from sewaka.modules.waste_banks.rules import spans
from sewaka.modules.waste_banks.rules.states import FlagState
from sewaka.modules.waste_banks.web import supervision_page as pages
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.modules.waste_banks.web.supervision_page import DecisionForm
from sewaka.platform.people.api import actor_of


@require_safe
@never_cache
@login_required
def flags(request: HttpRequest) -> HttpResponse:
    """What the rules found, by state, bank and rule."""
    actor, asked = actor_of(request), pages.asked(request.GET)
    context = pages.listing(
        queries.listed(actor=actor, **asked),
        queries.bank_codes(actor=actor),
        queries.weighed_sessions(actor=actor),
        asked=asked,
        page=request.GET.get("hal", ""),
    )
    today = localdate(clock.now())
    context = {**context, **pages.files(_semesters(actor, today), today=today)}
    return render(request, "waste_banks/flags.html", context)


def _semesters(actor: Actor, today: date) -> list[tuple[int, int, int]]:
    """The last half years, each with its weighing days that are not locked yet."""
    return [
        (*one, open_sessions(actor=actor, first=first, last=last))
        for one in spans.semesters_before(today, count=3)
        for first, last in (spans.semester(*one),)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def flag(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    """One finding with its evidence; whoever watches explains or confirms it."""
    actor, now = actor_of(request), clock.now()
    shown = queries.finding(actor=actor, flag_id=flag_id, now=now)
    form = DecisionForm(request.POST or None)
    if form.is_valid() and _is_decided(request, form, flag_id):
        messages.success(request, _("Decided."))
        return redirect("waste_banks:flags")
    context = pages.one(shown, form)
    return render(request, "waste_banks/flag.html", context, status=422 if form.errors else 200)


def _is_decided(request: HttpRequest, form: DecisionForm, flag_id: UUID) -> bool:
    with at_fields(form):
        decide_flag(
            flag_id=flag_id,
            outcome=FlagState(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=clock.now(),
        )
    return not form.errors


@require_safe
@never_cache
@login_required
def weigh_again(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Which deposits of a session are weighed again."""
    today = localdate(clock.now())
    drawn = queries.draw(actor=actor_of(request), session_id=session_id, today=today)
    return render(request, "waste_banks/weigh_again.html", pages.drawn(drawn))
