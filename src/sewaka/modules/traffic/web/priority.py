"""An operator says no to a vehicle with priority, at one signal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic.actions.priority import override_priority
from sewaka.modules.traffic.queries import junction_of_request
from sewaka.modules.traffic.web.room import in_room
from sewaka.platform.people.api import actor_of


@require_POST
@in_room
def refuse(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """It gets no green of its own here."""
    actor = actor_of(request)
    code = junction_of_request(actor=actor, request_id=request_id)
    try:
        override_priority(request_id=request_id, actor=actor, now=clock.now())
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("It gets no green of its own here."))
    return redirect("traffic:desk", code=code)
