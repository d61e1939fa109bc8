"""`/api/v1/traffic/kpi/before-after`: what changes did, as it was reckoned and kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from sewaka.kernel.rest import PROBLEMS, SessionActor, actor_of
from sewaka.modules.traffic.queries import comparing as queries

router = Router(tags=["traffic"], auth=SessionActor())


class BeforeAfterOut(Schema):
    """One comparison; days include both ends.

    `effect`: relative change of the time lost, −0.18 for 18 % less, with its 95 % interval from a
    block bootstrap by day. `excluded`: why, by day.
    """

    id: UUID
    junctions: list[str]
    controls: list[str]
    before_begin: date
    before_end: date
    after_begin: date
    after_end: date
    day_types: list[str]
    excluded: dict[str, str]
    effect: float
    low: float
    high: float
    is_sure: bool
    delay_before_s: float
    delay_after_s: float
    days_before: int
    days_after: int
    made_at: datetime


class BeforeAftersOut(Schema):
    """The newest fifty."""

    items: list[BeforeAfterOut]


@router.get(
    "/before-after",
    response={200: BeforeAftersOut, **PROBLEMS},
    operation_id="traffic_before_after",
)
def before_after(request: HttpRequest) -> dict[str, Any]:
    """What was compared, the newest first."""
    return {"items": queries.latest(actor=actor_of(request))}
