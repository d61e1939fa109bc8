"""A sound connection is not asked whether it is there; one whose server has gone is replaced."""

from __future__ import annotations

import time

import pytest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext

from sewaka.config.connections import KeptConnection, is_quiet

pytestmark = pytest.mark.django_db(transaction=True)


def ask(_request: HttpRequest) -> HttpResponse:
    """A view with one question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return HttpResponse(str(cursor.fetchone()[0]))


def answered() -> str:
    """The next request of this process: Django has forgotten what it knew of the connection."""
    vars(connections["default"]).update(health_check_enabled=True, health_check_done=False)
    return KeptConnection(ask)(HttpRequest()).content.decode()


def test_a_sound_connection_is_asked_nothing_more() -> None:
    first = answered()
    with CaptureQueriesContext(connection) as asked:
        assert answered() == first
    assert [one["sql"] for one in asked] == ["SELECT pg_backend_pid()"]
    assert vars(connections["default"])["health_check_done"]


def test_a_connection_whose_server_has_gone_is_made_anew() -> None:
    first = answered()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [int(first)])
    other.close()
    deadline = time.monotonic() + 10
    while is_quiet() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert answered() not in ("", first)
