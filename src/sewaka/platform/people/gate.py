"""The gate for staff sessions: a second factor, a long password, an end to every session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.platform.people import sessions
from sewaka.platform.people.middleware import actor_of, forget_actor
from sewaka.platform.people.models import Person

# What a staff session without its second factor can reach: enrolling, proving, leaving.
BEFORE_FACTOR = frozenset(
    {
        "account_change_password",
        "account_confirm_email",
        "account_email",
        "account_email_verification_sent",
        "account_logout",
        "account_reauthenticate",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
    }
)
# Pages of the machine, which name nobody.
ALWAYS = frozenset(
    {"livez", "readyz", "worker", "manifest", "offline", "preferences", "csp_report"}
)


class StaffGateMiddleware:
    """Stops staff sessions that are idle, too old, or short of their second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the gate itself needs the resolved address and stands in `process_view`."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002 - Django's signature
        args: list[Any],  # noqa: ARG002
        kwargs: dict[str, Any],  # noqa: ARG002
    ) -> HttpResponse | None:
        """None lets the request through."""
        actor = actor_of(request)
        awaits_factor = bool(getattr(request, "awaits_factor", False))
        name = request.resolver_match.url_name if request.resolver_match else None
        if not (awaits_factor or is_staff(actor)) or name in ALWAYS:
            return None
        lifetime = sessions.staff_lifetime(request, now=clock.now())
        if lifetime is not sessions.Lifetime.ALIVE:
            return _ended(request, lifetime)
        if name in BEFORE_FACTOR:
            return None
        if awaits_factor:
            return _sent_on(request, _factor_page(request), "people.second_factor_needed")
        if _has_short_password(request):
            page = reverse("account_change_password")
            return _sent_on(request, page, "people.longer_password_needed")
        return None


def is_staff(actor: Actor) -> bool:
    """Whether the actor holds a role that demands a second factor."""
    from sewaka.platform.people.queries import is_staff_role

    return any(is_staff_role(held.role) for held in actor.grants)


def _ended(request: HttpRequest, lifetime: sessions.Lifetime) -> HttpResponse:
    logout(request)
    forget_actor(request)
    if lifetime is sessions.Lifetime.IDLE:
        words = _("You were signed out after 30 minutes without activity. Please sign in again.")
    else:
        words = _("You were signed out: a working session ends after 12 hours.")
    messages.info(request, words)
    return _sent_on(request, reverse("account_login"), "people.session_ended")


def _sent_on(request: HttpRequest, page: str, code: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {
            "type": "about:blank",
            "title": str(_("Sign in again")),
            "status": 401,
            "code": code,
        }
        return JsonResponse(body, status=401, content_type="application/problem+json")
    if request.method in ("GET", "HEAD"):
        page = f"{page}?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseRedirect(page)


def _factor_page(request: HttpRequest) -> str:
    """Where the factor is shown, or enrolled if there is none yet."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    shown = [method["url"] for method in methods if method["id"].startswith("mfa")]
    return shown[0] if shown else reverse("mfa_index")


def _has_short_password(request: HttpRequest) -> bool:
    person = request.user
    return (
        isinstance(person, Person)
        and not person.is_demo
        and person.has_usable_password()
        and not person.has_long_password
    )
