"""Pages of one's own account, and the demo city's picker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.mfa.webauthn.internal import auth as passkey_auth
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.platform.people import demo, pages, queries
from sewaka.platform.people.forms import use_up
from sewaka.platform.people.middleware import actor_of, forget_actor


@require_safe
@login_required
def account_page(request: HttpRequest) -> HttpResponse:
    """One's own account: address, password, second step, devices, data."""
    actor = actor_of(request)
    context = {
        "roles": queries.roles_in_words(actor=actor),
        "entries": pages.account_entries(actor=actor),
    }
    return TemplateResponse(request, "people/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def demo_page(request: HttpRequest) -> HttpResponse:
    """Choose whom to be in the demo city. 404 in a real one."""
    if not demo.is_on():
        raise Http404
    if request.method == "POST":
        return _sign_in_as(request)
    context = {"people": demo.demo_people(now=clock.now()), "next": _next(request.GET.get("next"))}
    return TemplateResponse(request, "people/demo.html", context)


def _sign_in_as(request: HttpRequest) -> HttpResponse:
    try:
        person_id = UUID(request.POST.get("person", ""))
        demo.sign_in(request, person_id=person_id)
    except (ValueError, NotFound):
        raise Http404 from None
    return HttpResponseRedirect(_next(request.POST.get("next")) or "/")


def _next(url: str | None) -> str:
    is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if url and is_ours and url.startswith("/") else ""


class _AddPasskey(passkey_views.AddWebAuthnView):  # type: ignore[misc]
    """Every key we enrol is a passkey: it can sign in by itself."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The browser's options: resident key, person verified by the device."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = passkey_auth.begin_registration(self.request.user, passwordless=True)
        context["js_data"] = {"creation_options": options}
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Enrolling shows the factor; the session is strong from here on."""
        response: HttpResponse = super().form_valid(form)
        _note_factor(self.request, "webauthn")
        return response


class _ActivateApp(totp_views.ActivateTOTPView):  # type: ignore[misc]
    """The app for codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The code that set it up is used up, and shows the factor as a sign-in would."""
        response: HttpResponse = super().form_valid(form)
        use_up(form.cleaned_data["code"], person_id=self.request.user.pk)
        _note_factor(self.request, "totp")
        return response


def _note_factor(request: HttpRequest, kind: str) -> None:
    record_authentication(request, request.user, method="mfa", type=kind)
    forget_actor(request)


add_passkey = _AddPasskey.as_view()
activate_app = _ActivateApp.as_view()
