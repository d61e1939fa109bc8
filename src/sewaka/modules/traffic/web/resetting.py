"""A signal flashes: one person of the room asks for its reset, another confirms it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic.actions.resetting import ask_reset, confirm_reset
from sewaka.modules.traffic.queries.flashing import junction_of
from sewaka.modules.traffic.web import desk_page
from sewaka.modules.traffic.web.forms import ResetForm
from sewaka.modules.traffic.web.room import in_room
from sewaka.platform.people.api import actor_of


@require_POST
@in_room
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The first person, with a reason."""
    form = ResetForm(request.POST)
    if form.is_valid() and _is_asked(request, code, form):
        messages.success(request, _("Asked for. A second person must confirm it."))
        return redirect("traffic:desk", code=code)
    context = desk_page.context(code=code, actor=actor_of(request), now=clock.now(), reset=form)
    return render(request, "traffic/desk.html", context, status=422)


def _is_asked(request: HttpRequest, code: str, form: ResetForm) -> bool:
    """Whether it was taken; a refusal is noted on the form."""
    try:
        ask_reset(
            junction=code, flash_since=form.cleaned_data["flash"],
            reason=form.cleaned_data["why"], actor=actor_of(request), now=clock.now(),
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return False
    return True


@require_POST
@in_room
def confirm(request: HttpRequest, reset_id: UUID) -> HttpResponse:
    """The second person; whoever may not, or comes too late, reads why on the desk."""
    actor, now = actor_of(request), clock.now()
    code = junction_of(actor=actor, reset_id=reset_id)
    try:
        confirm_reset(reset_id=reset_id, actor=actor, now=now)
    except DomainError as refusal:
        context = desk_page.context(code=code, actor=actor, now=now)
        context = {**context, "refused": sentence(refusal)}
        return render(request, "traffic/desk.html", context, status=422)
    messages.success(request, _("Confirmed. The order goes to the signal, which answers here."))
    return redirect("traffic:desk", code=code)
