"""Detectors are judged every minute; of those that fail, somebody makes cases, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden
from sewaka.modules.traffic import access
from sewaka.modules.traffic.actions.incidents import AGENCY
from sewaka.modules.traffic.events import DetectorHealthChanged
from sewaka.modules.traffic.models import Detector, DetectorFaultDetail, faults
from sewaka.modules.traffic.rules import faults as rules
from sewaka.platform.cases import api as cases

MOST = 200
_FOLLOWS = {("repaired", "failed"): "fail_again", ("repaired", "healthy"): "verify"}


@transaction.atomic
def check_detectors(*, actor: Actor, now: datetime) -> int:
    """Judge every detector by its last hour; how many stand elsewhere than before.

    A mended one that agrees for an hour closes its case; one that fails again sends it back.
    Raises Forbidden for anybody but the city itself.
    """
    if not access.engine().allows(actor, None):
        raise Forbidden
    changed = faults.check(now=now)
    mine = faults.open_faults(detectors=[one.detector.pk for one in changed])
    for one in changed:
        detector = one.detector
        event = DetectorHealthChanged(
            junction=detector.junction_id, detector=detector.code, before=one.before,
            after=detector.health, faults=list(detector.faults),
        )  # fmt: skip
        outbox.record(event, actor=actor, now=now)
        action = _FOLLOWS.get((one.before, detector.health), "")
        found = mine.get(detector.pk)
        if action and found is not None and found.case.state == rules.REPAIRED:
            cases.move(case_id=found.pk, action=action, actor=actor, now=now)
    return len(changed)


@transaction.atomic
def open_fault_cases(*, detectors: Sequence[int], actor: Actor, now: datetime) -> list[cases.Case]:
    """One case for each that has failed and has none open; the others are left out.

    Raises Forbidden.
    """
    if not access.workshop().allows(actor, None):
        raise Forbidden
    wanted = Detector.objects.filter(pk__in=detectors[:MOST], health="failed")
    rows = list(wanted.select_related("junction").select_for_update(of=("self",)).order_by("pk"))
    known = faults.open_faults(detectors=[row.pk for row in rows])
    return [_open(row, actor=actor, now=now) for row in rows if row.pk not in known]


def _open(detector: Detector, *, actor: Actor, now: datetime) -> cases.Case:
    junction = detector.junction
    mending = cases.clock_start(
        kind="resolution", budget=rules.MEND_WITHIN, at=now, policy="traffic.detector_fault"
    )
    case = cases.open_case(
        module="traffic",
        kind=rules.KIND,
        workflow=rules.WORKFLOW,
        title=f"{junction.name}: {detector.code}",
        actor=actor,
        now=now,
        holder_role=access.TECHNICIAN,
        clocks=(mending,),
        number_prefix="T",
        visibility="parties",
        lat=junction.lat,
        lon=junction.lon,
        agency_id=AGENCY,
    )
    DetectorFaultDetail.objects.create(
        case=case,
        detector=detector,
        faults=list(detector.faults),
        failed_since=detector.health_since or now,
    )
    return case
