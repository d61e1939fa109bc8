"""The process `sewaka traffic-ingest`: from the broker into the tables, then the acknowledgement.

The network's thread only puts messages into a queue; this thread reads, stores and acknowledges.
When the database is away nothing is acknowledged: the queue fills, then the connection waits, then
the broker does. What the broker sends again is stored once.
"""

from __future__ import annotations

import queue
import signal
import threading
import time
from collections.abc import Callable, Sequence

import structlog
from django.db import DatabaseError, connection

from sewaka.kernel import clock
from sewaka.modules.traffic import credentials, mqtt, wire
from sewaka.modules.traffic.ingest import storing
from sewaka.modules.traffic.ingest.intake import Intake, Row
from sewaka.modules.traffic.models import partitions
from sewaka.modules.traffic.mqtt import Received
from sewaka.modules.traffic.wire import Kind, Shown, Topic
from sewaka.modules.traffic.wire_fields import Malformed

BATCH, MOST = 500, 5_000
WAIT_S = 0.2
_LONGEST_QUEUE = 100_000
_AGAIN_S = 1.0
_NOTE_EVERY_S = 5.0
_DAYS_EVERY_S = 3_600.0
_SIGNALS = f"{wire.PREFIX}/+/signal"

log = structlog.get_logger(__name__)


class Taker:
    """One connection to the broker and one to the database."""

    def __init__(self, *, at: mqtt.Address) -> None:
        self._waiting: queue.Queue[Received] = queue.Queue(_LONGEST_QUEUE)
        self._intake = Intake(ids={})
        self._shown: dict[str, Shown] = {}
        self._changes: list[Shown] = []
        self._noted_s = self._days_s = float("-inf")
        self.stop = threading.Event()
        self._line = mqtt.Line(
            at=at,
            user=credentials.SERVER,
            part="ingest",
            topics=(wire.EVERY_READING, _SIGNALS),
            on_message=self._waiting.put,
            is_lasting=True,
        )

    def run(self) -> None:
        """Until `stop` is set; then what is at hand is stored."""
        self._line.open()
        try:
            while not self.stop.is_set():
                self._keep(self._batch())
                self._note()
        finally:
            self._line.close()

    def _batch(self) -> list[Received]:
        """What comes within 200 ms, at least one; all that waits when it is 500 or more."""
        found: list[Received] = []
        deadline = time.monotonic() + WAIT_S
        while len(found) < BATCH and (left := deadline - time.monotonic()) > 0:
            try:
                found.append(self._waiting.get(timeout=left))
            except queue.Empty:
                break
        while len(found) < MOST and not self._waiting.empty():
            found.append(self._waiting.get_nowait())
        return found

    def _keep(self, batch: Sequence[Received]) -> None:
        """Store, however often it takes; then acknowledge."""
        if not batch or not self._with_database(self._learn):
            return
        arrived_s = clock.now().timestamp()
        rows: list[Row] = []
        junctions: set[str] = set()
        for received in batch:
            row = self._read(received, arrived_s)
            if row is not None:
                rows.append(row)
                junctions.add(received.topic.split("/", 4)[3])
        is_kept = not rows or self._with_database(
            lambda: storing.store(rows, junctions=sorted(junctions), now=clock.now())
        )
        if is_kept:
            for received in batch:
                self._line.acknowledge(received)

    def _read(self, received: Received, arrived_s: float) -> Row | None:
        topic: Topic | None = None
        try:
            topic = wire.read_topic(received.topic)
            if topic.kind is Kind.SIGNAL:
                self._see(wire.read_shown(topic=topic, payload=received.payload))
                return None
            if received.payload == wire.WILL:
                return None
            reading = wire.read_reading(topic=topic, payload=received.payload)
        except Malformed as refusal:
            if topic is not None:
                self._intake.refuse(
                    device=(topic.junction, topic.detector),
                    code=refusal.code,
                    payload=received.payload,
                    arrived_s=arrived_s,
                )
            return None
        return self._intake.row(reading=reading, arrived_s=arrived_s)

    def _see(self, shown: Shown) -> None:
        """A signal that shows another stage, mode or plan than before is an event."""
        before = self._shown.get(shown.junction)
        self._shown[shown.junction] = shown
        if before is None or _gist(before) != _gist(shown):
            self._changes.append(shown)

    def _learn(self) -> None:
        """The detectors, at first and whenever somebody unknown has spoken; days for readings."""
        now_s = time.monotonic()
        if now_s - self._days_s > _DAYS_EVERY_S:
            partitions.ensure(now=clock.now())
            self._intake.ids = storing.detector_ids()
            self._days_s = now_s

    def _note(self) -> None:
        """Every few seconds: newest readings, refusals, changes of signals, new detectors."""
        now_s = time.monotonic()
        if now_s - self._noted_s < _NOTE_EVERY_S:
            return
        self._noted_s = now_s
        self._with_database(self._note_now)

    def _note_now(self) -> None:
        intake = self._intake
        storing.note_signals(self._changes)
        self._changes = []
        storing.note_newest(intake.newest)
        intake.newest = {}
        storing.note_refused(intake.refused)
        for found in intake.refused.values():
            found.count = found.too_old = 0
        if intake.unknown:
            log.warning("traffic.unknown_devices", messages=intake.unknown)
            intake.unknown = 0
            intake.ids = storing.detector_ids()

    def _with_database(self, act: Callable[[], object]) -> bool:
        """Do it, again and again while the database is away; False when we stopped before."""
        while not self.stop.is_set():
            try:
                act()
            except DatabaseError as error:
                log.warning("traffic.database_away", error=str(error).strip())
                connection.close()
                self.stop.wait(_AGAIN_S)
            else:
                return True
        return False


def run() -> None:
    """Take until SIGTERM."""
    taker = Taker(at=mqtt.address())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: taker.stop.set())
    taker.run()


def _gist(shown: Shown) -> tuple[int, str, str]:
    return shown.stage, shown.mode.value, shown.plan
