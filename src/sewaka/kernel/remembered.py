"""Values of the database that are asked often and change seldom: kept in the process.

Whoever changes such a value writes a new token in the same transaction. Processes compare the
token at most every `MEMORY_RECHECK_S` seconds (setting, default 5) and read the
value again only when it differs. Tokens are random, not counted: a counter returns to an old
value when a transaction is undone, and would then stand for two different values.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar, cast

from django.conf import settings

T = TypeVar("T")
_DEFAULT_RECHECK_S = 5.0
_memories: weakref.WeakSet[Remembered[object]] = weakref.WeakSet()


class Remembered(Generic[T]):
    """One value, shared by the threads of a process. `get` costs no query while it is fresh."""

    def __init__(
        self,
        *,
        read: Callable[[], T],
        token: Callable[[], Hashable] = object,  # never the same twice
        recheck_s: float | None = None,
    ) -> None:
        """`read` reads the value; `token` is one cheap query that tells whether that is needed.

        Without a token the value itself is read again every `recheck_s` seconds.
        """
        self._token = token
        self._read = read
        self._recheck_s = recheck_s
        self._lock = threading.Lock()
        self._kept: tuple[Hashable, T] | None = None
        self._fresh_until = 0.0
        _memories.add(cast("Remembered[object]", self))

    def get(self) -> T:
        """The value, at most `recheck_s` (or `MEMORY_RECHECK_S`) seconds behind the database."""
        kept = self._kept
        if kept is not None and time.monotonic() < self._fresh_until:
            return kept[1]
        with self._lock:
            token = self._token()
            if self._kept is None or self._kept[0] != token:
                self._kept = (token, self._read())
            self._fresh_until = time.monotonic() + self._rest_s()
            return self._kept[1]

    def doubt(self) -> None:
        """Compare the token at the next `get`: call where this process has changed the value."""
        self._fresh_until = 0.0

    def _rest_s(self) -> float:
        if self._recheck_s is not None:
            return self._recheck_s
        return float(getattr(settings, "MEMORY_RECHECK_S", _DEFAULT_RECHECK_S))

    def forget(self) -> None:
        """Read the value itself at the next `get`, whatever the token says."""
        self._kept = None


def doubt_all() -> None:
    """Every memory of this process compares its token at the next `get`."""
    for memory in _memories:
        memory.doubt()


def forget_all() -> None:
    """Every memory of this process reads anew: another database stands behind it now."""
    for memory in _memories:
        memory.forget()
