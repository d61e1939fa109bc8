"""The ready-made answers: the list, a new one, and rewriting one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.actions.setting_up.templates import save_template
from sewaka.modules.reports.models.templates import template
from sewaka.modules.reports.web.setup import gate, templates_page
from sewaka.modules.reports.web.setup.template_form import TemplateForm
from sewaka.platform.people.api import actor_of


@require_safe
@gate.setup_desk
def listing(request: HttpRequest) -> HttpResponse:
    """Every ready-made answer."""
    return render(request, "reports/setup/templates.html", {"table": templates_page.table()})


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def add(request: HttpRequest) -> HttpResponse:
    """Write a new one."""
    return _page(request, TemplateForm(gate.posted(request)), template_id=None)


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def edit(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Rewrite one, or take it out of the offer."""
    found = template(template_id)
    return _page(request, TemplateForm(gate.posted(request), template=found), template_id=found.pk)


def _page(request: HttpRequest, form: TemplateForm, *, template_id: UUID | None) -> HttpResponse:
    if form.is_valid():
        actor, now = actor_of(request), clock.now()
        try:
            save_template(
                draft=form.draft(),
                template_id=template_id,
                version=form.cleaned_data["version"],
                actor=actor,
                now=now,
            )
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            messages.success(
                request, _("The answer is saved; offices see it within half a minute.")
            )
            return redirect("reports:setup_templates")
    return gate.page(request, "template.html", form=form, names=templates_page.names())
