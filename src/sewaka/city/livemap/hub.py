"""One stream of changes, handed to everybody who listens. Pure: no database, no web, no waiting."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

KEPT = 2_000  # changes a client may have missed and still catch up with
_RELOAD = b"event: reload\r\ndata: {}\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Change:
    """One public change. `body` is ready JSON, written once for all listeners."""

    seq: int
    layer: str
    number: str
    body: str

    @property
    def event(self) -> bytes:
        """As server-sent event."""
        return f"id: {self.seq}\r\nevent: change\r\ndata: {self.body}\r\n\r\n".encode()


class Hub:
    """Keeps the latest changes and says to its readers that there is a new one."""

    def __init__(self) -> None:
        self.readers: set[Callable[[], None]] = set()
        self._kept: deque[Change] = deque(maxlen=KEPT)

    @property
    def head(self) -> int:
        """The seq of the newest change; 0 before the first."""
        return self._kept[-1].seq if self._kept else 0

    def publish(self, change: Change) -> None:
        """One more; every reader looks."""
        self._kept.append(change)
        for look in tuple(self.readers):
            look()

    def since(self, seq: int) -> tuple[Change, ...] | None:
        """The kept changes after `seq`; None when older ones are gone: load the page anew."""
        if self._kept and self._kept[0].seq > seq + 1 and len(self._kept) == KEPT:
            return None
        found: list[Change] = []
        for change in reversed(self._kept):
            if change.seq <= seq:
                break
            found.append(change)
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A hub for one reader: only these layers and numbers, or all where none is named."""

    hub: Hub
    layers: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @property
    def readers(self) -> set[Callable[[], None]]:
        """Those of the hub."""
        return self.hub.readers

    def position(self, event_id: str) -> int:
        """The last seq the client has; a fresh client gets nothing old."""
        is_number = event_id.isascii() and event_id.isdigit()
        return int(event_id[:18]) if is_number else self.hub.head

    def news(self, at: int) -> tuple[int, bytes]:
        """What is newer, as events, and where the reader stands then; `reload` when too much was
        missed to tell."""
        missed = self.hub.since(at)
        if missed is None:
            return self.hub.head, _RELOAD
        wanted = (change.event for change in missed if self._is_wanted(change))
        return (missed[-1].seq if missed else at), b"".join(wanted)

    def _is_wanted(self, change: Change) -> bool:
        return (not self.layers or change.layer in self.layers) and (
            not self.numbers or change.number in self.numbers
        )
