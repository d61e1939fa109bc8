"""The measured traffic for others: quarters of an hour by lane, as open data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.errors import Invalid
from sewaka.kernel.registry import FeedPage
from sewaka.modules.traffic.models import Detector, Quarter

_COUNT = {"type": "integer", "minimum": 0}
_MAYBE = {"type": ["number", "null"]}
_NAME = {"type": "string"}
COLUMNS: Mapping[str, Any] = {
    "junction": _NAME,
    "approach": _NAME,
    "lane": _NAME,
    "started_at": {"type": "string", "format": "date-time"},
    "motorcycles": _COUNT,
    "cars": _COUNT,
    "heavy": _COUNT,
    "flow_pcu_h": {"type": "number", "minimum": 0},
    "occupancy": {"type": "number", "minimum": 0, "maximum": 1},
    "speed_p15_ms": _MAYBE,
    "speed_p50_ms": _MAYBE,
    "speed_p85_ms": _MAYBE,
    "queue_max": _COUNT,
    "delay_s": _MAYBE,
    "level": {"type": "string", "enum": ["", *"ABCDEF"]},
    "completeness": {"type": "number", "minimum": 0, "maximum": 1},
}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": COLUMNS,
    "required": list(COLUMNS),
    "additionalProperties": False,
}
MEANINGS: Mapping[str, Any] = {
    "junction": _("Code of the junction."),
    "approach": _("Code of the arm that leads to the junction."),
    "lane": _("Code of the lane."),
    "started_at": _("Begin of the quarter of an hour."),
    "motorcycles": _("Motorcycles over the stop line."),
    "cars": _("Cars over the stop line."),
    "heavy": _("Heavy vehicles over the stop line."),
    "flow_pcu_h": _("Flow in passenger car units an hour (PKJI, not yet checked)."),
    "occupancy": _("Part of the zone's length that was taken, 0 to 1."),
    "speed_p15_ms": _("Speed below which 15 % were, metres a second."),
    "speed_p50_ms": _("Speed below which half were, metres a second."),
    "speed_p85_ms": _("Speed below which 85 % were, metres a second."),
    "queue_max": _("Longest queue, in vehicles."),
    "delay_s": _("Seconds lost by a vehicle, on average."),
    "level": _("Level of service, A to F, by that delay (PM 96/2015, not yet checked)."),
    "completeness": _("Part of the time for which the detector spoke, 0 to 1."),
}


def quarters(*, cursor: str, limit: int) -> FeedPage:
    """Every quarter of every lane, in the order of time. Raises Invalid for a strange cursor."""
    lanes = {one.pk: one for one in Detector.objects.select_related("lane")}
    found = list(_after(cursor).order_by("started_at", "detector_id")[: limit + 1])
    rows = tuple(_row(one, lanes[one.detector_id]) for one in found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return FeedPage(rows, f"{last.started_at.isoformat()}|{last.detector_id}" if last else "")


def _after(cursor: str) -> Any:
    if not cursor:
        return Quarter.objects.all()
    at, _line, known = cursor.partition("|")
    try:
        began, detector = datetime.fromisoformat(at), int(known)
    except ValueError:
        raise Invalid("traffic.cursor", fields={"cursor": "unknown"}) from None
    # The first condition is a range of the index: a late page costs what the first one costs.
    return Quarter.objects.filter(
        Q(started_at__gt=began) | Q(detector_id__gt=detector), started_at__gte=began
    )


def _row(one: Quarter, detector: Detector) -> Mapping[str, Any]:
    return {
        "junction": detector.junction_id,
        "approach": detector.lane.approach_id,
        "lane": detector.lane_id,
        "started_at": one.started_at.isoformat(),
        "motorcycles": one.n_motorcycle,
        "cars": one.n_car,
        "heavy": one.n_heavy,
        "flow_pcu_h": round(one.flow_pcu_h, 1),
        "occupancy": round(one.occupancy, 4),
        "speed_p15_ms": one.speed_p15_ms,
        "speed_p50_ms": one.speed_p50_ms,
        "speed_p85_ms": one.speed_p85_ms,
        "queue_max": one.queue_max,
        "delay_s": None if one.delay_s is None else round(one.delay_s, 1),
        "level": one.level,
        "completeness": round(one.completeness, 3),
    }
