"""What the acts of a fault do to its detector."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic.control import health
from sewaka.modules.traffic.models import Detector, DetectorFaultDetail
from sewaka.modules.traffic.models.faults import put, state_of
from sewaka.platform.cases.api import Case, EntryDraft, Outcome

Given = Mapping[str, Any]


def mend(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - every effect is called so
    """Somebody has seen to it: from now on it is watched for an hour."""
    detector = _detector(case)
    put(detector, health.repaired(state=state_of(detector), now_s=now.timestamp()))
    detector.save(update_fields=["health", "health_since", "faults"])
    return Outcome(entry=EntryDraft(given["remark"], audience="internal"))


def verify(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """Only a healthy one. Raises DomainError("traffic.fault.not_healthy")."""
    if _detector(case).health != "healthy":
        raise DomainError("traffic.fault.not_healthy")
    return Outcome()


def _detector(case: Case) -> Detector:
    detail = DetectorFaultDetail.objects.get(pk=case.pk)
    return Detector.objects.select_for_update().get(pk=detail.detector_id)
