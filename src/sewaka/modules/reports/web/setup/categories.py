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
from sewaka.modules.reports.actions.setting_up.categories import save_category
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
    return gate.page(request, "category.html", form=form, **categories_page.context(found))
