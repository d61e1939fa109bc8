"""Copies of the city, and the way back.

    <backups>/base/<time>/       a physical copy of the cluster (tar, compressed) by pg_basebackup
    <backups>/wal/               the write-ahead log since the oldest copy, for any point in time
    <backups>/media/             photos and documents, by their content's hash, each once
    <backups>/dump/<time>.dump   portable copy (pg_dump -Fc), weekly
    <keys>/<time>/               master keys, secrets and the register of erased persons

The keys lie apart on purpose: who finds a copy of the database can read no encrypted column, and
an erased person's key is not in it. Put the two folders on different machines.

With `DATABASE_URL` the operator's own tools make the physical copy (docs/how-to/back-up.md); then
this makes the portable one, media and keys.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from sewaka.config import binaries, databases, embedded
from sewaka.config.service import StartFailed
from sewaka.kernel import env

SEGMENT = re.compile(r"[0-9A-F]{24}")
STAMP = "%Y%m%dT%H%M%SZ"
KEY_FOLDERS = ("secrets", "keys")
_IDENTITY = "installation"  # names a place on this machine; a copy elsewhere has its own
_ARCHIVED_WITHIN_S = 30.0
DUMP_EVERY = timedelta(days=7)
KEEP_HOURLY, KEEP_DAILY, KEEP_MONTHLY = 24, 7, 12


@dataclass(frozen=True, slots=True)
class Places:
    """Where copies go."""

    backups: Path
    keys: Path

    @property
    def base(self) -> Path:
        return self.backups / "base"

    @property
    def wal(self) -> Path:
        return self.backups / "wal"

    @property
    def media(self) -> Path:
        return self.backups / "media"

    @property
    def dumps(self) -> Path:
        return self.backups / "dump"


@dataclass(frozen=True, slots=True)
class Made:
    """What one backup did."""

    keys: Path
    base: Path | None
    dump: Path | None
    wal_files: int
    media_files: int
    removed: int


def places() -> Places:
    """From `SEWAKA_BACKUP_DIR` and `SEWAKA_KEYS_BACKUP_DIR`, else below the home."""
    home = env.home()
    return Places(
        backups=Path(env.text("SEWAKA_BACKUP_DIR", str(home / "backups"))),
        keys=Path(env.text("SEWAKA_KEYS_BACKUP_DIR", str(home / "backups-of-keys"))),
    )


def back_up(*, now: datetime, where: Places, media: Path) -> Made:
    """Make every copy that is due, and remove what is past keeping. Raises StartFailed."""
    for folder in (where.base, where.wal, where.media, where.dumps, where.keys):
        own_folder(folder)
    stamp = now.strftime(STAMP)
    base = None
    if databases.is_embedded():
        cluster = databases.cluster()
        _begin_archive(cluster)
        base = _copy_cluster(where.base / stamp)
    dump = _dump(where.dumps / f"{stamp}.dump") if _is_dump_due(where.dumps, now=now) else None
    return Made(
        keys=copy_keys(where, now=now),
        base=base,
        dump=dump,
        wal_files=copy_wal(where),
        media_files=copy_media(media, where.media),
        removed=_forget_old(where),
    )


def copy_wal(where: Places) -> int:
    """Copy log files that the server has archived since; their number. Cheap: run it often."""
    if not databases.is_embedded():
        return 0
    own_folder(where.wal)
    switch_wal()
    archive = databases.cluster().archive
    return sum(copy_once(file, where.wal / file.name) for file in archive.glob("*.gz"))


def copy_media(source: Path, target: Path) -> int:
    """Copy files that are not there yet. Their names are hashes: what is there is the same."""
    found = (path for path in source.rglob("*") if path.is_file())
    return sum(copy_once(path, target / path.relative_to(source)) for path in found)


def copy_keys(where: Places, *, now: datetime) -> Path:
    """Copy secrets, master keys and the register of erased persons, readable by us only."""
    target = where.keys / now.strftime(STAMP)
    own_folder(target)
    for name in KEY_FOLDERS:
        source = env.home() / name
        if source.is_dir():
            unwanted = shutil.ignore_patterns(_IDENTITY)
            shutil.copytree(source, target / name, ignore=unwanted, dirs_exist_ok=True)
    return target


def switch_wal() -> None:
    """Hand the present log file to the archive, and wait until it has it."""
    with psycopg.connect(**databases.superuser().libpq(), autocommit=True) as connection:
        row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        wanted = str(row[0]) if row else ""
        deadline = time.monotonic() + _ARCHIVED_WITHIN_S
        while time.monotonic() < deadline:
            row = connection.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()
            # A switch in a fresh file does nothing, and that file is never archived.
            if row and row[0] and (row[0] >= wanted or _is_unused(connection, wanted)):
                return
            time.sleep(0.1)
    raise StartFailed(f"the server does not archive its log: see {databases.cluster().log}")


def _is_unused(connection: psycopg.Connection, name: str) -> bool:
    row = connection.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").fetchone()
    return bool(row and row[0] == name)


def bases(where: Places) -> list[tuple[datetime, Path]]:
    """Complete physical copies with the time at which they began, oldest first."""
    whole = (path for path in sorted(where.base.glob("*Z")) if (path / "backup_manifest").is_file())
    return [(_time_of(path.name), path) for path in whole]


def tool(name: str, *arguments: str, address: databases.Address) -> None:
    """Run one of PostgreSQL's client tools as ourselves. Raises StartFailed."""
    surroundings = {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C",
        "PGHOST": address.host,
        "PGPORT": address.port or "5432",
        "PGUSER": address.user,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.name,
    }
    done = subprocess.run(  # noqa: S603 - the wheel's tools
        [str(binaries.folder() / "bin" / name), *arguments],
        env=surroundings,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise StartFailed(f"{name}: {words[-1] if words else done.returncode}")


def _begin_archive(cluster: embedded.Cluster) -> None:
    """From the first copy on the log is kept; before it there was nothing it could follow."""
    if cluster.open_archive():
        with psycopg.connect(**databases.superuser().libpq(), autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")


def _copy_cluster(target: Path) -> Path:
    aside = target.with_suffix(".unready")
    shutil.rmtree(aside, ignore_errors=True)
    own_folder(aside)
    server = databases.superuser()
    try:
        tool(
            "pg_basebackup",
            f"--pgdata={aside}",
            *(
                "--format=tar",
                "--gzip",
                "--wal-method=stream",
                "--checkpoint=fast",
                "--no-password",
            ),
            address=server,
        )
    except StartFailed:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    aside.rename(target)
    return target


def _dump(target: Path) -> Path:
    aside = target.with_suffix(".unready")
    address = databases.address(databases.OWNER)
    tool("pg_dump", "--format=custom", "--no-password", f"--file={aside}", address=address)
    aside.chmod(0o600)
    return aside.rename(target)


def _is_dump_due(folder: Path, *, now: datetime) -> bool:
    made = sorted(folder.glob("*.dump"))
    if not made:
        return True
    return now - _time_of(made[-1].stem) >= DUMP_EVERY


def _time_of(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)


def _forget_old(where: Places) -> int:
    """Remove copies past keeping, and the log that no remaining copy needs; their number."""
    there = bases(where)
    kept = set(kept_of([at for at, _ in there]))
    gone = [path for at, path in there if at not in kept]
    for path in gone:
        shutil.rmtree(path)
    needed = min((first_log_of(path) for at, path in there if at in kept), default="")
    folders = [where.wal, *([databases.cluster().archive] if databases.is_embedded() else [])]
    for folder in folders:
        for file in folder.glob("*.gz"):
            if SEGMENT.fullmatch(file.stem) and file.stem[8:] < needed:
                file.unlink()
                gone.append(file)
    return len(gone)


def first_log_of(base: Path) -> str:
    """The number (without timeline) of the first log file that a copy needs."""
    manifest = json.loads((base / "backup_manifest").read_text(encoding="utf-8"))
    high, low = manifest["WAL-Ranges"][0]["Start-LSN"].split("/")
    return f"{int(high, 16):08X}{int(low, 16) >> 24:08X}"  # files of 16 MB


def kept_of(times: list[datetime]) -> Iterator[datetime]:
    """The newest, and the first of each of the last 24 hours, 7 days and 12 months with a copy.

    The first, because the log leads from a copy forward, never back.
    """
    yield from sorted(times)[-1:]
    for shape, count in (
        ("%Y%m%d%H", KEEP_HOURLY),
        ("%Y%m%d", KEEP_DAILY),
        ("%Y%m", KEEP_MONTHLY),
    ):
        first = {at.strftime(shape): at for at in sorted(times, reverse=True)}
        yield from [at for _, at in sorted(first.items())][-count:]


def copy_once(source: Path, target: Path) -> bool:
    if target.exists():
        return False
    own_folder(target.parent)
    aside = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, aside)
    aside.chmod(0o600)
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.rename(target)
    return True


def own_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
