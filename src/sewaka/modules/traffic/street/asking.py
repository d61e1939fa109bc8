"""What shall happen on the demo's street is asked by a thread of its own.

A database that hangs must not stop the vehicles.
"""

from __future__ import annotations

from collections import deque
from threading import Event as Flag
from threading import Thread
from typing import Final
from uuid import UUID

import structlog
from django.db import Error, connection

from sewaka.kernel import clock
from sewaka.modules.traffic import wishes
from sewaka.modules.traffic.street.troubles import Wish

_EVERY_S: Final = 1.0
log = structlog.get_logger(__name__)


class Asking:
    """`taken` gives what came in; `answered` is written with the next look."""

    def __init__(self) -> None:
        self._wishes: deque[tuple[UUID, Wish]] = deque()
        self._answers: deque[tuple[UUID, str]] = deque()
        self._seen: set[UUID] = set()
        self._stop = Flag()
        self._thread = Thread(target=self._run, name="asking", daemon=True)

    def open(self) -> None:
        """Begin to look, every second."""
        self._thread.start()

    def close(self) -> None:
        """No more looks."""
        self._stop.set()
        self._thread.join(timeout=5.0)

    def taken(self) -> list[tuple[UUID, Wish]]:
        """What came in since the last call, each once."""
        return [self._wishes.popleft() for _ in range(len(self._wishes))]

    def answered(self, wish_id: UUID, *, code: str) -> None:
        """What came of it."""
        self._answers.append((wish_id, code))

    def look(self) -> None:
        """Once: answers out, wishes in. Raises django.db.Error."""
        while self._answers:
            wish_id, code = self._answers[0]
            wishes.answer(wish_id, code=code)
            self._answers.popleft()
            self._seen.discard(wish_id)
        for row in wishes.take(now=clock.now()):
            if row.pk not in self._seen:
                self._seen.add(row.pk)
                self._wishes.append((row.pk, Wish(row.kind, row.place, row.amount)))

    def _run(self) -> None:
        while not self._stop.wait(_EVERY_S):
            try:
                self.look()
            except Error as error:
                log.warning("traffic.street.database", error=str(error).strip())
                connection.close()
        connection.close()
