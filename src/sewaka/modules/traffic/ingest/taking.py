"""The process `sewaka traffic-ingest`: from the broker into the tables, then the acknowledgement.

The network's thread only puts messages into a queue; this thread reads, stores and acknowledges.
When the database is away nothing is acknowledged: the queue fills, then the connection waits, then
the broker does. What the broker sends again is stored once.
"""

from __future__ import annotations

import gc
import queue
import signal
import threading
import time
from collections.abc import Callable, Sequence
from itertools import islice

import structlog
from django.db import DatabaseError, connection

from sewaka.kernel import clock
from sewaka.modules.traffic import credentials, mqtt, wire, wire_batch
from sewaka.modules.traffic.ingest import storing
from sewaka.modules.traffic.ingest.intake import Intake, Last, Row
from sewaka.modules.traffic.models import partitions
from sewaka.modules.traffic.mqtt import Received
from sewaka.modules.traffic.wire import Kind, Shown, Topic
from sewaka.modules.traffic.wire_batch import Refusal
from sewaka.modules.traffic.wire_fields import Malformed

BATCH, MOST = 500, 5_000  # messages, each of one reading or of many
MOST_BYTES = 2_000_000  # of them in one transaction: some 8,000 readings
WAIT_S = 0.2
_LONGEST_QUEUE_BYTES = 64_000_000
_AGAIN_S = 1.0
_NOTE_EVERY_S = 5.0
_NEWEST_AT_ONCE = 500
_DAYS_EVERY_S = 3_600.0
_SIGNALS = f"{wire.PREFIX}/+/signal"

log = structlog.get_logger(__name__)


class _Backlog(queue.Queue[Received]):
    """Messages that wait, limited by their bytes: one may hold one reading or a thousand."""

    _OWN_BYTES = 300  # of a message without its body, roughly

    def _init(self, maxsize: int) -> None:
        super()._init(maxsize)
        self._bytes = 0

    def _qsize(self) -> int:
        return self._bytes

    def _put(self, item: Received) -> None:
        super()._put(item)
        self._bytes += len(item.payload) + self._OWN_BYTES

    def _get(self) -> Received:
        item = super()._get()
        self._bytes -= len(item.payload) + self._OWN_BYTES
        return item


class Taker:
    """One connection to the broker and one to the database."""

    def __init__(self, *, at: mqtt.Address) -> None:
        self._waiting = _Backlog(_LONGEST_QUEUE_BYTES)
        self._intake = Intake(ids={})
        self._shown: dict[str, Shown] = {}
        self._changes: list[Shown] = []
        self._newest: dict[int, Last] = {}  # of each detector, to be noted
        self._noted_s = self._days_s = float("-inf")
        self.stop = threading.Event()
        self._line = mqtt.Line(
            at=at,
            user=credentials.SERVER,
            part=credentials.INGEST,
            topics=(*wire.EVERY_READING, _SIGNALS),
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
        """What comes within 200 ms, or 500 at once; all that waits when that is more."""
        found: list[Received] = []
        size = 0
        deadline = time.monotonic() + WAIT_S
        while len(found) < MOST and size < MOST_BYTES:
            left = deadline - time.monotonic() if len(found) < BATCH else 0.0
            try:
                received = self._waiting.get(timeout=max(0.0, left))
            except queue.Empty:
                break
            found.append(received)
            size += len(received.payload)
        return found

    def _keep(self, batch: Sequence[Received]) -> None:
        """Store, however often it takes; then acknowledge."""
        if not batch or not self._with_database(self._learn):
            return
        arrived_s = clock.now().timestamp()
        rows = [row for received in batch for row in self._read(received, arrived_s)]
        is_kept = not rows or self._with_database(lambda: storing.store(rows, now=clock.now()))
        if is_kept:
            for received in batch:
                self._line.acknowledge(received)

    def _read(self, received: Received, arrived_s: float) -> list[Row]:
        """The rows of one message; what is wrong in it is counted."""
        topic: Topic | None = None
        try:
            topic = wire.read_topic(received.topic)
            if topic.kind is Kind.SIGNAL:
                self._see(wire.read_shown(topic=topic, payload=received.payload))
                return []
            if received.payload == wire.WILL:
                return []
            return self._readings(topic, received.payload, arrived_s)
        except Malformed as refusal:
            if topic is not None:
                self._intake.refuse(
                    device=(topic.junction, topic.detector),
                    code=refusal.code,
                    payload=received.payload,
                    arrived_s=arrived_s,
                )
            return []

    def _readings(self, topic: Topic, payload: bytes, arrived_s: float) -> list[Row]:
        """Of one detector, or of all of a junction. Raises Malformed."""
        intake, rows = self._intake, []
        for one in wire_batch.of_message(topic=topic, payload=payload):
            if isinstance(one, Refusal):
                device = (topic.junction, one.detector)
                intake.refuse(device=device, code=one.code, payload=one.sample, arrived_s=arrived_s)
            elif row := intake.row(reading=one, arrived_s=arrived_s):
                rows.append(row)
        return rows

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
        """Every few seconds: changes of signals, refusals, new detectors, newest readings.

        Those of ten thousand detectors at once would hold up the next batch: they go in parts.
        """
        now_s = time.monotonic()
        if now_s - self._noted_s >= _NOTE_EVERY_S:
            self._noted_s = now_s
            self._with_database(self._note_now)
        if self._newest:
            part = dict(islice(self._newest.items(), _NEWEST_AT_ONCE))
            self._with_database(lambda: storing.note_newest(part))
            for known in part:
                del self._newest[known]

    def _note_now(self) -> None:
        intake = self._intake
        storing.note_signals(self._changes)
        self._changes = []
        self._newest |= intake.newest
        intake.newest = {}
        storing.note_refused(intake.refused)
        for found in intake.refused.values():
            found.count = found.too_old = 0
        if intake.illegible:
            log.warning("traffic.illegible", junctions=dict(intake.illegible))
            intake.illegible.clear()
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
    gc.freeze()  # else each sweep goes through all of Django too: a third of a reading's cost
    taker.run()


def _gist(shown: Shown) -> tuple[int, str, str]:
    return shown.stage, shown.mode.value, shown.plan
