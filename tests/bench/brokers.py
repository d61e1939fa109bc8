"""Brokers on loopback for one measurement: the demo's own, and Mosquitto as a city would set it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sewaka.modules.traffic import credentials
from sewaka.modules.traffic.wire import PREFIX
from tests.bench.detectors_sending import names
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


@contextmanager
def running(kind: str, *, key: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A broker of that kind (`amqtt`, `mosquitto`): its port and its process."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="bench-broker-"))
    command = _mosquitto(port, folder, key) if kind == "mosquitto" else _amqtt()
    around = {"PYTHONPATH": str(SOURCES), "MQTT_PORT": str(port), "TRAFFIC_KEY": key}
    process = subprocess.Popen(command, env={**os.environ, **around})  # noqa: S603 - ours, or Debian's
    try:
        _wait(port)
        yield port, process
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _amqtt() -> list[str]:
    return [sys.executable, "-c", "from sewaka.modules.traffic.ingest.broker import run; run()"]


def _mosquitto(port: int, folder: Path, key: str) -> list[str]:
    """With the city's passwords and places."""
    assert MOSQUITTO is not None
    users = [credentials.SERVER, *names(0)]
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


def _wait(port: int) -> None:
    deadline = time.monotonic() + _STARTS_S
    while True:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        assert time.monotonic() < deadline, "the broker does not start"
        time.sleep(0.1)
