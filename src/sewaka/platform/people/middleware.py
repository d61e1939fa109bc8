"""Puts the actor on the request: who asks, with the rights of this moment."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sewaka.kernel import clock
from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.platform.people import queries
from sewaka.platform.people.models import Person

# allauth notes every authentication step of the session under this key.
_STEPS = "account_authentication_methods"


class RequestActorMiddleware:
    """Sets `request.actor`. No query for strangers, one beyond Django's own for persons."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor and go on."""
        actor_of(request)
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of the request, made once and kept on it."""
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    actor = _made_for(request)
    request.actor = actor  # type: ignore[attr-defined]  # our own attribute, read by every view
    return actor


def forget_actor(request: HttpRequest) -> None:
    """After signing in or out within a request: the next `actor_of` looks again."""
    if hasattr(request, "actor"):
        del request.actor


def factors_of(request: HttpRequest) -> list[float]:
    """Instants (seconds since 1970) at which a second factor was shown in this session."""
    steps = request.session.get(_STEPS, [])
    return [float(step["at"]) for step in steps if step.get("method") == "mfa"]


def _made_for(request: HttpRequest) -> Actor:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.accessed:
        return ANONYMOUS
    person = request.user
    if not isinstance(person, Person) or not person.is_active:
        return ANONYMOUS
    return queries.actor_for(person, now=clock.now(), is_strong=bool(factors_of(request)))
