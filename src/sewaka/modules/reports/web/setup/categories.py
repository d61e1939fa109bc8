"""The categories: the list, and one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.actions.setting_up.categories import add_category, save_category
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.web.setup import categories_page, gate
from sewaka.modules.reports.web.setup.category_form import CategoryForm
from sewaka.platform.people.api import actor_of


@require_safe
@gate.setup_desk
def listing(request: HttpRequest) -> HttpResponse:
    """Every category, retired ones too."""
    table = categories_page.table(today=localdate(clock.now()))
    return render(request, "reports/setup/categories.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a category, or retire it by its last day."""
    found = catalogue.as_it_is_now(code)
    form = CategoryForm(gate.posted(request), category=found)
    if form.is_valid():
        seen, actor = form.cleaned_data["seen"], actor_of(request)
        try:
            save_category(code=code, draft=form.draft(), seen=seen, actor=actor, now=clock.now())
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            messages.success(request, _("The category is saved."))
            return redirect("reports:setup_categories")
    context = categories_page.context(found, today=localdate(clock.now()))
    return gate.page(request, "category.html", form=form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def add(request: HttpRequest) -> HttpResponse:
    """Enter a new category; its page says what it still lacks."""
    form = CategoryForm(gate.posted(request))
    if form.is_valid():
        code, actor = form.cleaned_data["code"], actor_of(request)
        try:
            made = add_category(code=code, draft=form.draft(), actor=actor, now=clock.now())
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            messages.success(request, _("The category is there. Look at what it still needs."))
            return redirect("reports:setup_category", code=made.service_code)
    return gate.page(request, "category_add.html", form=form)
