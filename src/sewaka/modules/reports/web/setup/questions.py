"""The questions of a category: a new one, and rewording, moving or retiring one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.reports.actions.setting_up.questions import save_question
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.web.setup import gate
from sewaka.modules.reports.web.setup.question_form import QuestionForm
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Ask one more question."""
    found = catalogue.as_it_is_now(code)
    return _page(request, QuestionForm(gate.posted(request), category=found), category=found)


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def edit(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """Reword a question, move it, or ask it no more."""
    found = catalogue.as_it_is_now(code)
    standing = next((one for one in found.every_question if one.code == question), None)
    if standing is None:
        raise NotFound("reports.question.unknown", question=question)
    form = QuestionForm(gate.posted(request), category=found, question=standing)
    return _page(request, form, category=found, code=standing.code)


def _page(
    request: HttpRequest, form: QuestionForm, *, category: Category, code: str = ""
) -> HttpResponse:
    if form.is_valid():
        try:
            save_question(
                category=category.service_code,
                code=code,
                draft=form.draft(),
                seen=form.cleaned_data["seen"],
                actor=actor_of(request),
                now=clock.now(),
            )
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            messages.success(request, _("The question is saved. Reports that exist keep theirs."))
            return redirect("reports:setup_category", code=category.service_code)
    name = f"{category.service_code} {category.local_name}"
    return gate.page(request, "question.html", form=form, category=category, name=name)
