"""Brokers on loopback for one drill: the demo's own, and Mosquitto as a city would set it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sewaka.modules.traffic import credentials
from sewaka.modules.traffic.wire import PREFIX
from tests.drills.city import SOURCES, free_port

MOSQUITTO = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_STARTS_S = 20.0
# As docs/reference/traffic-messages.md tells a city.
_CONFIGURATION = """
listener {port} 127.0.0.1
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/places
max_inflight_messages 0
max_queued_messages 0
persistence true
autosave_interval 1
persistence_location {folder}/
log_type error
log_type warning
"""
_PLACES = f"""
user server
topic read {PREFIX}/#
topic write {PREFIX}/+/cmd
topic write {PREFIX}/+/out

pattern write {PREFIX}/%u/obs
pattern write {PREFIX}/%u/+/obs
pattern write {PREFIX}/%u/signal
pattern write {PREFIX}/%u/ack
pattern read {PREFIX}/%u/cmd
"""


class Broker:
    """One of that kind (`amqtt`, `mosquitto`), which knows these junctions' cabinets."""

    def __init__(self, kind: str, *, key: str, junctions: Iterable[str]) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="drill-broker-"))
        self._around = {"PYTHONPATH": str(SOURCES), "MQTT_PORT": str(self.port), "TRAFFIC_KEY": key}
        if kind == "mosquitto":
            self._command = _mosquitto(self.port, self._folder, key, junctions)
        else:
            self._command = _amqtt()
        self.process = self._start()

    def kill(self) -> None:
        """kill -9, and a new one."""
        self.process.kill()
        self.process.wait()
        time.sleep(0.5)
        self.process = self._start()

    def stop(self) -> None:
        """For good."""
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(self._command, env={**os.environ, **self._around})  # noqa: S603 - ours, or Debian's
        deadline = time.monotonic() + _STARTS_S
        while True:
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return process
            assert time.monotonic() < deadline, "the broker does not start"
            time.sleep(0.1)


@contextmanager
def running(kind: str, *, key: str, junctions: Iterable[str]) -> Iterator[Broker]:
    """A broker until the block ends; skips where Mosquitto is not installed."""
    if kind == "mosquitto" and MOSQUITTO is None:
        pytest.skip("Mosquitto is not installed")
    made = Broker(kind, key=key, junctions=junctions)
    try:
        yield made
    finally:
        made.stop()


def _amqtt() -> list[str]:
    return [sys.executable, "-c", "from sewaka.modules.traffic.ingest.broker import run; run()"]


def _mosquitto(port: int, folder: Path, key: str, junctions: Iterable[str]) -> list[str]:
    """With the city's passwords and places."""
    assert MOSQUITTO is not None
    users = [credentials.SERVER, *junctions]
    passwords = folder / "passwords"
    lines = [f"{user}:{credentials.password_of(user=user, city=key.encode())}" for user in users]
    passwords.write_text("\n".join(lines) + "\n")
    subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True)  # noqa: S603, S607 - Debian's
    (folder / "places").write_text(_PLACES)
    settings = folder / "mosquitto.conf"
    settings.write_text(_CONFIGURATION.format(port=port, folder=folder))
    if os.geteuid() == 0:  # else it becomes its own user, who may not read them
        settings.write_text(settings.read_text() + "user root\n")
    return [MOSQUITTO, "-c", str(settings)]
