"""The mayor's list: what every office has let pass, with a button to ask."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports import queries
from sewaka.modules.reports.models.listed import ASK
from sewaka.modules.reports.web import mayor_page
from sewaka.platform.cases import api as cases
from sewaka.platform.people.api import actor_of


@never_cache
@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """What passed all levels, the longest first."""
    now = clock.now()
    listed = queries.mayors_list(actor=actor_of(request))
    return render(request, "reports/mayor.html", mayor_page.context(listed, now=now))


@require_POST
@login_required
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the office that has it; the answer is due at the end of the next working day."""
    actor = actor_of(request)
    case = queries.listed_case(actor=actor, number=number)
    try:
        cases.move(case_id=case.pk, action=ASK, actor=actor, now=clock.now(), given=request.POST)
    except DomainError as refusal:
        messages.error(request, cases.refusal_text(refusal))
    else:
        messages.success(request, _("The office was asked about %(number)s.") % {"number": number})
    return redirect("reports:mayor")
