"""What every page about signing in has in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sewaka.kernel.access import Actor
from sewaka.kernel.ui.errors import StaticPage, answer
from sewaka.kernel.ui.values import Link
from sewaka.platform.people import roles

TRUSTED_TYPES = {"require-trusted-types-for": ["'script'"], "trusted-types": ["sewaka"]}
View = Callable[..., HttpResponseBase]


def auth_page(view: View, *, forms_lead_to: str = "") -> View:
    """Wrap a view of allauth: never cached, 422 for a form with errors, Trusted Types.

    These pages can bear Trusted Types because they load neither htmx nor a map. `forms_lead_to` is
    the other site to which a form of this page leads in the end.
    """
    policy = dict(TRUSTED_TYPES)
    if forms_lead_to:
        parts = urlsplit(forms_lead_to)
        policy["form-action"] = [f"{parts.scheme}://{parts.netloc}"]

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        if isinstance(response, TemplateResponse):
            _as_ours(request, response)
        return response

    return csp_update(policy)(page)


TOO_MANY = StaticPage(
    icon="hourglass",
    title_id="Terlalu banyak percobaan",
    lines_id=("Tidak ada yang berubah.", "Tunggu satu menit, lalu coba lagi."),
    title_en="Too many tries",
    lines_en=("Nothing has changed.", "Wait one minute, then try again."),
    code="429",
)


def too_many(request: HttpRequest) -> HttpResponse:
    """handler429: a limit of allauth is used up. All its limits let go within a minute or so."""
    return answer(request, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": "60"})


def account_entries(*, actor: Actor) -> list[Link]:
    """The places of "my account"; after one's own, those that one's roles open."""
    wanted = (
        ("account_email", "mail", _("E-mail address"), ""),
        ("account_change_password", "key-round", _("Your password"), ""),
        ("mfa_index", "shield-check", _("Second step"), _("Passkey, app or spare codes")),
        ("usersessions_list", "monitor-smartphone", _("Your devices"), ""),
        ("notify_preferences", "bell", _("News to you"), _("What reaches you, and how")),
        ("privacy_own", "file-text", _("Your data"), _("See, take along, correct, erase")),
        ("privacy_access", "eye", _("Who saw my data"), ""),
    )
    own = [entry for line in wanted for entry in _link(*line)]
    return own + [
        entry
        for role, *line in _desks()
        if role is None or actor.holds(role)
        for entry in _link(*line)
        if actor.is_staff
    ]


def _desks() -> list[tuple[str | None, str, str, Any, Any]]:
    desks: list[tuple[str | None, str, str, Any, Any]] = [
        (roles.PEOPLE_ADMIN, "people_roles", "users", _("Roles"), _("Give and end them")),
        (roles.DPO, "privacy_desk", "hand", _("Requests about data"), _("72 hours each")),
        (roles.EDITOR, "notify_texts", "file-pen", _("Texts of notices"), ""),
    ]
    if settings.SEWAKA_MODE == "demo":
        desks.append((None, "notify_outgoing", "mail", _("Outgoing mail"), _("Demo city")))
    return desks


def _link(name: str, icon: str, label: Any, hint: Any) -> list[Link]:
    """The link, or nothing where the app that answers it is not installed."""
    try:
        return [Link(label=label, url=reverse(name), icon=icon, hint=hint)]
    except NoReverseMatch:
        return []


def _as_ours(request: HttpRequest, response: TemplateResponse) -> None:
    context = response.context_data or {}
    forms = (context.get("form"), context.get("webauthn_form"))
    is_post = request.method == "POST"
    has_errors = is_post and any(form is not None and form.errors for form in forms)
    if has_errors and response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    is_demo_city = settings.SEWAKA_MODE == "demo"
    response.context_data = {
        **context,
        "strict_page": True,
        "has_errors": has_errors,
        "is_demo_city": is_demo_city,
        "demo_url": reverse("people_demo") if is_demo_city else "",
        "passkey_host_url": _named_host_url(request),
        "outside": _outside(),
    }


def _outside() -> list[Link]:
    """Other offices' identities with which one may sign in."""
    known = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [
        Link(label=app["name"], url=reverse("openid_connect_login", args=[app["provider_id"]]))
        for app in known
    ]


def _named_host_url(request: HttpRequest) -> str:
    """On a bare number such as 127.0.0.1 passkeys do not work: the same page as localhost."""
    host, _colon, port = request.get_host().partition(":")
    if host != "127.0.0.1":
        return ""
    name = f"localhost:{port}" if port else "localhost"
    return f"{request.scheme}://{name}{request.get_full_path()}"
