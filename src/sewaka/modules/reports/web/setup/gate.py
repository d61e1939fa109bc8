"""What the pages of the set-up share: who may open them, and how a refusal comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.problems import field_sentence, sentence
from sewaka.modules.reports import access
from sewaka.platform.people.api import actor_of

View = Callable[..., HttpResponseBase]


def setup_desk(view: View) -> View:
    """Only the desk of the set-up; for everybody else the page does not exist."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not access.set_up().allows(actor_of(request), None):
            raise NotFound("reports.not_found")
        return view(request, *args, **kwargs)

    return guarded


def posted(request: HttpRequest) -> Any:
    """What a form is filled from; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def page(
    request: HttpRequest, template: str, *, form: BaseForm, status: int = 0, **more: Any
) -> TemplateResponse:
    """A form's page: 422 where something has to be mended, unless `status` says otherwise."""
    has_errors = bool(form.errors)
    context = {"form": form, "has_errors": has_errors, **more}
    code = status or (422 if has_errors else 200)
    return TemplateResponse(request, f"reports/setup/{template}", context, status=code)


def note(form: BaseForm, refusal: DomainError) -> None:
    """Put a refusal into the form: at its fields, else above all of them."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    for name, code in fields.items():
        form.add_error(name if name in form.fields else None, field_sentence(code, refusal.facts))
    if not fields:
        form.add_error(None, sentence(refusal))
