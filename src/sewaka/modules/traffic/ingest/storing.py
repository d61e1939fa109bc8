"""Rows into the tables: one transaction for each batch, and nothing twice.

COPY into a table of the session, from there into the days. What is there already is left out by
its key, so a batch may be stored again after any doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F

from sewaka.modules.traffic.ingest.intake import Device, Last, Refused, Row
from sewaka.modules.traffic.models import Detector, SignalEvent
from sewaka.modules.traffic.wire import Shown

log = structlog.get_logger(__name__)
LATE = timedelta(seconds=60)  # half the roll-up's watermark: rather one bucket made twice

_INCOMING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS traffic_incoming
    (LIKE traffic_observation) ON COMMIT DELETE ROWS
"""
_COPY = """
    COPY traffic_incoming (observed_at, received_at, seq, detector_id, boot_id, period_s, occupancy,
    speed_ms, n_motorcycle, n_car, n_heavy, queue, zone_count, status) FROM STDIN (FORMAT BINARY)
"""
_COPY_TYPES = [
    *("timestamptz", "timestamptz", "int8", "int4", "int4"),
    *("float4", "float4", "float4", "int2", "int2", "int2", "int2", "int2", "varchar"),
]
_INSERT = """
    INSERT INTO traffic_observation
    SELECT * FROM traffic_incoming ON CONFLICT DO NOTHING
"""
# A reading belongs to the minute in which its period ends; one that ends on the full minute to
# the minute before.
_LATE_MINUTES = """
    INSERT INTO traffic_lateminute (started_at)
    SELECT DISTINCT date_bin('1 minute', observed_at - interval '1 microsecond', 'epoch')
      FROM traffic_incoming WHERE observed_at < %s
"""
_NEWEST = """
    UPDATE traffic_detector d SET last_boot = n.boot, last_seq = n.seq, last_at = n.at
      FROM unnest(%s::bigint[], %s::integer[], %s::bigint[], %s::timestamptz[])
           AS n (id, boot, seq, at)
     WHERE d.id = n.id
"""


def detector_ids(*, junction: str = "") -> dict[Device, int]:
    """Every detector that the city knows, or those of one junction."""
    found = Detector.objects.filter(junction=junction) if junction else Detector.objects.all()
    return {
        (where, code): known
        for where, code, known in found.values_list("junction_id", "code", "id")
    }


def store(rows: Sequence[Row], *, now: datetime) -> int:
    """Keep a batch; how many rows were new.

    Raises OperationalError when the database is away: then nothing is kept, and it may be tried
    again. A row that the table refuses is left out alone.
    """
    try:
        return _store(rows, now=now)
    except (DataError, IntegrityError) as error:
        if len(rows) == 1:
            log.warning("traffic.row_refused", row=rows[0], error=str(error).strip())
            return 0
        half = len(rows) // 2
        return store(rows[:half], now=now) + store(rows[half:], now=now)


def _store(rows: Sequence[Row], *, now: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INCOMING)
        # Inside the block psycopg speaks, whose errors Django would not know.
        with connection.wrap_database_errors, cursor.copy(_COPY) as copy:
            copy.set_types(_COPY_TYPES)  # binary costs a third of text, on either side
            for row in rows:
                copy.write_row(row)
        cursor.execute(_INSERT)
        new = int(cursor.rowcount)
        if new:
            cursor.execute(_LATE_MINUTES, [now - LATE])
    return new


def note_newest(newest: Mapping[int, Last]) -> None:
    """The newest reading of each detector, in one statement."""
    found = sorted(newest.items())
    columns: tuple[list[int], list[int], list[int], list[datetime]] = (
        [known for known, _ in found],
        [last.reading.boot for _, last in found],
        [last.reading.seq for _, last in found],
        [datetime.fromtimestamp(last.reading.t_s, UTC) for _, last in found],
    )
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, columns)


@transaction.atomic
def note_refused(refused: Mapping[Device, Refused]) -> None:
    """Counts and the last sample of each device that sent something wrong."""
    for (junction, code), found in sorted(refused.items()):
        own = Detector.objects.filter(junction_id=junction, code=code)
        own.update(refused=F("refused") + found.count, too_old=F("too_old") + found.too_old)
        if found.count:
            own.update(
                refused_code=found.code,
                refused_sample=found.sample,
                refused_at=datetime.fromtimestamp(found.at_s, UTC),
            )
        if found.is_suspect:
            own.filter(health="healthy").update(health="suspect")


_CAUSES = {
    "adaptive": "controller",
    "manual": "operator",
    "preempt": "priority",
    "recovery": "priority",
    "scheduled": "plan",
}


def note_signals(changes: Iterable[Shown]) -> None:
    """Changes of signals; one that comes twice is kept once."""
    SignalEvent.objects.bulk_create(
        [
            SignalEvent(
                junction=shown.junction,
                at=datetime.fromtimestamp(shown.t_s, UTC),
                stage=shown.stage,
                indications=shown.indications,
                mode=shown.mode.value,
                plan=shown.plan,
                cause=_CAUSES.get(shown.mode.value, "fallback"),
            )
            for shown in changes
        ],
        ignore_conflicts=True,
    )
