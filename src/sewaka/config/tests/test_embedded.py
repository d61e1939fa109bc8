"""The embedded PostgreSQL: starts anywhere, closed to others, back after every kind of end."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from sewaka.config import binaries, embedded, service
from sewaka.config.embedded import Cluster

Begin = Callable[[Cluster], subprocess.Popen[bytes] | None]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the service user can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def cluster(folder: Path) -> Cluster:
    return Cluster(
        folder=folder / "cluster", secrets=folder / "secrets", settings=embedded.THROW_AWAY
    )


@pytest.fixture
def serving(folder: Path) -> Cluster:
    """With the settings of a city: every commit reaches the disk."""
    return Cluster(folder=folder / "serving", secrets=folder / "secrets")


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Starts a cluster, and ends at the end of the test whatever it started."""
    started: list[tuple[Cluster, subprocess.Popen[bytes] | None]] = []

    def start(cluster: Cluster) -> subprocess.Popen[bytes] | None:
        started.append((cluster, cluster.start()))
        return started[-1][1]

    yield start
    for one, process in started:
        one.stop(within_s=5)
        if process is not None:
            process.wait(timeout=5)


def connect(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(
        host=str(cluster.socket_folder),
        user=embedded.SUPERUSER,
        password=cluster.password(embedded.SUPERUSER),
        dbname="postgres",
    )


def ask(cluster: Cluster, question: str) -> object:
    with connect(cluster) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def modes(path: Path) -> dict[Path, int]:
    """Mode and owner of a folder and of everything above it."""
    there = [place for place in (path, *path.parents) if place.exists()]
    return {place: place.stat().st_mode << 32 | place.stat().st_uid for place in there}


def test_closed_to_others_and_nothing_above_is_touched(
    cluster: Cluster, begin: Begin, folder: Path
) -> None:
    before = modes(folder)
    begin(cluster)
    assert modes(folder) == before
    who = service.user()
    for private in (cluster.pgdata, cluster.socket_folder):
        assert private.stat().st_mode & 0o777 == 0o700
        assert private.stat().st_uid == (who.uid if who else os.geteuid())
    assert ask(cluster, "SHOW listen_addresses") == ""
    assert ask(cluster, "SHOW unix_socket_permissions") == "0700"
    assert ask(cluster, "SHOW data_checksums") == "on"
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=str(cluster.socket_folder), user="postgres", dbname="postgres")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host=str(cluster.socket_folder), user="postgres", password="a guess", dbname="postgres"
        )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try as somebody else")
def test_another_user_can_not_even_knock(cluster: Cluster, begin: Begin) -> None:
    begin(cluster)
    nobody = 65534
    done = subprocess.run(  # noqa: S603 - the wheel's own client
        [
            str(binaries.folder() / "bin" / "psql"),
            "-h",
            str(cluster.socket_folder),
            "-U",
            "postgres",
        ],
        user=nobody,
        group=nobody,
        extra_groups=[],
        capture_output=True,
        cwd="/",
        check=False,
    )
    assert b"Permission denied" in done.stderr
    assert done.returncode == 2


def test_a_city_writes_through(serving: Cluster, begin: Begin) -> None:
    begin(serving)
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert ask(serving, f"SHOW {name}") == "on"


def test_back_after_a_killed_postmaster_with_all_commits(serving: Cluster, begin: Begin) -> None:
    process = begin(serving)
    with connect(serving) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    pid = serving.postmaster()
    assert pid is not None
    assert process is not None
    os.kill(pid, signal.SIGKILL)
    process.wait()
    begin(serving)
    assert serving.postmaster() != pid
    assert ask(serving, "SELECT number FROM kept") == 7


def test_a_second_start_finds_the_first(cluster: Cluster, begin: Begin) -> None:
    assert begin(cluster) is not None
    pid = cluster.postmaster()
    assert begin(cluster) is None
    assert cluster.postmaster() == pid


def test_a_pid_file_with_the_number_of_another_program(cluster: Cluster, begin: Begin) -> None:
    begin(cluster)
    cluster.stop()
    left_over = cluster.pgdata / "postmaster.pid"
    left_over.write_text(f"{os.getpid()}\n{cluster.pgdata}\n0\n5432\n\n\n\nready\n")
    assert cluster.postmaster() is None
    assert not cluster.is_ready()
    begin(cluster)
    assert ask(cluster, "SELECT 1") == 1


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    deep = folder / ("x" * 90)
    cluster = Cluster(folder=deep, secrets=folder / "secrets", settings=embedded.THROW_AWAY)
    with cluster.running():
        first = cluster.socket_folder
        assert len(str(first)) < 60
        assert first.stat().st_mode & 0o777 == 0o700
        assert ask(cluster, "SELECT 1") == 1
    with cluster.running():
        assert cluster.socket_folder == first
    first.rmdir()


def test_a_setting_that_can_not_be_is_said_at_once(folder: Path) -> None:
    cluster = Cluster(
        folder=folder / "cluster", secrets=folder / "secrets", settings={"wal_level": "'wrong'"}
    )
    began = time.monotonic()
    with pytest.raises(service.StartFailed, match=r"does not start: .*configuration file"):
        cluster.start()
    assert time.monotonic() - began < 10
