"""The city under test: `sewaka up` with a home, a cluster and ports of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "var" / "e2e"
OPEN_WITHIN_S = 300
STOP_WITHIN_S = 30
STREETS = ("traffic-broker", "traffic-ingest", "traffic-engine", "traffic-street")


@dataclass
class City:
    """A running city. `origin` is its address; `home` where its data lies."""

    home: Path
    port: int
    live_port: int
    log: Path
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        """The address; `localhost`, because an IP number can have no passkeys."""
        return f"http://localhost:{self.port}"

    @property
    def live_origin(self) -> str:
        """Where the live process listens."""
        return f"http://localhost:{self.live_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables under which the city's programs run."""
        kept = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "sewaka.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "SEWAKA_HOME": str(self.home),
            "SEWAKA_MODE": "demo",
            "SEWAKA_DEMO_REPORTS": "700",  # every page is full with them, and Made has one
            "SEWAKA_ELSEWHERE": ",".join(STREETS),  # a fifth of two cores; see `streets`
            "SEWAKA_URL": self.origin,
            "PORT": str(self.port),
            "LIVE_PORT": str(self.live_port),
        } | self.variables  # fmt: skip

    def run(self, *arguments: str) -> str:
        """Run one of the city's programs to its end; gives what it printed."""
        done = subprocess.run(  # noqa: S603 - our own programs
            [sys.executable, *arguments],
            env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        return done.stdout.decode()

    def start(self, command: str) -> None:
        """Start `sewaka <command>` and wait until the pages answer."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "sewaka.config.cli", command],
                env=self.environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        self._wait()

    def stop(self) -> None:
        """Stop it as Ctrl-C would, and wait."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + OPEN_WITHIN_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.origin}/livez", timeout=5):  # noqa: S310 - our own
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"the city did not open:\n{self.log.read_text()[-3000:]}")


@contextmanager
def streets(city: City) -> Iterator[None]:
    """Within the block vehicles drive through the city and its signals are steered."""
    with city.log.with_name("streets.log").open("wb") as log, ExitStack() as running:
        for name in STREETS:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "sewaka.config.cli", name],
                env=city.environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
            running.callback(process.wait, timeout=STOP_WITHIN_S)
            running.callback(process.terminate)
        yield


@contextmanager
def ended_politely() -> Iterator[None]:
    """Within the block SIGTERM ends the run as Ctrl-C does, so that what was started is stopped.

    Python's own answer to SIGTERM is to be gone at once, and the city would live on.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def whole_city() -> City:
    """A city of its own, opened with everything in it.

    `SEWAKA_E2E_HOME` names a home that stays between runs: the demo city is then made only once.
    """
    kept = os.environ.get("SEWAKA_E2E_HOME", "")
    home = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="sewaka-e2e-"))
    city = City(home=home, port=free_port(), live_port=free_port(), log=LOGS / "city.log")
    city.start("up")
    wait_until_ready(city)
    return city


def bare_city(city: City) -> City:
    """A second web process on the same data that has no built assets at all."""
    empty = city.home / "no-build"
    empty.mkdir(exist_ok=True)
    bare = City(
        home=city.home, port=free_port(), live_port=city.live_port,
        log=LOGS / "bare.log", variables={"SEWAKA_BUILD": str(empty)},
    )  # fmt: skip
    bare.start("web")
    return bare


def close(city: City) -> None:
    """Stop a city that `whole_city` opened, and take its data away unless they shall stay."""
    city.stop()
    if "SEWAKA_E2E_HOME" not in os.environ:
        shutil.rmtree(city.home, ignore_errors=True)


def wait_until_ready(city: City) -> None:
    """Wait for /readyz: migrations, demo city, relay."""
    deadline = time.monotonic() + OPEN_WITHIN_S
    last = ""
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{city.origin}/readyz", timeout=5):  # noqa: S310 - our own
                return
        except urllib.error.HTTPError as error:
            last = error.read(500).decode(errors="replace")
        except OSError as error:
            last = str(error)
        time.sleep(0.2)
    raise RuntimeError(f"the city is not ready: {last}")


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
