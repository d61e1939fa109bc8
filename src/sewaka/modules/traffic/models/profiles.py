"""Usual days out of the quarters of the last ninety days, made at night, and read beside today.

A quarter counts where its detectors spoke for at least `ENOUGH` of it; of the whole junction where
all of them together did. A kind of day that did not fall into the ninety days keeps what was made
of it before: Nyepi comes once a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, Sum

from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic.models import days
from sewaka.modules.traffic.models.days import DayType
from sewaka.modules.traffic.models.measured import Quarter
from sewaka.modules.traffic.models.profiled import QUARTERS_A_DAY, Profile
from sewaka.modules.traffic.models.roadside import Approach, Detector, Junction
from sewaka.modules.traffic.models.rollups import QUARTER

WINDOW = timedelta(days=90)
ENOUGH = 0.8
_QUARTERS_AN_HOUR = 4

# By approach and quarter first, then the junction out of its approaches; then over the days.
_MAKE = """
    INSERT INTO traffic_profile (
        junction, approach, day_type, quarter, volume_p15, volume_p50, volume_p85,
        delay_p15_s, delay_p50_s, delay_p85_s, speed_p15_ms, speed_p50_ms, speed_p85_ms,
        days, of_days, first_day, last_day, made_at)
    WITH named AS (
        SELECT u.day, u.kind, count(*) OVER (PARTITION BY u.kind) AS of_days
          FROM unnest(%(days)s::date[], %(kinds)s::text[]) AS u (day, kind)
    ), place AS (
        SELECT d.id, d.junction_id AS junction, l.approach_id AS approach,
               count(*) OVER (PARTITION BY l.approach_id) AS detectors
          FROM traffic_detector d JOIN traffic_lanerow l ON l.code = d.lane_id
    ), by_arm AS (
        SELECT p.junction, p.approach, r.started_at, p.detectors,
               sum(r.n_motorcycle + r.n_car + r.n_heavy)::float8 AS passed,
               sum(r.delay_s * (r.n_motorcycle + r.n_car + r.n_heavy)) AS lost_s,
               sum(r.n_motorcycle + r.n_car + r.n_heavy)
                   FILTER (WHERE r.delay_s IS NOT NULL)::float8 AS lost_by,
               sum(r.speed_p50_ms * (r.n_motorcycle + r.n_car + r.n_heavy)) AS ran_ms,
               sum(r.n_motorcycle + r.n_car + r.n_heavy)
                   FILTER (WHERE r.speed_p50_ms IS NOT NULL)::float8 AS ran,
               sum(r.completeness) AS spoken
          FROM traffic_rollup_15m r JOIN place p ON p.id = r.detector_id
         WHERE r.started_at >= %(begin)s AND r.started_at < %(end)s
         GROUP BY p.junction, p.approach, r.started_at, p.detectors
    ), measured AS (
        SELECT junction, approach, started_at, passed, lost_s, lost_by, ran_ms, ran,
               spoken / detectors AS part
          FROM by_arm
         UNION ALL
        SELECT a.junction, '', a.started_at, sum(a.passed), sum(a.lost_s), sum(a.lost_by),
               sum(a.ran_ms), sum(a.ran), sum(a.spoken) / max(o.detectors)
          FROM by_arm a
          JOIN (SELECT junction, count(*) AS detectors FROM place GROUP BY junction) o
            ON o.junction = a.junction
         GROUP BY a.junction, a.started_at
    ), spread AS (
        SELECT m.junction, m.approach, n.kind, n.of_days,
               extract(epoch FROM (m.started_at AT TIME ZONE %(zone)s)::time)::integer / 900
                   AS quarter,
               percentile_cont(ARRAY[0.15, 0.5, 0.85]) WITHIN GROUP (ORDER BY m.passed) AS volume,
               percentile_cont(ARRAY[0.15, 0.5, 0.85])
                   WITHIN GROUP (ORDER BY m.lost_s / nullif(m.lost_by, 0)) AS delay_s,
               percentile_cont(ARRAY[0.15, 0.5, 0.85])
                   WITHIN GROUP (ORDER BY m.ran_ms / nullif(m.ran, 0)) AS speed_ms,
               count(DISTINCT n.day) AS days, min(n.day) AS first_day, max(n.day) AS last_day
          FROM measured m JOIN named n ON n.day = (m.started_at AT TIME ZONE %(zone)s)::date
         WHERE m.part >= %(enough)s
         GROUP BY m.junction, m.approach, n.kind, n.of_days, quarter
    )
    SELECT junction, approach, kind, quarter, volume[1], volume[2], volume[3],
           delay_s[1], delay_s[2], delay_s[3], speed_ms[1], speed_ms[2], speed_ms[3],
           days, of_days, first_day, last_day, %(now)s
      FROM spread
    ON CONFLICT (junction, approach, day_type, quarter) DO UPDATE SET
        volume_p15 = excluded.volume_p15, volume_p50 = excluded.volume_p50,
        volume_p85 = excluded.volume_p85, delay_p15_s = excluded.delay_p15_s,
        delay_p50_s = excluded.delay_p50_s, delay_p85_s = excluded.delay_p85_s,
        speed_p15_ms = excluded.speed_p15_ms, speed_p50_ms = excluded.speed_p50_ms,
        speed_p85_ms = excluded.speed_p85_ms, days = excluded.days,
        of_days = excluded.of_days, first_day = excluded.first_day,
        last_day = excluded.last_day, made_at = excluded.made_at
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One quarter of today at a place: vehicles, seconds lost a vehicle, part that was heard."""

    passed: int
    delay_s: float | None
    completeness: float

    @property
    def is_whole(self) -> bool:
        """Whether enough was heard to set it beside the usual."""
        return self.completeness >= ENOUGH


@dataclass(frozen=True, slots=True)
class Day:
    """A junction or approach today, so far, against the usual day of this kind.

    `so_far`: by quarter of the day. `usual`: the same of the usual day; both may lack quarters.
    `completeness`: of the quarters that have ended today, what part was heard.
    """

    on: date
    kind: DayType | None
    so_far: Mapping[int, Part]
    usual: Mapping[int, Profile]
    completeness: float | None


def zone() -> ZoneInfo:
    """The city's own."""
    return ZoneInfo(settings.TIME_ZONE)


