"""The alarms of the control room: one line above the table, and each of them below it.

The line keeps its height whatever happens: nothing moves under the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    """What nobody has seen yet is said aloud; `newest`: the alarm that sounds, once."""
    shown = [_shown(one, now=now) for one in alarms]
    waiting = [str(one.case_id) for one in shown if one.needs_look]
    return {
        "alarms": shown,
        "unseen": len(waiting),
        "newest": waiting[0] if waiting else "",
        "strip": _line(shown, len(waiting)),
    }


def _line(shown: Sequence[Shown], unseen: int) -> str:
    if not shown:
        return ""
    count = ngettext("%(n)d incident", "%(n)d incidents", len(shown)) % {"n": len(shown)}
    if unseen:
        new = next(one for one in shown if one.needs_look)
        return _("%(count)s, %(unseen)d not seen yet: %(place)s") % {
            "count": count, "unseen": unseen, "place": new.place,
        }  # fmt: skip
    return count


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
