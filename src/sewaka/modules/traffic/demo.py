"""The demo city's junctions: Denpasar-12, schematic, with days behind them that nobody drove."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.modules.traffic import access, cameras, demo_plans, reference, town
from sewaka.modules.traffic.actions.faults import open_fault_cases
from sewaka.modules.traffic.actions.incidents import Found, detect_incident
from sewaka.modules.traffic.control import los
from sewaka.modules.traffic.control.health import Fault, State
from sewaka.modules.traffic.control.observe import Health
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.importers import load_denpasar12
from sewaka.modules.traffic.models import (
    CameraSetup,
    Detector,
    DetectorFaultDetail,
    IncidentDetail,
    MatrixApproval,
    PlanCalendar,
    PriorityVehicle,
    SignalPlan,
    days,
    partitions,
    profiles,
    rollups,
)
from sewaka.modules.traffic.models.calendar import keep_lines
from sewaka.modules.traffic.models.faults import put
from sewaka.modules.traffic.models.plans import keep
from sewaka.modules.traffic.rules.planning import PlanState
from sewaka.modules.traffic.street import demand, denpasar12, timing
from sewaka.modules.traffic.street.calling import VEHICLES
from sewaka.modules.traffic.street.demand import HOURS
from sewaka.platform.cases import api as cases

Evidence = Mapping[str, tuple[float, float | None]]
Given = Mapping[str, str]
FULL, SMALL = timedelta(days=28), timedelta(days=3)
# Where the plans in force began two weeks ago, and what was lost since (invented).
CHANGED, CHANGED_SINCE, CHANGED_TO = (
    tuple(f"J{n:02}" for n in range(1, 7)),
    timedelta(days=14),
    0.82,
)
_QUARTERS_AN_HOUR = 4
_FULL_CITY = 4_000  # a demo city of fewer reports is a small one
# The part of a school day's traffic on a day of another kind (invented, `verified: no`).
SHARES = {
    "school": 1.0, "working": 0.9, "weekend": 0.75, "holiday": 0.6, "kuningan": 0.6,
    "pengerupukan": 0.55, "galungan": 0.45,
}  # fmt: skip

# Figures out of the hour, the day and the lane's own share; the noise is a hash, always the same.
_PAST = """
    INSERT INTO traffic_rollup_15m (
        started_at, detector_id, n_motorcycle, n_car, n_heavy, flow_pcu_h, occupancy,
        speed_p15_ms, speed_p50_ms, speed_p85_ms, queue_max, zone_s, delay_s, level, samples,
        completeness)
    SELECT at, id, round(0.80 * n), round(0.16 * n), round(0.04 * n), 1.328 * n,
           least(0.9, n / 220.0), 0.4 * speed, speed, 1.3 * speed, round(n / 12.0),
           n * (12 + delay),
           CASE WHEN n > 0 THEN delay END,
           CASE WHEN n > 0 THEN substr('ABCDEF', 1 + (
               SELECT count(*)::integer FROM unnest(%(limits)s::float8[]) AS l WHERE delay > l), 1)
               ELSE '' END,
           900, 1.0
      FROM (
        SELECT x.at, x.id, x.n,
               (6.0 + 34.0 * power(x.n / x.busiest, 2))
               * CASE WHEN x.junction = ANY(%(changed)s) AND x.at >= %(changed_at)s
                      THEN %(changed_to)s ELSE 1.0 END AS delay,
               greatest(2.0, 11.0 - x.n / 20.0) AS speed
          FROM (
            SELECT t.at, d.id, d.junction, d.busiest, round(
                     d.busiest
                     * (%(hours)s::float8[])[1 + extract(
                           hour FROM t.at AT TIME ZONE %(zone)s)::integer]
                     * k.share * (0.9 + abs(hashtext(k.day::text)) %% 1000 / 5000.0)
                     * (0.85 + abs(hashtext(d.code || t.at::date || t.at::time)) %% 1000 / 3333.0)
                   )::float8 AS n
              FROM unnest(%(days)s::date[], %(shares)s::float8[]) AS k (day, share)
              JOIN generate_series(%(begin)s::timestamptz, %(end)s::timestamptz,
                       interval '15 minutes') AS t (at)
                ON (t.at AT TIME ZONE %(zone)s)::date = k.day
             CROSS JOIN (
               SELECT own.id, own.code, own.junction_id AS junction, b.busiest
                 FROM traffic_detector own
                 JOIN unnest(%(codes)s::text[], %(busiest)s::float8[]) AS b (code, busiest)
                   ON b.code = own.code
             ) d
          ) x
      ) y
    ON CONFLICT DO NOTHING
