"""The way back: a copy of the cluster, the log up to a moment, media, keys, and the erased.

Nothing is deleted: the cluster that was there is moved aside. The city must not be running. Before
it opens, everybody in the register of erased persons is erased again: a copy is older than the
erasures that followed it.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from sewaka.config import backup, databases, embedded, service
from sewaka.config.refusals import Refused
from sewaka.kernel import env

_BEFORE_TARGET = "recovery ended before configured recovery target was reached"
PROMOTED_WITHIN_S = 3600.0


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    base: Path
    aside: Path | None  # the cluster that was there before
    media_files: int
    reached: str  # time of the last transaction that was replayed, "" when none followed the copy


def restore(*, to: datetime | None, now: datetime, where: backup.Places, media: Path) -> Restored:
    """Bring the cluster back as it was at `to`, or as late as the log goes. Raises Refused."""
    if not databases.is_embedded():
        raise Refused("DATABASE_URL is set: restore that server by its own tools")
    base = _newest_before(where, to)
    _take_back_keys(where)
    cluster = databases.cluster()
    _refuse_while_open(cluster)
    cluster.ensure_folder()
    logs = _all_logs(cluster, where)
    aside = _move_aside(cluster, now=now)
    _unpack(base, cluster)
    reached = _replay(cluster, logs, to=to)
    cluster.run_tool("pg_checksums", "--check", f"--pgdata={cluster.pgdata}")
    files = backup.copy_media(where.media, media)
    _own_module("sewaka.config.restored")
    return Restored(base=base, aside=aside, media_files=files, reached=reached)


def _refuse_while_open(cluster: embedded.Cluster) -> None:
    if cluster.postmaster() is not None:
        raise Refused("the city is running: stop it (Ctrl-C in `sewaka up`), then restore")


def _newest_before(where: backup.Places, to: datetime | None) -> Path:
    fitting = [path for at, path in backup.bases(where) if to is None or at <= to]
    if not fitting:
        raise Refused(f"no copy in {where.base} is older than the time asked for")
    return fitting[-1]


def _take_back_keys(where: backup.Places) -> None:
    """Only what is missing: on a new machine everything, on the old one nothing.

    Must come before Django's settings are read, which would make new secrets.
    """
    copies = sorted(where.keys.glob("*Z"))
    if not copies:
        return
    for name in backup.KEY_FOLDERS:
        for source in (copies[-1] / name).glob("*"):
            there = env.home() / name / source.name
            there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not there.exists():
                shutil.copy2(source, there)


def _all_logs(cluster: embedded.Cluster, where: backup.Places) -> Path:
    """One folder with every log file known: copied, archived, or still in the old cluster."""
    backup.own_folder(where.wal)
    for file in cluster.archive.glob("*.gz") if cluster.archive.is_dir() else ():
        backup.copy_once(file, where.wal / file.name)
    old = cluster.pgdata / "pg_wal"
    for file in old.glob("*") if old.is_dir() else ():
        target = where.wal / f"{file.name}.gz"
        if backup.SEGMENT.fullmatch(file.name) and not target.exists():
            with file.open("rb") as plain, gzip.open(target, "wb", compresslevel=1) as packed:
                shutil.copyfileobj(plain, packed)
    # The server reads them as its own user, where our folder may be closed.
    logs = cluster.folder / "replay"
    shutil.rmtree(logs, ignore_errors=True)
    shutil.copytree(where.wal, logs)
    return logs


def _move_aside(cluster: embedded.Cluster, *, now: datetime) -> Path | None:
    if not cluster.pgdata.exists():
        return None
    aside = cluster.folder / f"pgdata-{now.strftime(backup.STAMP)}"
    return cluster.pgdata.rename(aside)


def _unpack(base: Path, cluster: embedded.Cluster) -> None:
    cluster.pgdata.mkdir(mode=0o700)
    for name, target in (("base", cluster.pgdata), ("pg_wal", cluster.pgdata / "pg_wal")):
        with tarfile.open(base / f"{name}.tar.gz") as archive:
            archive.extractall(target, filter="tar")


def _replay(cluster: embedded.Cluster, logs: Path, *, to: datetime | None) -> str:
    (cluster.pgdata / "recovery.signal").touch()
    who = service.user()
    if who:
        for path in (cluster.pgdata, logs, *cluster.pgdata.rglob("*"), *logs.rglob("*")):
            os.chown(path, who.uid, who.gid, follow_symlinks=False)
    settings = {
        "restore_command": f'\'gzip -dc < "{logs}/%f.gz" > "%p"\'',
        "recovery_target_action": "'promote'",
    }
    target = {"recovery_target_time": f"'{to.isoformat()}'"} if to else {}
    try:
        cluster.start(extra={**settings, **target})
    except service.StartFailed as error:
        if not to or _BEFORE_TARGET not in str(error):
            raise
        # Nothing happened between the last transaction kept and the time asked for.
        cluster.start(extra=settings)
    try:
        return _promoted(cluster)
    finally:
        cluster.stop()
        shutil.rmtree(logs)


def _promoted(cluster: embedded.Cluster) -> str:
    """Wait until the log is replayed; the time of its last transaction."""
    deadline = time.monotonic() + PROMOTED_WITHIN_S
    with psycopg.connect(**databases.superuser().libpq(), autocommit=True) as connection:
        while time.monotonic() < deadline:
            row = connection.execute(
                "SELECT pg_is_in_recovery(), coalesce(pg_last_xact_replay_timestamp()::text, '')"
            ).fetchone()
            if row and not row[0]:
                return str(row[1])
            time.sleep(0.1)
    raise Refused(f"the log is not replayed after an hour: see {cluster.log}")


def _own_module(name: str) -> None:
    done = subprocess.run([sys.executable, "-m", name], check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise SystemExit(done.returncode)
