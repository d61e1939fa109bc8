"""Minutes and quarters of an hour out of readings: made once, and again when readings come late.

A reading belongs to the bucket in which its period ends; one that ends on the full minute to the
one before. Two minutes after its end a minute is made (the watermark). Readings that come later
leave a `LateMinute`, and the next round makes that minute and its quarter anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from psycopg import sql

from sewaka.modules.traffic.control import los, pkji
from sewaka.modules.traffic.models.measured import (
    LateMinute,
    Minute,
    Quarter,
    SignalEvent,
    Watermark,
)
from sewaka.modules.traffic.models.roadside import Detector

WAIT = timedelta(seconds=120)
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)
MINUTES_KEPT = SIGNALS_KEPT = timedelta(days=90)
SAMPLES_KEPT = timedelta(days=1)
MOST_AT_ONCE = timedelta(hours=2)  # after a long stop, the past is made in rounds of so much
_FIRST = timedelta(hours=1)

# Delay without identities: (sum of zone count and time - passed x free travel time) / passed.
# Only what a detector vouches for counts: `blind` and `clock` are left out.
_MAKE = sql.SQL("""
    INSERT INTO {table} (
        detector_id, started_at, n_motorcycle, n_car, n_heavy, flow_pcu_h, occupancy,
        speed_p15_ms, speed_p50_ms, speed_p85_ms, queue_max, zone_s, delay_s, level,
        samples, completeness)
    SELECT b.detector_id, b.started_at, b.motorcycle, b.car, b.heavy,
           (%(motorcycle)s::float8 * b.motorcycle + %(car)s::float8 * b.car
            + %(heavy)s::float8 * b.heavy) * 3600.0 / b.spoken_s,
           b.occupied_s / b.spoken_s, b.speeds[1], b.speeds[2], b.speeds[3],
           b.queue_max, b.zone_s, y.delay_s,
           coalesce(substr('ABCDEF', 1 + (
               SELECT count(*)::integer FROM unnest(%(limits)s::float8[]) AS l
                WHERE y.delay_s > l), 1), ''),
           b.samples,
           least(1.0, b.spoken_s / extract(epoch FROM %(size)s::interval))
      FROM (
        SELECT detector_id,
               date_bin(%(size)s::interval, observed_at - interval '1 microsecond', 'epoch')
                   AS started_at,
               sum(n_motorcycle) AS motorcycle, sum(n_car) AS car, sum(n_heavy) AS heavy,
               sum(period_s)::float8 AS spoken_s,
               sum(occupancy * period_s)::float8 AS occupied_s,
               percentile_cont(ARRAY[0.15, 0.5, 0.85]) WITHIN GROUP (ORDER BY speed_ms::float8)
                   AS speeds,
               max(queue) AS queue_max,
               sum(zone_count * period_s)::float8 AS zone_s,
               count(*) AS samples
          FROM traffic_observation
         WHERE observed_at > %(begin)s AND observed_at <= %(end)s AND status = 'ok'
         GROUP BY 1, 2
      ) b
      JOIN traffic_detector d ON d.id = b.detector_id
      CROSS JOIN LATERAL (
        SELECT CASE WHEN b.motorcycle + b.car + b.heavy > 0 THEN
            greatest(0.0, b.zone_s / (b.motorcycle + b.car + b.heavy) - d.zone_m / d.free_ms)
        END AS delay_s
      ) y
    ON CONFLICT (detector_id, started_at) DO UPDATE SET
        n_motorcycle = excluded.n_motorcycle, n_car = excluded.n_car, n_heavy = excluded.n_heavy,
        flow_pcu_h = excluded.flow_pcu_h, occupancy = excluded.occupancy,
        speed_p15_ms = excluded.speed_p15_ms, speed_p50_ms = excluded.speed_p50_ms,
        speed_p85_ms = excluded.speed_p85_ms, queue_max = excluded.queue_max,
        zone_s = excluded.zone_s, delay_s = excluded.delay_s, level = excluded.level,
        samples = excluded.samples, completeness = excluded.completeness
""")


@transaction.atomic
def roll_up(*, now: datetime) -> int:
    """Make what is due; how many rows were written. Two at once wait for each other."""
    minutes = _mark("1m", now - _FIRST, MINUTE)
    quarters = _mark("15m", minutes.until, QUARTER)
    until = min(floor(now - WAIT, MINUTE), minutes.until + MOST_AT_ONCE)
    until = max(until, minutes.until)
    late = _take_late(before=until)
    again = {at for at in late if at < minutes.until}
    written = make(Minute, MINUTE, begin=minutes.until, end=until)
    written += sum(make(Minute, MINUTE, begin=at, end=at + MINUTE) for at in sorted(again))
    whole = max(quarters.until, floor(until, QUARTER))
    written += make(Quarter, QUARTER, begin=quarters.until, end=whole)
    for at in sorted({floor(at, QUARTER) for at in again}):
        if at < quarters.until:
            written += make(Quarter, QUARTER, begin=at, end=at + QUARTER)
    Watermark.objects.filter(name="1m").update(until=until)
    Watermark.objects.filter(name="15m").update(until=whole)
    return written


def make(
    model: type[Minute] | type[Quarter], size: timedelta, *, begin: datetime, end: datetime
) -> int:
    """Write the buckets that begin from `begin` on and before `end`; safe to repeat."""
    if begin >= end:
        return 0
    statement = _MAKE.format(table=sql.Identifier(model._meta.db_table))  # noqa: SLF001 - documented
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "size": f"{size.total_seconds():.0f} seconds",
                "begin": begin,
                "end": end,
                "motorcycle": pkji.PROTECTED.motorcycle,
                "car": pkji.PROTECTED.car,
                "heavy": pkji.PROTECTED.heavy,
                "limits": list(los.DELAY_UP_TO_S),
            },
        )
        return int(cursor.rowcount)


def forget(*, now: datetime) -> int:
    """Delete what is past keeping: minutes, changes of signals, samples of refused messages."""
    gone, _ = Minute.objects.filter(started_at__lt=now - MINUTES_KEPT).delete()
    signals, _ = SignalEvent.objects.filter(at__lt=now - SIGNALS_KEPT).delete()
    samples = Detector.objects.exclude(refused_sample="")
    return (
        gone + signals + samples.filter(refused_at__lt=now - SAMPLES_KEPT).update(refused_sample="")
    )


def floor(moment: datetime, size: timedelta) -> datetime:
    """The begin of its bucket."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + (moment - epoch) // size * size


def _mark(name: str, first: datetime, size: timedelta) -> Watermark:
    """How far it has come, locked; at the first time from `first` on."""
    Watermark.objects.get_or_create(name=name, defaults={"until": floor(first, size)})
    return Watermark.objects.select_for_update().get(name=name)


def _take_late(*, before: datetime) -> set[datetime]:
    """The minutes that have late readings. Rows that come beside this stay for the next round."""
    rows: Iterable[tuple[int, datetime]] = LateMinute.objects.filter(
        started_at__lt=before
    ).values_list("id", "started_at")
    found = dict(rows)
    LateMinute.objects.filter(id__in=list(found)).delete()
    return set(found.values())
