"""Plans of a junction: written, tried, approved by a second engineer, published."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic.actions.planning import (
    approve_plan,
    change_draft,
    draft_plan,
    publish_plan,
)
from sewaka.modules.traffic.models import SignalPlan
from sewaka.modules.traffic.queries import planning as queries
from sewaka.modules.traffic.web import plan_page, versions
from sewaka.modules.traffic.web.plan_forms import NewPlanForm, PlanForm, PublishForm
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def shelf(request: HttpRequest, code: str) -> HttpResponse:
    """All versions; POST begins a new one as a copy of one of them."""
    found = queries.shelf(actor=actor_of(request), junction=code, now=clock.now())
    form = NewPlanForm(request.POST or None, bases=plan_page.bases(found))
    made = _copied(request, found, form) if form.is_valid() else None
    if made is not None:
        return redirect("traffic:plan", code=code, plan_id=made.pk)
    context = plan_page.shelf(found, form)
    return render(request, "traffic/plans.html", context, status=422 if form.errors else 200)


def _copied(request: HttpRequest, found: queries.Shelf, form: NewPlanForm) -> SignalPlan | None:
    """The draft; None where it was refused, which is noted on the form."""
    try:
        return draft_plan(
            **plan_page.copy_of(found, form), actor=actor_of(request), now=clock.now()
        )
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def plan(request: HttpRequest, code: str, plan_id: UUID) -> HttpResponse:
    """One version with its sheet and its corridor; POST writes a draft."""
    actor, now = actor_of(request), clock.now()
    found = queries.plan_view(actor=actor, junction=code, plan_id=plan_id, now=now)
    form = PlanForm(request.POST or None, **plan_page.form_values(found))
    if form.is_valid() and _is_changed(request, plan_id, form):
        messages.success(request, _("The draft is kept."))
        return redirect("traffic:plan", code=code, plan_id=plan_id)
    context = plan_page.plan(found, form, PublishForm())
    return render(request, "traffic/plan.html", context, status=422 if form.errors else 200)


def _is_changed(request: HttpRequest, plan_id: UUID, form: PlanForm) -> bool:
    try:
        change_draft(
            plan_id=plan_id, splits=form.splits, offset_s=form.cleaned_data["offset"],
            actor=actor_of(request), now=clock.now(),
        )  # fmt: skip
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


@require_POST
@login_required
def approve(request: HttpRequest, code: str, plan_id: UUID) -> HttpResponse:
    """The second pair of eyes."""
    deed = partial(approve_plan, plan_id=plan_id, actor=actor_of(request), now=clock.now())
    versions.do(request, deed, said=_("Approved. It can be published now."))
    return redirect("traffic:plan", code=code, plan_id=plan_id)


@require_POST
@login_required
def publish(request: HttpRequest, code: str, plan_id: UUID) -> HttpResponse:
    """In force from that time; without one, from now."""
    now, actor = clock.now(), actor_of(request)
    if begins := versions.begin_of(request, now=now):
        deed = partial(publish_plan, plan_id=plan_id, valid_from=begins, actor=actor, now=now)
        said = _("Published. The signal takes it over when its time comes.")
        versions.do(request, deed, said=said)
    return redirect("traffic:plan", code=code, plan_id=plan_id)
