"""The promises: what is in force, what a change would have meant last year, and the change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.actions.setting_up import promises
from sewaka.modules.reports.effects.rehearsing import rehearse
from sewaka.modules.reports.models import promised, setup_labels
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.web.setup import gate, promises_page
from sewaka.modules.reports.web.setup.forms import NewPolicyForm, PolicyForm
from sewaka.platform.people.api import actor_of


@require_safe
@gate.setup_desk
def listing(request: HttpRequest) -> HttpResponse:
    """Every promise as it is in force."""
    context = promises_page.listing(promised.in_force())
    return render(request, "reports/setup/promises.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def add(request: HttpRequest) -> HttpResponse:
    """A promise of the city's own, which categories may choose from then on."""
    form = NewPolicyForm(gate.posted(request), like=promised.to_begin_with())
    if form.is_valid():
        actor, now, names = actor_of(request), clock.now(), form.words()
        try:
            made = promises.add_promise(draft=form.draft(), names=names, actor=actor, now=now)
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            messages.success(request, _("The promise is there. Categories may choose it now."))
            return redirect("reports:setup_promise", code=made.code)
    return gate.page(request, "promise_add.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a promise. The first button tries it on last year's reports and keeps nothing."""
    versions = promised.versions(code)
    form = PolicyForm(gate.posted(request), policy=versions[0].policy, names=versions[0].names)
    tried = None
    if form.is_valid():
        try:
            if "publish" in request.POST:
                return _published(request, form)
            policies.check(form.draft())
            tried = rehearse(draft=form.draft(), now=clock.now())
        except DomainError as refusal:
            gate.note(form, refusal)
    context = promises_page.editing(versions, tried=tried)
    return gate.page(request, "promise.html", form=form, **context)


def _published(request: HttpRequest, form: PolicyForm) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    made = promises.publish(draft=form.draft(), names=form.words(), actor=actor, now=now)
    words = _("%(name)s: version %(version)s is in force. Reports that came before keep theirs.")
    name = setup_labels.policy_name(made.code)
    messages.success(request, words % {"name": name, "version": made.version})
    return redirect("reports:setup_promises")
