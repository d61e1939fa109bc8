"""The database part of the suite (a pytest plugin; quality.md, section 7).

Every worker has a copy of the template and connects as `sewaka_app`. A test with
`transaction=True` leaves its rows behind, so its tables are put back afterwards as they were.
Django would empty them all, the city's own rows too, for which `sewaka_app` has no right.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg._preparing import PrepareManager

from sewaka.config import databases
from sewaka.config.databases import Address
from tests import throwaway
from tests.throwaway import TestServer

_VARIABLE = "SEWAKA_TEST_SERVER"
Connect = Callable[[str], psycopg.Connection]

_server = TestServer()


def pytest_configure(config: pytest.Config) -> None:
    """With xdist, the controller starts the server before the workers exist.

    The template is made while they collect their tests; should that fail, they try it themselves
    and say why.
    """
    is_worker = hasattr(config, "workerinput")
    workers = getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None)
    if workers and not is_worker and not config.option.collectonly:
        threading.Thread(target=_prepare, args=(_start(),), daemon=True).start()


def _prepare(server: Address) -> None:
    with contextlib.suppress(RuntimeError, psycopg.Error):
        throwaway.prepare_template(server)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, after Ctrl-C too."""
    if not hasattr(config, "workerinput"):
        _server.close()


def _start() -> Address:
    found = _server.start()
    os.environ[_VARIABLE] = throwaway.as_url(found)
    return found


def _found() -> Address:
    if _VARIABLE not in os.environ:
        _start()
    return databases.read_url(os.environ[_VARIABLE])


@pytest.fixture(scope="session", autouse=True)
def _statements_stay_ready() -> Iterator[None]:
    """psycopg forgets its prepared statements at every ROLLBACK, as a table may go with it.

    Here each test ends with one and tables stay, so a worker would plan the same few thousand
    statements anew for every test.
    """
    forgets = re.compile(rb"^(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b").match
    ours = functools.partialmethod(
        PrepareManager._should_discard, _PrepareManager__should_clear=forgets
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PrepareManager, "_should_discard", ours)
        patch.setattr(PrepareManager, "prepared_max", 5_000)
        yield


@pytest.fixture(scope="session")
def database_server() -> Address:
    """The superuser's address of the tests' server, on which the template is ready."""
    server = _found()
    throwaway.prepare_template(server)
    return server


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    database_server: Address,
) -> Iterator[None]:
    """This worker's copy of the template, in place of Django's own test database."""
    from django.test import TransactionTestCase

    worker = getattr(request.config, "workerinput", {}).get("workerid", "one")
    name = f"sewaka_test_{worker}_{os.getpid()}"

    def copy() -> throwaway.Fresh:
        template = throwaway.template_name()
        throwaway.copy_database(database_server, source=template, target=name)
        return throwaway.look_at(database_server, name)

    def renew(_case: object) -> None:
        _close_connections()
        if not throwaway.put_back(database_server, name, fresh):
            copy()

    with django_db_blocker.unblock():
        fresh = copy()
        _point_django_at(throwaway.address_as(database_server, role=databases.APP, name=name))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        yield
    with django_db_blocker.unblock():
        _close_connections()
        throwaway.drop_database(database_server, name)


@pytest.fixture(scope="module")
def kept_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction around all tests of a file: what a fixture enters once, all of them find.

    Every test still takes back what it did itself. Not beside `transaction=True`.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def connect_as(database_server: Address, db: None) -> Iterator[Connect]:
    """A second connection to the test's database: `connect_as("sewaka_relay")`.

    It sees only what is committed: use it with `transaction=True`.
    """
    from django.db import connection

    opened: list[psycopg.Connection] = []

    def connect(role: str) -> psycopg.Connection:
        name = str(connection.settings_dict["NAME"])
        there = throwaway.address_as(database_server, role=role, name=name)
        opened.append(psycopg.connect(**there.libpq(), autocommit=True))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


@pytest.fixture
def superuser(database_server: Address, db: None) -> Iterator[psycopg.Connection]:
    """A connection to the test's database as its server's superuser."""
    from django.db import connection

    there = dataclasses.replace(database_server, name=str(connection.settings_dict["NAME"]))
    with psycopg.connect(**there.libpq(), autocommit=True) as one:
        yield one


def _point_django_at(address: Address) -> None:
    from django.db import connections

    connection = connections["default"]
    connection.close()
    for settings in (connection.settings_dict, connections.settings["default"]):
        settings["HOST"] = address.host
        settings["PORT"] = address.port
        settings["USER"] = address.user
        settings["PASSWORD"] = address.password
        settings["NAME"] = address.name
    # A city plans by the values of each request; here tables are small and every plan is good.
    connections.settings["default"]["OPTIONS"]["options"] += " -c plan_cache_mode=auto"


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
