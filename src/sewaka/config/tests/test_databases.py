"""Which database, as whom; and what is said when it can not be."""

from __future__ import annotations

import errno
import shutil
import socket
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection

from sewaka.config import databases, freshness, preflight, roles
from sewaka.config.databases import Address
from sewaka.config.refusals import Refused, said_in_one_line
from sewaka.kernel.env import BadSetting
from tests import throwaway

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEWAKA_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_every_part_of_an_address() -> None:
    url = "postgresql://sari:se%2Fcret@db.contoh.example:5433/kota?sslmode=verify-full"
    assert databases.read_url(url) == Address(
        host="db.contoh.example",
        port="5433",
        user="sari",
        password="se/cret",
        name="kota",
        options={"sslmode": "verify-full"},
    )


def test_a_socket_as_host() -> None:
    found = databases.read_url("postgres://app@%2Fvar%2Frun%2Fpostgresql/kota")
    assert found.host == "/var/run/postgresql"
    assert found.libpq() == {"host": "/var/run/postgresql", "user": "app", "dbname": "kota"}


@pytest.mark.parametrize("url", ["mysql://a@b/c", "sqlite:///x", "postgresql://a@b:port/c"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL"):
        databases.read_url(url)


def test_embedded_roles_have_passwords_of_their_own(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    app, relay = databases.address(), databases.address(databases.RELAY)
    assert (app.user, relay.user) == ("sewaka_app", "sewaka_relay")
    assert app.password != relay.password
    assert app.password == (home / "secrets" / "sewaka_app_password").read_text().strip()


def test_the_operators_roles(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://kota:a@db/kota")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://boss:b@db/kota")
    assert databases.address(databases.APP).user == "kota"
    assert databases.address(databases.OWNER).user == "boss"
    databases.note_own_roles()
    assert databases.address(databases.APP).user == "sewaka_app"
    assert databases.address(databases.OWNER).user == "boss"


def test_limits_by_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://kota:a@db/kota")
    web = databases.django(process="web")
    assert "statement_timeout=5000" in web["OPTIONS"]["options"]
    assert "statement_timeout=60000" in databases.django(process="worker")["OPTIONS"]["options"]
    assert "statement_timeout=0" in databases.django(process="command")["OPTIONS"]["options"]
    assert (web["CONN_MAX_AGE"], web["CONN_HEALTH_CHECKS"]) == (600, True)


def test_an_old_server_is_refused(
    database_server: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "OLDEST", 990_000)
    passwords = dict.fromkeys(databases.ROLES, "x")
    with pytest.raises(roles.CanNotPrepare, match=r"^PostgreSQL 18 is too old: Sewaka needs"):
        roles.prepare(database_server, name="never", passwords=passwords)


def test_a_taken_port(taken_port: int) -> None:
    with pytest.raises(Refused, match=f"^port {taken_port} is taken by another program"):
        preflight.check_port("127.0.0.1", taken_port, variable="PORT")


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _there: Usage(10**12, 10**12, 9 * 10**6))
    with pytest.raises(Refused, match=r"^the disk is full: 9 MB are free"):
        preflight.check_disk(tmp_path / "not" / "yet")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.OperationalError("Connection refused"), "the database does not answer"),
        (OperationalError("No such file or directory"), "the database does not answer"),
        (psycopg.errors.DiskFull("could not extend file"), "the disk is full"),
        (OSError(errno.ENOSPC, "No space left on device", "/var"), "the disk is full"),
        (BadSetting("PORT=x is not a whole number"), "PORT=x is not a whole number"),
    ],
)
def test_one_line_for_what_an_operator_can_mend(error: Exception, words: str) -> None:
    with pytest.raises(Refused, match=f"^{words}") as refused, said_in_one_line():
        raise error
    assert "\n" not in refused.value.message


def test_other_errors_show_themselves_whole() -> None:
    with pytest.raises(KeyError), said_in_one_line():
        raise KeyError("a fault of ours")


@pytest.mark.django_db
def test_the_mark_of_a_filled_database(
    database_server: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = str(connection.settings_dict["NAME"])
    owner = throwaway.address_as(database_server, role=databases.OWNER, name=name)
    monkeypatch.setattr(databases, "address", lambda _role: owner)
    mark = freshness.mark_of_code(with_demo=True)
    assert freshness.mark_of_database() != mark
    freshness.leave_mark(mark)
    assert freshness.mark_of_database() == mark
    assert freshness.mark_of_code(with_demo=False) != mark


def test_a_database_that_is_not_there_has_no_mark(
    database_server: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = throwaway.address_as(database_server, role=databases.OWNER, name="not_there")
    monkeypatch.setattr(databases, "address", lambda _role: absent)
    assert freshness.mark_of_database() == ""
