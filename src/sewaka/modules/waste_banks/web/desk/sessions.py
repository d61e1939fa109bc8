"""Weighing days at the desk: planned, opened, cancelled; locked when the cash is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.problems import sentence
from sewaka.kernel.ui.formats import clock_time, long_day, number, weight
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, move_session, plan_session
from sewaka.modules.waste_banks.queries.sessions import Weighings, code_of_session, weighings
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.words import SESSIONS
from sewaka.platform.people.api import actor_of

_ACTS = {
    "buka": SessionState.OPEN,
    "batal": SessionState.CANCELLED,
    "kunci": SessionState.LOCKED,
}
_MOST_DIGITS = 12  # of an amount of cash
_NAMES = {after: act for act, after in _ACTS.items()}
_WORDS = {
    SessionState.OPEN: gettext_lazy("Open it"),
    SessionState.CANCELLED: gettext_lazy("Cancel it"),
    SessionState.LOCKED: gettext_lazy("Cash counted: lock it"),
}


class SessionForm(forms.Form):
    """A weighing day; the state of its hours is the action's matter."""

    on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    begins = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=160)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The weighing days, and a form for one more."""
    found = weighings(actor=actor_of(request), code=code, now=clock.now())
    form = SessionForm(request.POST or None, initial=dict(_usual(found)))
    if form.is_valid() and _is_planned(request, form, found):
        messages.success(request, _("The weighing day is planned."))
        return redirect("waste_banks:sessions", code=code)
    context = {"found": found, "form": form, "rows": [_row(one, found) for one in found.sessions]}
    status = 422 if form.errors else 200
    return render(request, "waste_banks/sessions.html", context, status=status)


@require_POST
@login_required
def move(request: HttpRequest, session_id: UUID, action: str) -> HttpResponse:
    """Open, cancel or lock one; a refusal is said on the page of its bank."""
    if action not in _ACTS:
        raise NotFound("waste_banks.session.not_found")
    code = code_of_session(actor=actor_of(request), session_id=session_id)
    _try(request, session_id, _ACTS[action])
    return redirect("waste_banks:sessions", code=code)


def _try(request: HttpRequest, session_id: UUID, after: SessionState) -> None:
    try:
        move_session(
            session_id=session_id,
            after=after,
            actor=actor_of(request),
            now=clock.now(),
            cash_idr=_counted(request) if after is SessionState.LOCKED else None,
        )
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        messages.error(request, sentence(refusal))


def _counted(request: HttpRequest) -> int:
    """The cash; nobody locks a day without having counted. Raises DomainError."""
    digits = request.POST.get("cash", "").replace(".", "").strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        raise DomainError("waste_banks.session.cash")
    return int(digits)


def _is_planned(request: HttpRequest, form: SessionForm, found: Weighings) -> bool:
    try:
        plan_session(
            bank_id=found.bank.pk,
            draft=SessionDraft(**form.cleaned_data),
            actor=actor_of(request),
            now=clock.now(),
        )
    except Invalid as refusal:
        for name, code in refusal.fields.items():
            form.add_error(name, sentence(DomainError(code)))
        return False
    return True


def _usual(found: Weighings) -> Mapping[str, Any]:
    return {
        "on": localdate(clock.now()),
        "begins": "07:00",
        "ends": "11:00",
        "place": found.bank.place or found.bank.name,
    }


def _row(one: Any, found: Weighings) -> Mapping[str, Any]:
    """A session as its card shows it."""
    return {
        "day": long_day(one.on),
        "hours": f"{clock_time(one.begins_at)}\N{EN DASH}{clock_time(one.ends_at)}",
        "place": one.place,
        "state": SESSIONS[one.status],
        "weighed": weight(one.weighed_g) if one.deposits_count else "",
        "deposits": number(one.deposits_count),
        "to_review": one.to_review,
        "moves": [
            {
                "words": _WORDS[after],
                "url": reverse("waste_banks:session", args=[one.pk, _NAMES[after]]),
                "asks_cash": after is SessionState.LOCKED,
                "kind": "second" if after is SessionState.CANCELLED else "main",
            }
            for after in found.moves(one)
        ],
    }
