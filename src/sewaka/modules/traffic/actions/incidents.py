"""A rule finds something on an arm, or an operator does; somebody sees the alarm.

What becomes of it afterwards are the acts of its case (`workflow`, `effects`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.effects.incidents import looking
from sewaka.modules.traffic.events import IncidentDetected, IncidentSeen
from sewaka.modules.traffic.models import Approach, Detector, IncidentDetail
from sewaka.modules.traffic.rules import incidents as rules
from sewaka.platform.cases import api as cases

AGENCY = "dishub"
BY_OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `evidence`: by name, the figure and the limit that it passed, if it has one.

    `detector` is empty where a person has seen it.
    """

    rule: str
    detector: str = ""
    evidence: Mapping[str, tuple[float, float | None]] = field(default_factory=dict)


def detect_incident(
    *, junction: str, found: Found, actor: Actor, now: datetime
) -> cases.Case | None:
    """Begin a case; None where it is no news of this arm, or the detector is not to be believed.

    Raises Forbidden for anybody but the city's own engine.
    """
    if not access.engine().allows(actor, None):
        raise Forbidden
    detector = (
        Detector.objects.select_related("lane")
        .filter(junction=junction, code=found.detector, health="healthy")
        .first()
    )
    if detector is None:
        return None
    return _begin(approach=detector.lane.approach_id, found=found, actor=actor, now=now)


def report_incident(*, junction: str, approach: str, actor: Actor, now: datetime) -> cases.Case:
    """An operator has seen something; it is confirmed with that.

    Raises Forbidden, and NotFound for the approach. What is open on that arm already is given back.
    """
    access.steering_role(actor=actor)
    if not Approach.objects.filter(code=approach, junction=junction).exists():
        raise NotFound("traffic.approach.not_found")
    with transaction.atomic():
        case = _begin(approach=approach, found=Found(BY_OPERATOR), actor=actor, now=now)
        if case is None:
            latest = IncidentDetail.objects.filter(approach=approach).select_related("case")
            return latest.order_by("-detected_at")[0].case
        cases.move(case_id=case.pk, action="confirm", actor=actor, now=now, given={})
        case.refresh_from_db()
        return case


@transaction.atomic
def see_alarm(*, case_id: UUID, actor: Actor, now: datetime) -> IncidentDetail:
    """The alarm asks nobody any more; the decision is still open. Twice is once.

    Raises Forbidden, NotFound.
    """
    access.steering_role(actor=actor)
    detail = IncidentDetail.objects.select_for_update().filter(pk=case_id).first()
    if detail is None:
        raise NotFound("traffic.incident.not_found")
    if detail.seen_at is None:
        detail.seen_at, detail.seen_by = now, actor.person_id
        detail.save(update_fields=["seen_at", "seen_by"])
        seen = IncidentSeen(case_id=case_id, junction=detail.junction, approach=detail.approach)
        outbox.record(seen, actor=actor, now=now, case_id=case_id)
    return detail


@transaction.atomic
def _begin(*, approach: str, found: Found, actor: Actor, now: datetime) -> cases.Case | None:
    arm = Approach.objects.select_for_update(of=("self",)).get(code=approach)
    latest = IncidentDetail.objects.filter(approach=approach).select_related("case")
    last = latest.order_by("-detected_at").first()
    is_open = last is not None and last.case.closed_at is None
    # What a person sees is always news, unless it is known already.
    last_at = last.detected_at if last and found.rule != BY_OPERATOR else None
    if not rules.is_news(at=now, last_at=last_at, is_open=is_open):
        return None
    return _open(arm, found, actor=actor, now=now)


def _open(arm: Approach, found: Found, *, actor: Actor, now: datetime) -> cases.Case:
    level = rules.severity(lanes=arm.lanes.count())
    case = cases.open_case(
        module="traffic",
        kind=rules.KIND,
        workflow=rules.WORKFLOW,
        title=f"{arm.junction.name}: {arm.street or arm.code}",
        actor=actor,
        now=now,
        holder_role=access.OPERATOR,
        clocks=(looking(at=now),),
        number_prefix="T",
        visibility="parties",
        lat=arm.junction.lat,
        lon=arm.junction.lon,
        agency_id=AGENCY,
        priority=1,
        event=lambda one: IncidentDetected(
            case_id=one.pk, junction=arm.junction_id, approach=arm.code, rule=found.rule,
            severity=level.value,
        ),
    )  # fmt: skip
    IncidentDetail.objects.create(
        case=case,
        junction=arm.junction_id,
        approach=arm.code,
        detector=found.detector,
        detected_by=found.rule,
        detected_at=now,
        evidence={name: list(pair) for name, pair in found.evidence.items()},
        severity=level.value,
    )
    return case
