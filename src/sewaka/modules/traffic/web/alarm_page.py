"""The alarm strip of the control room: what asks for somebody, and what is on the street."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from sewaka.kernel.ui.formats import ago, clock_time, zone_name
from sewaka.kernel.ui.values import Status
from sewaka.modules.traffic import words
from sewaka.modules.traffic.queries import Alarm
from sewaka.modules.traffic.rules.incidents import DETECTED
from sewaka.platform.cases import api as cases


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the strip. `due`: until when somebody must have acted; "" once they have."""

    case_id: UUID
    place: str
    url: str
    why: str
    since: str
    due: str
    is_late: bool
    status: Status
    needs_look: bool


def strip(alarms: Sequence[Alarm], *, now: datetime) -> Mapping[str, Any]:
    """Those that nobody has seen yet come first in what the page says aloud."""
    shown = [_shown(one, now=now) for one in alarms]
    return {"alarms": shown, "unseen": sum(one.needs_look for one in shown)}


def _shown(one: Alarm, *, now: datetime) -> Shown:
    detail, case = one.detail, one.detail.case
    due = case.due_at
    return Shown(
        case_id=case.pk,
        place=one.place,
        url=reverse("inbox:case", args=[case.number]),
        why=str(words.INCIDENTS.get(detail.detected_by, detail.detected_by)),
        since=ago(detail.detected_at, now=now),
        due=f"{clock_time(due)} {zone_name()}" if due else "",
        is_late=due is not None and due < now,
        status=cases.status(case=case, now=now),
        needs_look=case.state == DETECTED and detail.seen_at is None,
    )
