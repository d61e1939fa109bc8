"""`/api/v1/traffic`: junctions and figures for everybody, batches of readings from devices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import APIKeyHeader
from pydantic import Field

from sewaka.kernel import clock
from sewaka.kernel.errors import Invalid
from sewaka.kernel.rest import PROBLEMS, Input
from sewaka.modules.traffic.api import comparisons, priority, simulations
from sewaka.modules.traffic.credentials import city_key
from sewaka.modules.traffic.ingest import batches
from sewaka.modules.traffic.models import by_approach, profiles
from sewaka.modules.traffic.wire_fields import Malformed

router = Router(tags=["traffic"])
router.add_router("/simulations", simulations.router)
router.add_router("/kpi", comparisons.router)
router.add_router("/priority", priority.router)
Json = dict[str, Any]


class DeviceSignature(APIKeyHeader):
    """`X-Device` names the device, `X-Signature` is its HMAC-SHA256 of the body in hex."""

    param_name: str = "X-Signature"

    def authenticate(self, request: HttpRequest, key: str | None) -> str | None:
        """The device; None, which answers 401, for everybody else."""
        user = request.headers.get("X-Device", "")
        if not key or not user:
            return None
        is_signed = batches.is_signed(user=user, signature=key, body=request.body, city=city_key())
        return user if is_signed else None


class JunctionOut(Schema):
    """A signalised junction. `is_approximate`: its place on the map is."""

    code: str
    name: str
    lat: float
    lon: float
    is_approximate: bool
    detectors: int
    detectors_healthy: int
    heard_at: datetime | None


class JunctionsOut(Schema):
    """All junctions."""

    items: list[JunctionOut]


class StateOut(Schema):
    """A signal as last heard of: `at` by its own clock, `heard_at` by ours.

    `level`, `delay_s` and `queue` are of the last five minutes, empty while nobody knows.
    `silent`: detectors that do not speak.
    """

    junction: str
    at: datetime
    heard_at: datetime
    stage: int
    stages: int
    indications: str
    age_s: float
    mode: str
    plan: str
    faults: list[str]
    level: str
    delay_s: float | None
    queue: int | None
    silent: list[str]


class FiguresOut(Schema):
    """One approach in one stretch of time. Speeds in m/s, times in seconds, flows in pcu/h."""

    approach: str
    started_at: datetime
    motorcycles: int
    cars: int
    heavy: int
    flow_pcu_h: float
    occupancy: float
    speed_ms: float | None
    queue_max: int
    delay_s: float | None
    level: str
    completeness: float


class MetricsOut(Schema):
    """Figures in the order of their time, then of the approach."""

    junction: str
    bin: by_approach.Bin
    items: list[FiguresOut]


class MetricsIn(Input):
    """From when to when (with zone), a day at most by minutes, 31 by quarters of an hour."""

    begin: Annotated[datetime, Field(alias="from")]
    end: Annotated[datetime, Field(alias="to")]
    size: Annotated[by_approach.Bin, Field(alias="bin")] = by_approach.Bin.QUARTER


class DayTypeOut(Schema):
    """A kind of day whose traffic is alike. What is not asked of a day is empty."""

    code: str
    rank: int
    name: str
    name_en: str
    holiday: str
    shift_days: int
    weekdays: str
    in_span: bool


class DayTypesOut(Schema):
    """Every kind of day; of several that hold, the first wins."""

    items: list[DayTypeOut]


class ProfileIn(Input):
    """Of which kind of day, and of which approach; without one, of the whole junction."""

    daytype: str
    approach: str = ""


class UsualOut(Schema):
    """One quarter of the usual day, 0 to 95: below which 15, 50 and 85 % of the days lay."""

    quarter: int
    volume_p15: float
    volume_p50: float
    volume_p85: float
    delay_p15_s: float | None
    delay_p50_s: float | None
    delay_p85_s: float | None
    speed_p15_ms: float | None
    speed_p50_ms: float | None
    speed_p85_ms: float | None
    days: int
    of_days: int
    first_day: date
    last_day: date
    made_at: datetime


class ProfileOut(Schema):
    """The usual day; volumes in vehicles a quarter of an hour. Empty before the first was made."""

    junction: str
    approach: str
    daytype: str
    items: list[UsualOut]


class RefusedOut(Schema):
    """A reading that was refused: its place in the batch, and the field that is wrong."""

    index: int
    code: str


class TakenOut(Schema):
    """What became of a batch. `new`: those that were not stored already."""

    count: int
    new: int
    refused: list[RefusedOut]


@router.get(
    "/junctions", response={200: JunctionsOut, **PROBLEMS}, operation_id="traffic_junctions"
)
def list_junctions(request: HttpRequest) -> Json:  # noqa: ARG001 - ninja's signature
    """All junctions, with the health of their detectors and when one of them last spoke."""
    items = []
    for one in by_approach.junctions():
        detectors = list(one.detectors.all())
        heard = [found.last_at for found in detectors if found.last_at is not None]
        items.append(
            {
                "code": one.code,
                "name": one.name,
                "lat": one.lat,
                "lon": one.lon,
                "is_approximate": one.coordinates_approximate,
                "detectors": len(detectors),
                "detectors_healthy": sum(found.health == "healthy" for found in detectors),
                "heard_at": max(heard, default=None),
            }
        )
    return {"items": items}


@router.get(
    "/junctions/{code}/state", response={200: StateOut, **PROBLEMS}, operation_id="traffic_state"
)
def state(request: HttpRequest, code: str) -> Json:  # noqa: ARG001 - ninja's signature
    """What a signal shows and who steers it, as last heard of."""
    found = by_approach.signal(junction=code)
    return {name: getattr(found, name) for name in StateOut.model_fields}


@router.get(
    "/junctions/{code}/metrics",
    response={200: MetricsOut, **PROBLEMS},
    operation_id="traffic_metrics",
)
def metrics(request: HttpRequest, code: str, asked: Query[MetricsIn]) -> Json:  # noqa: ARG001 - ninja's signature
    """What was measured at a junction: by approach, minutes or quarters of an hour."""
    if asked.begin.tzinfo is None or asked.end.tzinfo is None:
        raise Invalid("traffic.figures.zone", fields={"from": "zone", "to": "zone"})
    found = by_approach.figures(junction=code, begin=asked.begin, end=asked.end, size=asked.size)
    return {"junction": code, "bin": asked.size, "items": [asdict(one) for one in found]}


@router.get("/day-types", response={200: DayTypesOut, **PROBLEMS}, operation_id="traffic_day_types")
def list_day_types(request: HttpRequest) -> Json:  # noqa: ARG001 - ninja's signature
    """The kinds of days that usual days are made of."""
    return {"items": profiles.day_types()}


@router.get(
    "/junctions/{code}/profile",
    response={200: ProfileOut, **PROBLEMS},
    operation_id="traffic_profile",
)
def profile(request: HttpRequest, code: str, asked: Query[ProfileIn]) -> Json:  # noqa: ARG001 - ninja's signature
    """The usual day of that kind, by quarter of an hour.

    By approach, not by lane: how drivers spread over the lanes of an arm is no habit of the day,
    and a detector that is replaced would begin a new history.
    """
    found = profiles.usual(junction=code, approach=asked.approach, day_type=asked.daytype)
    return {
        "junction": code, "approach": asked.approach, "daytype": asked.daytype, "items": found,
    }  # fmt: skip


@router.post(
    "/observations",
    auth=DeviceSignature(),
    response={200: TakenOut, **PROBLEMS},
    operation_id="traffic_observations",
)
def observations(request: HttpRequest) -> Json:
    """Store a batch: `{"observations": [...]}`, at most 1,000, each as in MQTT with `detector`.

    Signed by the device (headers `X-Device`, `X-Signature`). What is answered is stored; what is
    sent again is stored once.
    """
    user = str(getattr(request, "auth", ""))
    try:
        taken = batches.take(user=user, body=request.body, now=clock.now())
    except Malformed as refusal:
        raise Invalid("traffic.batch", fields={"observations": refusal.code}) from None
    refused = [{"index": place, "code": code} for place, code in taken.refused]
    return {"count": taken.count, "new": taken.new, "refused": refused}


def build_router() -> Router:
    """The router of this module."""
    return router
