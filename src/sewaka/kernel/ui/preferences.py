"""Language and theme: chosen by a person, kept in a cookie, drawn by the server.

The URL never changes with the language. Without a cookie the city's own language is used, not
the browser's: on cheap phones the browser's language says little about its owner.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

THEME_COOKIE = "tampilan"
THEMES = ("light", "dark")
_YEAR_S = 365 * 24 * 3600

GetResponse = Callable[[HttpRequest], HttpResponse]


def theme_of(request: HttpRequest) -> str:
    """The chosen theme, or "" when the device decides."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def language_of(request: HttpRequest) -> str:
    """The chosen language, or the city's own."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class PreferencesMiddleware:
    """Activates the chosen language for the request; takes LocaleMiddleware's place."""

    def __init__(self, get_response: GetResponse) -> None:
        """Django's middleware protocol."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language and say so in the headers."""
        language = language_of(request)
        request.LANGUAGE_CODE = language  # as LocaleMiddleware does
        with translation.override(language):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


@csrf_exempt  # changes nothing but the look of this browser; shared pages carry no token
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language and theme, go back to the page one came from."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back, status=303)
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    if language in dict(settings.LANGUAGES):
        _keep(response, request, settings.LANGUAGE_COOKIE_NAME, language)
    if theme in THEMES:
        _keep(response, request, THEME_COOKIE, theme)
    elif theme == "auto":
        response.delete_cookie(THEME_COOKIE)
    return response


def _keep(response: HttpResponse, request: HttpRequest, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_YEAR_S, secure=request.is_secure(), samesite="Lax", httponly=False
    )