def midnight(day: date) -> datetime:
    """When that local day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=zone())


@transaction.atomic
def make(*, now: datetime) -> int:
    """Make the usual days anew out of the ninety days before today; how many rows there are now."""
    today = now.astimezone(zone()).date()
    found = days.kinds(begin=today - WINDOW, end=today)
    named = {day: kind for day, kind in found.items() if kind}
    with connection.cursor() as cursor:
        cursor.execute(
            _MAKE,
            {
                "days": list(named),
                "kinds": list(named.values()),
                "begin": midnight(today - WINDOW),
                "end": midnight(today),
                "zone": settings.TIME_ZONE,
                "enough": ENOUGH,
                "now": now,
            },
        )
        made = int(cursor.rowcount)
    _drop_old(now=now)
    return made


def _drop_old(*, now: datetime) -> None:
    """Quarters that were not made again although others of the same day were."""
    same = {name: OuterRef(name) for name in ("junction", "approach", "day_type")}
    Profile.objects.filter(
        Exists(Profile.objects.filter(**same, made_at=now)), made_at__lt=now
    ).delete()


def usual(*, junction: str, approach: str = "", day_type: str) -> list[Profile]:
    """The usual day by quarter; of the whole junction without an approach. Raises NotFound."""
    found = Profile.objects.filter(junction=junction, approach=approach, day_type=day_type)
    rows = list(found.order_by("quarter"))
    if not rows:
        _check_place(junction, approach, day_type)
    return rows


def day_types() -> list[DayType]:
    """Every kind of day, the rarest first."""
    return list(DayType.objects.all())


def today(*, junction: str, now: datetime, approach: str = "") -> Day:
    """Today so far, against the usual. Raises NotFound for the junction or approach."""
    local = now.astimezone(zone())
    on = local.date()
    kind = days.kind(day=on)
    detectors = Detector.objects.filter(junction=junction)
    if approach:
        detectors = detectors.filter(lane__approach=approach)
    ids = list(detectors.values_list("pk", flat=True))
    if not ids:
        _check_place(junction, approach, "")
    so_far = _so_far(ids, begin=midnight(on), end=now)
    rows = usual(junction=junction, approach=approach, day_type=kind.code) if kind else []
    # The last quarter is made a few minutes after its end: what may be on its way is not missing.
    due = max(0, int((local - midnight(on)) / QUARTER) - 1)
    heard = sum(min(1.0, so_far[at].completeness) for at in range(due) if at in so_far)
    return Day(on, kind, so_far, {row.quarter: row for row in rows}, heard / due if due else None)


def approaches(*, junction: str) -> list[Approach]:
    """Its approaches, by code. Raises NotFound for the junction."""
    _check_place(junction, "", "")
    return list(Approach.objects.filter(junction=junction))


def hourly(values: Mapping[int, float | None]) -> list[float | None]:
    """The mean of the known quarters of each of the 24 hours."""
    hours: list[float | None] = []
    for first in range(0, QUARTERS_A_DAY, _QUARTERS_AN_HOUR):
        known = [values.get(first + more) for more in range(_QUARTERS_AN_HOUR)]
        real = [value for value in known if value is not None]
        hours.append(sum(real) / len(real) if real else None)
    return hours


def _so_far(ids: Sequence[int], *, begin: datetime, end: datetime) -> Mapping[int, Part]:
    passed = F("n_motorcycle") + F("n_car") + F("n_heavy")
    knows = Q(delay_s__isnull=False)
    rows = (
        Quarter.objects.filter(detector_id__in=ids, started_at__gte=begin, started_at__lt=end)
        .values("started_at")
        .annotate(
            passed=Sum(passed),
            lost_s=Sum(F("delay_s") * passed),
            lost_by=Sum(passed, filter=knows),
            spoken=Sum("completeness"),
        )
    )
    return {
        int((row["started_at"] - begin) / QUARTER): Part(
            row["passed"],
            row["lost_s"] / row["lost_by"] if row["lost_by"] else None,
            row["spoken"] / len(ids),
        )
        for row in rows
    }


def _check_place(junction: str, approach: str, day_type: str) -> None:
    if not Junction.objects.filter(code=junction).exists():
        raise NotFound("traffic.junction.not_found")
    if approach and not Approach.objects.filter(code=approach, junction=junction).exists():
        raise NotFound("traffic.approach.not_found")
    if day_type and not DayType.objects.filter(code=day_type).exists():
        raise NotFound("traffic.day_type.not_found")
