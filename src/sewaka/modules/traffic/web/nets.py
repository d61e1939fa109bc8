"""The city's own net: what was guessed, and the conflict matrices that an engineer approves."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sewaka.kernel import clock
from sewaka.modules.traffic.actions.nets import approve_matrix
from sewaka.modules.traffic.queries import nets as queries
from sewaka.modules.traffic.web import net_page, versions
from sewaka.platform.people.api import actor_of


@require_GET
@never_cache
@login_required
def streets(request: HttpRequest) -> HttpResponse:
    """All signals of the net and what is open there."""
    found = queries.streets(actor=actor_of(request))
    return render(request, "traffic/net.html", net_page.streets(found))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def matrix(request: HttpRequest, code: str) -> HttpResponse:
    """Who must not go together at one junction; POST approves it as it was shown."""
    actor = actor_of(request)
    found = queries.matrix(actor=actor, junction=code)
    if request.method == "POST":
        digest = request.POST.get("digest", "")
        deed = partial(approve_matrix, junction=code, digest=digest, actor=actor, now=clock.now())
        said = _("Approved. The engine steers here from its next start on.")
        versions.do(request, deed, said=said)
        return redirect("traffic:matrix", code=code)
    return render(request, "traffic/matrix.html", net_page.matrix(found))
