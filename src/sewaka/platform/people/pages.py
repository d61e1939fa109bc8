"""What every page about signing in has in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

View = Callable[..., HttpResponseBase]


def auth_page(view: View) -> View:
    """Wrap a view of allauth: never cached, 422 for a form with errors, strict page class.

    `request.page_class = "auth"` makes the header middleware add Trusted Types, which these pages
    can bear because they load neither htmx nor a map.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.page_class = "auth"  # type: ignore[attr-defined]  # read by the header middleware
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        if isinstance(response, TemplateResponse):
            _as_ours(response, is_post=request.method == "POST")
        return response

    return page


def _as_ours(response: TemplateResponse, *, is_post: bool) -> None:
    context = response.context_data or {}
    forms = (context.get("form"), context.get("webauthn_form"))
    has_errors = is_post and any(form is not None and form.errors for form in forms)
    if has_errors and response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    response.context_data = {**context, "strict_page": True, "has_errors": has_errors}
