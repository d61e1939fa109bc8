"""Puts the actor on the request: who asks, with the rights of this moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sewaka.kernel import clock
from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.platform.people import queries, sessions
from sewaka.platform.people.models import Person


class RequestActorMiddleware:
    """Sets `request.actor`. No query for strangers, one beyond Django's own for persons."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor and go on."""
        actor_of(request)
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of the request, made once and kept on it.

    A session without a second factor has no staff rights, whatever the person was given; the
    gate sees it by `request.awaits_factor`.
    """
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    actor, awaits_factor = _made_for(request, now=clock.now())
    # Our own attributes, read by every view and by the gate.
    request.actor = actor  # type: ignore[attr-defined]
    request.awaits_factor = awaits_factor  # type: ignore[attr-defined]
    return actor


def forget_actor(request: HttpRequest) -> None:
    """After signing in or out within a request: the next `actor_of` looks again."""
    if hasattr(request, "actor"):
        del request.actor


def _made_for(request: HttpRequest, *, now: datetime) -> tuple[Actor, bool]:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and request.session.is_empty():
        return ANONYMOUS, False
    person = request.user
    if not isinstance(person, Person) or not person.may_act:
        return ANONYMOUS, False
    is_strong = bool(sessions.factor_times(request, person))
    actor = queries.actor_for(person, now=now, is_strong=is_strong)
    if is_strong:
        return actor, False
    weak = tuple(held for held in actor.grants if not queries.is_staff_role(held.role))
    return replace(actor, grants=weak), weak != actor.grants
