"""One stream of changes, handed to everybody who listens. Pure asyncio: no database, no web."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

KEPT = 2_000  # changes a client may have missed and still catch up with
WAITING = 256  # changes a slow client may have before it is cut off


@dataclass(frozen=True, slots=True)
class Change:
    """One public change. `body` is ready JSON, written once for all listeners."""

    seq: int
    layer: str
    number: str
    body: str


class Listener:
    """One client's queue. `is_lost` once it was too slow: it must reconnect and catch up."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Change] = asyncio.Queue(maxsize=WAITING)
        self.is_lost = False


class Hub:
    """Keeps the latest changes and hands each new one to every listener without waiting."""

    def __init__(self) -> None:
        self._kept: deque[Change] = deque(maxlen=KEPT)
        self._listeners: set[Listener] = set()

    @property
    def listeners(self) -> int:
        """How many clients listen now."""
        return len(self._listeners)

    @property
    def head(self) -> int:
        """The seq of the newest change; 0 before the first."""
        return self._kept[-1].seq if self._kept else 0

    def publish(self, change: Change) -> None:
        """Hand one change to everybody. A full queue loses its client, never the others' time."""
        self._kept.append(change)
        for listener in tuple(self._listeners):
            try:
                listener.queue.put_nowait(change)
            except asyncio.QueueFull:
                listener.is_lost = True
                self._listeners.discard(listener)

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """A listener from now on; gone when the block is left."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def since(self, seq: int) -> tuple[Change, ...] | None:
        """The kept changes after `seq`; None when older ones are gone: load the page anew."""
        if self._kept and self._kept[0].seq > seq + 1 and len(self._kept) == KEPT:
            return None
        return tuple(change for change in self._kept if change.seq > seq)
