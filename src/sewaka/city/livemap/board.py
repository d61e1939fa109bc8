"""The latest state of each thing of one layer, for everybody who looks. Pure: no waiting.

Where the hub hands out every change, a board hands out what is true now: a reader who was slow, or
away, misses steps in between and never the last one. A fresh reader begins with all states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex


@dataclass(frozen=True, slots=True)
class State:
    """One thing as it is since the board's change number `at`. `body`: JSON without line feeds."""

    at: int
    key: str
    body: str


class Board:
    """Readers ask what is newer than where they stand, and are told when something is."""

    def __init__(self) -> None:
        self.readers: set[Callable[[], None]] = set()
        self._boot = token_hex(4)  # positions of another process mean nothing here
        self._count = 0
        self._states: dict[str, State] = {}
        self._told: dict[int, tuple[int, bytes]] = {}  # by where readers stand

    def show(self, states: Mapping[str, str]) -> int:
        """These are things and their bodies now; how many have changed.

        One that is not among them stays as it was last seen.
        """
        changed = 0
        for key, body in states.items():
            known = self._states.get(key)
            if known is None or known.body != body:
                self._count += 1
                changed += 1
                self._states[key] = State(self._count, key, body)
        if changed:
            self._told.clear()
            for look in tuple(self.readers):
                look()
        return changed

    def since(self, at: int) -> list[State]:
        """The states that are newer, in the order of their changes."""
        return sorted(
            (state for state in self._states.values() if state.at > at), key=lambda one: one.at
        )

    def event_id(self, state: State) -> str:
        """What a browser gives back as `Last-Event-ID`."""
        return f"{self._boot}-{state.at}"

    def position(self, event_id: str) -> int:
        """Where a reader stands; before everything if the id is not of this process."""
        boot, _, number = event_id.partition("-")
        is_ours = boot == self._boot and number.isascii() and number.isdigit()
        return min(int(number[:12]), self._count) if is_ours else 0

    def news(self, at: int) -> tuple[int, bytes]:
        """What is newer as server-sent events, and where the reader stands then. Written once for
        all who stand at the same place, as nearly all do."""
        if at not in self._told:
            self._told[at] = self._count, b"".join(map(self._event, self.since(at)))
        return self._told[at]

    def _event(self, state: State) -> bytes:
        return f"id: {self.event_id(state)}\r\nevent: state\r\ndata: {state.body}\r\n\r\n".encode()
