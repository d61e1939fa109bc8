"""The kept connection to the database, looked at before each request."""

from __future__ import annotations

import select
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse


class KeptConnection:
    """Spares the question that Django asks the database before each request: are you there?

    A server that has gone has closed its end, and that is seen on the socket without asking: on a
    sound connection that waits for work lies nothing to read. Where something does, Django asks as
    ever and connects anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, without the question where it is not needed."""
        if is_quiet():
            connection.health_check_done = True  # type: ignore[attr-defined]  # its types leave it out
        return self.get_response(request)


def is_quiet() -> bool:
    """Whether there is a connection and nothing has come in on it since it was used last."""
    kept = connection.connection
    if kept is None or kept.closed:
        return False
    line = select.poll()
    line.register(kept.fileno(), select.POLLIN)  # POLLHUP and POLLERR are always told
    return not line.poll(0)
