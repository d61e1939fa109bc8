"""The relay in tests with committed rows: its role is another one than the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from sewaka.config import databases
from sewaka.kernel.outbox import relay
from tests import throwaway


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Let this thread's connection be another role. Only with `transaction=True`."""
    own = dict(connection.settings_dict)
    server = databases.Address(
        host=own["HOST"],
        port=str(own["PORT"]),
        user=own["USER"],
        password=own["PASSWORD"],
        name=own["NAME"],
    )
    there = throwaway.address_as(server, role=role, name=own["NAME"])
    connection.close()
    connection.settings_dict.update(USER=there.user, PASSWORD=there.password)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(USER=own["USER"], PASSWORD=own["PASSWORD"])


def seal() -> int:
    """Give every committed event its number; how many there were."""
    with acting_as(databases.RELAY):
        return relay.seal_batch()