"""


# Of yesterday: where, by which rule, and what the operator did after so many minutes.
_INCIDENTS: Sequence[tuple[str, str, str, Evidence, Sequence[tuple[int, str, Given]]]] = (
    (
        "J09", "J06-J09_0", "stands_alone",
        {"green_s": (12.0, 12.0), "distance_m": (24.6, 12.0)},
        (
            (2, "confirm", {"remark": "Terlihat di kamera: truk mogok."}),
            (5, "respond", {"who": "Patroli 2"}),
            (12, "arrive", {}),
            (31, "clear", {}),
            (40, "close", {"cause": "breakdown"}),
        ),
    ),
    (
        "J07", "J06-J07_1", "blocked_greens", {"passed": (1.0, None), "green_s": (24.0, 20.0)},
        ((3, "dismiss", {"cause": "waiting"}),),
    ),
)  # fmt: skip


def seed(*, now: datetime, progress: Callable[[int, int], None] = lambda _done, _all: None) -> None:
    """Junctions, four weeks of quarters and the usual days out of them. Safe to repeat."""
    roadside(now=now)
    past(now=now)
    profiles.make(now=now)
    incidents(now=now)
    mended(now=now)
    plans(now=now)
    calendar(now=now)
    vehicles()
    camera(now=now)
    matrices(now=now)
    progress(1, 1)


def vehicles() -> None:
    """The ambulances of the demo's street."""
    PriorityVehicle.objects.bulk_create(
        [
            PriorityVehicle(code=code, kind="emergency", owner="RSUD Wangaya (contoh)")
            for code in VEHICLES
        ],
        ignore_conflicts=True,
    )


def matrices(*, now: datetime) -> None:
    """All but one conflict matrix were looked at last month."""
    MatrixApproval.objects.bulk_create(
        [
            MatrixApproval(junction_id=code, digest=digest, approved_at=now - timedelta(days=30))
            for code, digest in list(town.matrices().items())[:-1]
        ],
        ignore_conflicts=True,
    )


def camera(*, now: datetime) -> None:
    """The drawn camera, set up and tried last week (its trial is invented)."""
    lanes = [
        {"detector": f"J06-J09_{n}", "left_m": 3.25 * n, "right_m": 3.25 * (n + 1)}
        for n in range(2)
    ]
    given = {
        "junction": "J09", "size": list(cameras.SIZE), "width_m": 6.5, "length_m": 12.0,
        "corners": [[142, 352], [498, 352], [407, 80], [233, 80]], "lanes": lanes,
        "lower_m": 2.0, "upper_m": 6.5,
    }  # fmt: skip
    at = now - timedelta(days=6)
    CameraSetup.objects.get_or_create(
        camera=cameras.DEMO, number=1,
        defaults={
            "junction_id": "J09", "given": given, "created_at": at, "tried_at": at,
            "counted": {"J06-J09_0": 24, "J06-J09_1": 29},
            "tapped": {"J06-J09_0": 25, "J06-J09_1": 29}, "in_use_from": at,
        },
    )  # fmt: skip


def incidents(*, now: datetime) -> None:
    """Two alarms of yesterday afternoon, one of them for nothing."""
    if IncidentDetail.objects.exists():
        return
    four = profiles.midnight(now.astimezone(profiles.zone()).date()) - timedelta(hours=8)
    operator = Actor(grants=(Held(access.OPERATOR),))
    for number, (junction, detector, rule, evidence, acts) in enumerate(_INCIDENTS):
        at = four + timedelta(minutes=47 * number)
        found = Found(rule, detector, evidence)
        case = detect_incident(junction=junction, found=found, actor=SYSTEM, now=at)
        if case is None:
            continue
        for minutes, action, given in acts:
            later = at + timedelta(minutes=minutes)
            cases.move(case_id=case.pk, action=action, actor=operator, now=later, given=given)


def roadside(*, now: datetime) -> None:
    """Twelve junctions with their lanes and detectors, and room for readings."""
    reference.load()
    load_denpasar12()
    partitions.ensure(now=now)


