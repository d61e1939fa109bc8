"""Step-up: before something weighty the person shows again that it is them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from sewaka.kernel import clock
from sewaka.platform.people import sessions
from sewaka.platform.people.middleware import actor_of
from sewaka.platform.people.models import Person

View = Callable[..., HttpResponse]


def fresh_factor(view: View) -> View:
    """Let the view run only within 5 minutes after the person proved who they are.

    Whoever has a second factor shows it; a citizen without one types the password again. Others
    are sent to do so and come back to the same address: a POST under step-up must therefore have
    a page of its own to GET.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_of(request).person_id is None:
            return _to(request, reverse("account_login"))
        if is_fresh(request, now=clock.now()):
            return view(request, *args, **kwargs)
        return _to(request, _proof_page(request))

    guarded.needs_fresh_factor = True  # type: ignore[attr-defined]  # read by the access matrix
    return guarded


def is_fresh(request: HttpRequest, *, now: datetime) -> bool:
    """Whether the strongest thing this person has was shown within the last 5 minutes."""
    person = request.user
    if not isinstance(person, Person):
        return False
    if sessions.factor_times(request, person) or _has_factor(request):
        times = sessions.factor_times(request, person)
    else:
        times = sessions.proof_times(request, person)
    return any(now - at <= settings.FRESH_FACTOR for at in times)


def _has_factor(request: HttpRequest) -> bool:
    methods = get_adapter().get_reauthentication_methods(request.user)
    return any(method["id"].startswith("mfa") for method in methods)


def _proof_page(request: HttpRequest) -> str:
    if isinstance(request.user, Person) and request.user.is_demo:
        return reverse("people_demo")
    methods = get_adapter().get_reauthentication_methods(request.user)
    factors = [method["url"] for method in methods if method["id"].startswith("mfa")]
    others = [method["url"] for method in methods]
    return str((factors or others or [reverse("account_login")])[0])


def _to(request: HttpRequest, page: str) -> HttpResponse:
    return HttpResponseRedirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
