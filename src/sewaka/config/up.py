"""`sewaka up`: from an empty folder to a city that answers, then keeps it so."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sewaka.config import freshness, migration, preflight
from sewaka.config.refusals import Refused
from sewaka.config.supervisor import (
    Supervisor,
    child_of_module,
    processes,
    supervised_cluster,
)
from sewaka.kernel import env

READY_WITHIN_S = float(env.number("READY_WITHIN_S", 60))
Say = Callable[[str], None]


def run(*, host: str, say: Say) -> None:
    """Start all, say the address, watch until a signal, stop all. Raises Refused."""
    home = env.home()
    port = env.number("PORT", 8000)
    live_port = env.number("LIVE_PORT", port + 1)
    with _alone(home):
        preflight.check_port(host, port, variable="PORT")
        preflight.check_port(host, live_port, variable="LIVE_PORT")
        preflight.check_disk(home)
        supervisor = Supervisor(children=processes(), say=say, cluster=supervised_cluster())
        supervisor.listen()
        try:
            _begin(supervisor, host=host, port=port, say=say)
            supervisor.watch()
            say("Stopping ...")
        finally:
            supervisor.stop()
    say("Stopped.")


def migrate() -> None:
    """Roles and database here, schema and reference rows as the owner in a process of its own."""
    migration.prepare_server()
    _own("-m", "sewaka.config.migration", "schema", "reference")


def _begin(supervisor: Supervisor, *, host: str, port: int, say: Say) -> None:
    began = time.monotonic()
    url = f"http://{host}:{port}"
    steps: list[tuple[str, Callable[[], object]]] = [
        ("PostgreSQL runs", supervisor.start_server),
        ("The database is up to date", lambda: _fill(say)),
        ("All processes run", lambda: _start(supervisor, say)),
        ("All of them answer", lambda: _wait_until_ready(url, supervisor)),
    ]
    if supervisor.cluster is None:
        steps[0] = ("The database answers", preflight.check_database)
    for words, act in steps:
        if supervisor.is_stopping:
            return
        act()
        say(f"[{time.monotonic() - began:5.1f} s] {words}")
    say(f"\nSewaka is open: {env.text('SEWAKA_URL', url)}")
    _say_accounts(say)
    say("Ctrl-C stops everything.")


def _start(supervisor: Supervisor, say: Say) -> None:
    """Our own processes at once, then those that modules declare."""
    supervisor.start()
    for declared in json.loads(_cli("processes", "--json") or "[]"):
        if declared["why_not"]:
            say(f"          {declared['name']} does not run: {declared['why_not']}")
        else:
            supervisor.add(child_of_module(declared["name"]))


def _fill(say: Say) -> None:
    """Schema, reference rows and, in the demo, the demo city; nothing when all is there."""
    mark = freshness.mark_of_code(with_demo=_has_demo())
    if freshness.mark_of_database() == mark:
        return
    migrate()
    if _has_demo():
        say("          Filling the demo city ...")
        _show("demo", "load")
    freshness.leave_mark(mark)


def _wait_until_ready(url: str, supervisor: Supervisor) -> None:
    """Wait for /readyz, restarting who dies meanwhile; returns early when a signal comes."""
    deadline = time.monotonic() + READY_WITHIN_S
    last = ""
    while not supervisor.is_stopping:
        supervisor.look()
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as error:
            last = error.read(500).decode(errors="replace")
        except OSError as error:
            last = str(error)
        if time.monotonic() > deadline:
            raise Refused(f"the city is not ready after {READY_WITHIN_S:.0f} s: {last}")
        time.sleep(0.1)


def _say_accounts(say: Say) -> None:
    if not _has_demo():
        return
    accounts: list[dict[str, Any]] = json.loads(_cli("demo", "accounts", "--json") or "[]")
    if accounts:
        say("People of the demo city (choose one at the sign-in page, or use the address):")
    for account in accounts:
        say(f"  {account['name']:<28} {account['email']:<28} {account['does']}")


def _has_demo() -> bool:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sewaka.config.settings")
    from django.conf import settings

    return settings.SEWAKA_MODE == "demo" and "sewaka.city.demo" in settings.INSTALLED_APPS


def _cli(*arguments: str) -> str:
    return _own("-m", "sewaka.config.cli", *arguments)


def _show(*arguments: str) -> None:
    """Run one of our commands with its own words on the screen."""
    done = subprocess.run([sys.executable, "-m", "sewaka.config.cli", *arguments], check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise SystemExit(done.returncode)


def _own(*arguments: str) -> str:
    """Run one of our own programs to its end; its errors are shown, its output is returned."""
    done = subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own programs
    if done.returncode:
        raise SystemExit(done.returncode)  # it said why
    return done.stdout.decode()


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Only one `sewaka up` per installation."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Refused(f"this city is running already (process {file.read().strip()})") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
