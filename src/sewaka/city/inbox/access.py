"""Who enters the staff's rooms: whoever holds a role. What is in them, each case decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.platform.people import api as people

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """Strangers are sent to sign in; for a signed-in citizen the room does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = people.actor_of(request)
        if actor.person_id is None:
            return redirect_to_login(request.get_full_path())
        if not actor.is_staff:
            raise NotFound
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return people.actor_of(request)
