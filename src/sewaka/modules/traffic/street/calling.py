"""The radio of the demo's ambulances: it asks over the city's own API, as a real one would.

A thread of its own sends; what is older than the newest position is not sent any more. A city that
does not answer leaves the ambulance without priority, not the street without movement.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from threading import Event as Flag
from threading import Thread
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
import structlog
from django.conf import settings

from sewaka.kernel.ids import new_secret
from sewaka.modules.traffic import credentials

PATH: Final = "/api/v1/traffic/priority"
VEHICLES: Final = ("AMB-CONTOH-1", "AMB-CONTOH-2", "AMB-CONTOH-3")
_WITHIN_S: Final = 5.0
log = structlog.get_logger(__name__)


class Calling:
    """All vehicles of the street. `zero_s`: the field's clock when the street's own stands at 0."""

    def __init__(self, *, key: bytes, zero_s: Callable[[], float]) -> None:
        self._key, self._zero_s = key, zero_s
        self._waiting: deque[tuple[Radio, str, dict[str, Any]]] = deque()
        self._numbers = count()
        self._wake, self._stop = Flag(), Flag()
        self._thread = Thread(target=self._run, name="calling", daemon=True)

    def open(self) -> None:
        """Begin to send."""
        self._thread.start()

    def close(self) -> None:
        """Send nothing more."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=_WITHIN_S)

    def radio(self) -> Radio:
        """Of one more vehicle; in turn they are the demo's three."""
        return Radio(calling=self, vehicle=VEHICLES[next(self._numbers) % len(VEHICLES)])

    def instant(self, street_s: float) -> str:
        """A second of the street as the city reads it."""
        return datetime.fromtimestamp(street_s + self._zero_s(), UTC).isoformat()

    def say(self, radio: Radio, method: str, body: dict[str, Any]) -> None:
        """Send it soon."""
        self._waiting.append((radio, method, body))
        self._wake.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait()
            self._wake.clear()
            while self._waiting:
                radio, method, body = self._waiting.popleft()
                is_old = any(one is radio for one, _, _ in self._waiting)
                if method == "POST" or not is_old:
                    self._send(radio, method, body)

    def _send(self, radio: Radio, method: str, body: dict[str, Any]) -> None:
        path = PATH if method == "POST" else f"{PATH}/{radio.call}"
        if method == "PUT" and not radio.call:
            return
        payload = orjson.dumps(body)
        key = credentials.vehicle_key(vehicle=radio.vehicle, city=self._key)
        headers = {
            "Content-Type": "application/json",
            "Host": urlsplit(settings.SEWAKA_URL).netloc,
            "X-Forwarded-Proto": urlsplit(settings.SEWAKA_URL).scheme,
            "X-Vehicle": radio.vehicle,
            "X-Signature": credentials.request_signature(
                key=key, method=method, path=path, body=payload
            ),
        }
        if method == "POST":
            headers["Idempotency-Key"] = new_secret()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{settings.PORT}{path}", data=payload, headers=headers, method=method
        )
        try:
            with urllib.request.urlopen(asked, timeout=_WITHIN_S) as answer:  # noqa: S310 - our own city, on loopback
                radio.call = str(orjson.loads(answer.read())["id"])
        except (urllib.error.URLError, OSError, ValueError, KeyError) as error:
            log.warning("traffic.street.calling", vehicle=radio.vehicle, error=str(error))


class Radio:
    """Of one vehicle on one way (`ambulance.OnBoard`). `call`: the city's id of it."""

    def __init__(self, *, calling: Calling, vehicle: str) -> None:
        self.vehicle, self.call = vehicle, ""
        self._calling = calling

    def ask(self, *, route: tuple[str, ...], eta_s: float) -> None:
        """Once, for the whole way."""
        body = {
            "vehicle": self.vehicle, "class": "emergency", "route": list(route),
            "eta": self._calling.instant(eta_s),
        }  # fmt: skip
        self._calling.say(self, "POST", body)

    def tell(self, *, approach: str, eta_s: float) -> None:
        """On which road it is now."""
        body = {"approach": approach, "eta": self._calling.instant(eta_s)}
        self._calling.say(self, "PUT", body)
