"""Keeps the processes of `sewaka up` running, and leaves none behind.

The children share one process group with us, so Ctrl-C in a terminal reaches all. PostgreSQL has
its own session: it goes last, after everybody has let go of it. Should we be killed outright, the
kernel ends the children (`die_with_parent`); the next start takes over the server that is left.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

from sewaka.config import databases, embedded

STOP_WITHIN_S = 10.0
_LOOK_EVERY_S = 0.2
_STEADY_S = 10.0
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 10.0
_PARENT = "SEWAKA_PARENT"
_PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


@dataclass(slots=True)
class Child:
    """One of our processes, and when to start it again."""

    name: str
    variables: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause_s: float = _SHORTEST_PAUSE_S

    def start(self) -> None:
        """Run `sewaka <name>` as a child."""
        surroundings = {**os.environ, **self.variables, _PARENT: str(os.getpid())}
        command = [sys.executable, "-m", "sewaka.config.cli", self.name]
        self.process = subprocess.Popen(command, env=surroundings, stdin=subprocess.DEVNULL)  # noqa: S603 - our own program
        self.started_at = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


@dataclass(slots=True)
class Supervisor:
    """Starts the children, restarts who dies, stops all."""

    children: list[Child]
    say: Say
    cluster: embedded.Cluster | None = None
    server: subprocess.Popen[bytes] | None = None
    is_stopping: bool = field(default=False, init=False)

    def listen(self) -> None:
        """From now on a signal asks us to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)

    def start_server(self) -> None:
        """Start the embedded PostgreSQL, if it is ours. Raises StartFailed."""
        if self.cluster is not None:
            self.server = self.cluster.start()

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def add(self, child: Child) -> None:
        """Start one more child, and keep it running too."""
        self.children.append(child)
        child.start()

    def watch(self) -> None:
        """Keep them running until a signal comes. Raises StartFailed when PostgreSQL is gone."""
        while not self.is_stopping:
            self.look()
            time.sleep(_LOOK_EVERY_S)

    def look(self) -> None:
        """One round: start again whatever has ended."""
        self._mend_server()
        for child in self.children:
            self._mend(child)

    def stop(self) -> None:
        """Ask, wait, then kill; PostgreSQL last. Nothing of ours runs afterwards."""
        self.is_stopping = True
        alive = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN_S
        for process in alive:
            _wait_or_kill(process, max(0.1, deadline - time.monotonic()))
        if self.cluster is not None:
            self.cluster.stop()
        if self.server is not None:
            self.server.wait()

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def _mend_server(self) -> None:
        if self.cluster is None:
            return
        if self.server.poll() is None if self.server else self.cluster.postmaster():
            return
        self.say("PostgreSQL ended unexpectedly; starting it again")
        began = time.monotonic()
        self.server = self.cluster.start()
        self.say(f"PostgreSQL is back after {time.monotonic() - began:.1f} s")

    def _mend(self, child: Child) -> None:
        now = time.monotonic()
        if child.has_ended() and child.process is not None:
            # Who fails by itself soon after its start is given more and more time; who was killed,
            # or served for a while, none.
            fails = child.process.returncode > 0 and now - child.started_at < _STEADY_S
            child.pause_s = min(child.pause_s * 2, _LONGEST_PAUSE_S) if fails else _SHORTEST_PAUSE_S
            child.start_at = now + child.pause_s
            self.say(f"{child.name} ended ({_how(child.process)}); starting it again")
            child.process = None
        if child.process is None and now >= child.start_at:
            child.start()


def processes() -> list[Child]:
    """The city's own processes, each with the database role that it may use."""
    roles = {"relay": "relay", "worker": "app", "web": "app", "live": "app"}
    return [
        Child(name, {"SEWAKA_PROCESS": name, "SEWAKA_DB_ROLE": role})
        for name, role in roles.items()
    ]


def child_of_module(name: str) -> Child:
    """A process that a module declares."""
    return Child(name, {"SEWAKA_PROCESS": name, "SEWAKA_DB_ROLE": "app"})


def supervised_cluster() -> embedded.Cluster | None:
    """The embedded cluster, or None when DATABASE_URL names a server of the operator's."""
    return databases.cluster() if databases.is_embedded() else None


def die_with_parent() -> None:
    """In a child: ask the kernel for SIGTERM when the supervisor is killed (Linux only)."""
    parent = os.environ.get(_PARENT)
    if not parent:
        return
    end_with_parent()
    if os.getppid() != int(parent):  # it died before we asked
        sys.exit(1)


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM when our parent process ends (Linux only).

    Web workers call it too: without their parent they would keep its port.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _how(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _wait_or_kill(process: subprocess.Popen[bytes], within_s: float) -> None:
    try:
        process.wait(timeout=within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
