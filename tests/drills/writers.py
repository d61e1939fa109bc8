"""Clients that report as fast as they are answered, and remember every promise."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from sewaka.kernel.ids import new_id, new_secret

GIVE_UP_AFTER_S = 180.0
_AGAIN = frozenset({409, 429, 502, 503, 504})


@dataclass(slots=True)
class Ledger:
    """What the clients asked, and what the city promised."""

    acknowledged: dict[str, str] = field(default_factory=dict)  # key -> number of the report
    asked: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def writing(url: str, *, clients: int = 6) -> Iterator[Ledger]:
    """Clients write inside the block; at its end each finishes the report it has begun."""
    ledger, stop = Ledger(), threading.Event()
    threads = [
        threading.Thread(target=_write, args=(url, ledger, stop), name=f"writer-{number}")
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _write(url: str, ledger: Ledger, stop: threading.Event) -> None:
    while not stop.is_set():
        # Another phone for each report, one that was here before: new ones are limited by network.
        with httpx.Client(base_url=url, timeout=10, cookies={"perangkat": new_secret()}) as client:
            _report(client, ledger, key=str(new_id()))


def _report(client: httpx.Client, ledger: Ledger, *, key: str) -> None:
    """One report, asked again under the same key until there is a clear answer."""
    ledger.asked.add(key)
    deadline = time.monotonic() + GIVE_UP_AFTER_S
    while time.monotonic() < deadline:
        try:
            answer = client.post("/api/v1/reports", json=BODY, headers={"Idempotency-Key": key})
        except httpx.TransportError as error:
            _count(ledger, type(error).__name__)
            time.sleep(0.1)
            continue
        _count(ledger, str(answer.status_code))
        if answer.is_success:
            ledger.acknowledged[key] = answer.json()["number"]
            return
        if answer.status_code not in _AGAIN:
            ledger.surprises.append(f"{answer.status_code}: {answer.text[:300]}")
            return
        time.sleep(0.1)
    ledger.surprises.append(f"{key}: no clear answer in {GIVE_UP_AFTER_S:.0f} s")


def _count(ledger: Ledger, what: str) -> None:
    with ledger.lock:
        ledger.answers[what] += 1


BODY = {
    "category": "101",
    "description": "Lubang di depan pasar, dalam sekali.",
    "position": {"lat": -8.6705, "lon": 115.2126},
}
