"""A customer objects to a line; the head of the bank answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.kernel.text import clean_text
from sewaka.modules.waste_banks.actions.disputing import dispute_line, keep_line
from sewaka.modules.waste_banks.queries.disputes import deposit_of
from sewaka.modules.waste_banks.web.refusals import said
from sewaka.platform.people.api import actor_of

_MOST_DIGITS = 3


@require_POST
@login_required
def dispute(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Say that a line is wrong; what comes of it stands with the deposit."""
    line = request.POST.get("line", "")
    if not (line.isascii() and line.isdigit() and len(line) <= _MOST_DIGITS):
        raise NotFound("waste_banks.deposit.not_found")
    with said(request, _("Said. The head of the bank has been told.")):
        dispute_line(
            deposit_id=deposit_id,
            n=int(line),
            words=clean_text(request.POST.get("words", "")),
            actor=actor_of(request),
            now=clock.now(),
        )
    return redirect("waste_banks:deposit", deposit_id=deposit_id)


@require_POST
@login_required
def keep(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """Answer that the line stays as it is."""
    actor = actor_of(request)
    deposit_id = deposit_of(dispute_id=dispute_id, actor=actor)
    with said(request, _("Answered. The customer has been told.")):
        keep_line(
            dispute_id=dispute_id,
            reason=clean_text(request.POST.get("reason", "")),
            actor=actor,
            now=clock.now(),
        )
    return redirect("waste_banks:deposit", deposit_id=deposit_id)
