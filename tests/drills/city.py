"""A whole city of its own for one drill: `sewaka up` on free ports, in a home of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import psycopg

SOURCES = Path(__file__).resolve().parents[2] / "src"
READY_WITHIN_S = float(os.environ.get("DRILL_READY_WITHIN_S", "120"))
PROCESSES = ("relay", "worker", "web", "live")


def free_port() -> int:
    """A port on loopback that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class City:
    """Started by `start`, asked over HTTP and SQL, killed in parts, stopped by `stop`."""

    home: Path
    port: int = field(default_factory=free_port)
    live_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    more: dict[str, str] = field(default_factory=dict)  # further variables

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def surroundings(self) -> dict[str, str]:
        """The environment of its processes: nothing of the test run's own."""
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SEWAKA_", "DATABASE_", "DJANGO_", "PYTEST_"))
        }
        return {
            **own,
            "PYTHONPATH": str(SOURCES),
            "SEWAKA_HOME": str(self.home),
            "SEWAKA_MODE": "city",
            "SEWAKA_URL": self.url,
            "PORT": str(self.port),
            "LIVE_PORT": str(self.live_port),
            **self.more,
        }

    def start(self) -> float:
        """Start it, wait until it can serve; how long that took, in seconds."""
        began = time.monotonic()
        log = self.home.parent / f"{self.home.name}.log"
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sewaka.config.cli", "up"],
                env=self.surroundings(),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.wait_until_ready()
        return time.monotonic() - began

    def wait_until_ready(self) -> float:
        """Wait for 200 from /readyz; how long it took. Fails with the city's own last words."""
        began = time.monotonic()
        while time.monotonic() - began < READY_WITHIN_S:
            assert self.process is not None
            assert self.process.poll() is None, self.last_words()
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == httpx.codes.OK:
                    return time.monotonic() - began
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"not ready: {self.last_words()}")

    def stop(self) -> list[str]:
        """Stop it as Ctrl-C does; the processes that it left behind."""
        if self.process is None:
            return []
        family = [self.process.pid, *(one.pid for one in self.all_processes())]
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)
        self.process = None
        time.sleep(0.2)
        return [str(psutil.Process(pid)) for pid in family if psutil.pid_exists(pid)]

    def run(self, *arguments: str) -> str:
        """One `sewaka` command on this city; its output. Fails when it fails."""
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "sewaka.config.cli", *arguments],
            env=self.surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"sewaka {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def all_processes(self) -> list[psutil.Process]:
        """Everything below `sewaka up`."""
        assert self.process is not None
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def processes_of(self, name: str) -> list[psutil.Process]:
        """The process called so, and its own workers."""
        assert self.process is not None
        for child in psutil.Process(self.process.pid).children():
            if child.status() != psutil.STATUS_ZOMBIE and child.cmdline()[-1:] == [name]:
                return [child, *child.children(recursive=True)]
        return []

    def kill(self, name: str) -> int:
        """kill -9 on all processes of that name at once; how many they were."""
        found = self.processes_of(name)
        for process in found:
            process.kill()
        return len(found)

    def postmaster(self) -> int:
        """The process id of its PostgreSQL."""
        pid_file = self.home / "postgres" / "pgdata" / "postmaster.pid"
        return int(pid_file.read_text().split()[0])

    def connect(self, role: str = "sewaka_read") -> psycopg.Connection:
        """A connection to its database as one of its roles."""
        password = (self.home / "secrets" / f"{role}_password").read_text().strip()
        return psycopg.connect(
            host=str(self.home / "postgres" / "run"),
            user=role,
            password=password,
            dbname="sewaka",
            autocommit=True,
        )

    def connect_soon(self, role: str) -> psycopg.Connection:
        """As `connect`, once the server takes connections again."""
        deadline = time.monotonic() + READY_WITHIN_S
        while True:
            try:
                return self.connect(role)
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def last_words(self) -> str:
        """The end of its log."""
        log = self.home.parent / f"{self.home.name}.log"
        return log.read_text(errors="replace")[-3000:]


def new_home() -> Path:
    """A folder which PostgreSQL's service user can reach when we are root."""
    above = Path(tempfile.mkdtemp(prefix="drill-"))
    above.chmod(0o755)
    home = above / "home"
    home.mkdir(mode=0o755)
    return home


def clear(home: Path) -> None:
    """Remove a drill's home and its log."""
    shutil.rmtree(home.parent, ignore_errors=True)