def past(*, now: datetime) -> int:
    """Quarters of an hour that have ended; those that there are stay. How many were written."""
    today = now.astimezone(profiles.zone()).date()
    back = FULL if settings.DEMO_REPORTS >= _FULL_CITY else SMALL
    kinds = days.kinds(begin=today - back, end=today + timedelta(days=1))
    busiest = _busiest()
    with connection.cursor() as cursor:
        cursor.execute(
            _PAST,
            {
                "days": list(kinds),
                "shares": [SHARES.get(kind, 0.0) for kind in kinds.values()],
                "hours": list(HOURS),
                "limits": list(los.DELAY_UP_TO_S),
                "zone": profiles.zone().key,
                "codes": list(busiest),
                "busiest": list(busiest.values()),
                "changed": list(CHANGED),
                "changed_at": profiles.midnight(today - CHANGED_SINCE),
                "changed_to": CHANGED_TO,
                "begin": profiles.midnight(today - back),
                "end": rollups.floor(now, rollups.QUARTER) - rollups.QUARTER,
            },
        )
        return int(cursor.rowcount)


def _busiest() -> Mapping[str, float]:
    """By detector, what drives past it in a quarter of the busiest hour; as on the demo's street.

    A road's vehicles spread evenly over its lanes.
    """
    roads = {road.id: road for road in denpasar12.roads()}
    flows = timing.flows_veh_h(
        nodes=denpasar12.nodes(), roads=denpasar12.roads(), scale=demand.SCALE
    )
    return {
        lane: flows[edge_of(lane)] / roads[edge_of(lane)].lanes / _QUARTERS_AN_HOUR
        for lane in Detector.objects.values_list("code", flat=True)
        if edge_of(lane) in roads
    }


def plans(*, now: datetime) -> None:
    """The plans in force, which are those of the net, and sets that could be tried instead."""
    if SignalPlan.objects.exists():
        return
    long_ago = profiles.midnight(now.astimezone(profiles.zone()).date()) - CHANGED_SINCE
    sets = {
        demo_plans.BASE: {code: post.plan for code, post in town.posts().items()},
        demo_plans.LONG: demo_plans.longer(),
        demo_plans.WAVE: demo_plans.wave(),
        demo_plans.MORNING: demo_plans.morning(),
    }
    keep(
        plans=[
            (_plan(junction, code, plan.offset_s, long_ago), plan)
            for code, found in sets.items()
            for junction, plan in found.items()
        ]
    )


def calendar(*, now: datetime) -> None:
    """The calendar in force, and the sets that it names published: they run in their hours only."""
    if PlanCalendar.objects.exists():
        return
    long_ago = profiles.midnight(now.astimezone(profiles.zone()).date()) - CHANGED_SINCE
    began = {"step": PlanState.PUBLISHED, "published_at": long_ago, "valid_from": long_ago}
    made = PlanCalendar.objects.create(
        version=1, created_at=long_ago, approved_at=long_ago, **began
    )
    keep_lines(calendar=made, lines=demo_plans.CALENDAR)
    named = {line.plan for line in demo_plans.CALENDAR}
    SignalPlan.objects.filter(code__in=named, step=PlanState.APPROVED).update(**began)


def _plan(junction: str, code: str, offset_s: float, at: datetime) -> SignalPlan:
    """Approved; that of the net in force too."""
    is_base = code == demo_plans.BASE
    return SignalPlan(
        junction_id=junction, code=code, version=1, offset_s=offset_s, created_at=at,
        approved_at=at, step=PlanState.PUBLISHED if is_base else PlanState.APPROVED,
        published_at=at if is_base else None, valid_from=at if is_base else None,
    )  # fmt: skip


def mended(*, now: datetime) -> None:
    """A detector that fell silent last week and was mended; it is healthy now."""
    if DetectorFaultDetail.objects.exists():
        return
    # Its health passes through the past and ends where it began.
    detector = Detector.objects.get(code="B08-J05_0")
    at, operator = now - timedelta(days=6), Actor(grants=(Held(access.OPERATOR),))
    since_s = (at - timedelta(minutes=20)).timestamp()
    put(detector, State(Health.FAILED, since_s, (Fault.SILENT,)))
    detector.save()
    [case] = open_fault_cases(detectors=[detector.pk], actor=operator, now=at)
    acts: Sequence[tuple[timedelta, str, Given]] = (
        (timedelta(hours=2), "give", {"who": "Teknisi ATCS"}),
        (timedelta(days=1), "mend", {"remark": "Kabel diganti."}),
        (timedelta(days=1, hours=1), "verify", {}),
    )
    for after, action, given in acts:
        if action == "verify":
            put(detector, State(Health.HEALTHY, (at + after).timestamp()))
            detector.save()
        cases.move(case_id=case.pk, action=action, actor=operator, now=at + after, given=given)
