"""What waits for triage and moderators beside the work of the desks: one queue for each question.

Each is a range of an index or of the open cases; none counts beyond its bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from sewaka.kernel.workflow import StateGroup
from sewaka.modules.reports.models.chain import Hop
from sewaka.modules.reports.models.report import Report
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.chain import Ending

MOST: Final = 200


class Queue(StrEnum):
    """The questions, by the word in the address."""

    PLACELESS = "tanpa-tempat"
    UNROUTED = "tanpa-dinas"
    RETURNED = "dikembalikan"
    OBJECTED = "keberatan"
    VACANT = "tanpa-petugas"
    MUTED = "dibungkam"
    OUTSIDE = "pihak-lain"
    TO_PUBLISH = "minta-umum"
    TO_LOOK = "menunggu-dilihat"


_OPEN = Q(
    case__state_group__in=[
        group.value for group in (StateGroup.NEW, StateGroup.OPEN, StateGroup.WAITING)
    ]
)
_AT_TRIAGE = _OPEN & Q(case__holder_role="reports.triage")
_CONDITIONS: Mapping[Queue, Q] = {
    Queue.PLACELESS: _OPEN & (Q(village_code="") | Q(territory_flagged=True)),
    Queue.UNROUTED: _AT_TRIAGE & Q(case__agency=None, withheld_at=None),
    Queue.RETURNED: _AT_TRIAGE & Q(returns__gt=0),
    Queue.OBJECTED: _AT_TRIAGE & Q(objections__gt=0),
    Queue.VACANT: _OPEN & Q(Exists(Hop.objects.filter(case=OuterRef("pk"), outcome=Ending.VACANT))),
    Queue.MUTED: _AT_TRIAGE & Q(withheld_at__isnull=False, released_at=None),
    Queue.OUTSIDE: Q(case__state=states.NOT_RESPONSIBLE)
    & (Q(ask_back_since__isnull=False) | Q(ask_back_at__isnull=False)),
    Queue.TO_PUBLISH: Q(publication_asked_at__isnull=False),
    Queue.TO_LOOK: _OPEN & Q(released_at=None, withheld_at=None, visibility_wanted="public"),
}
_ORDERS = {
    Queue.OUTSIDE: (F("ask_back_since").asc(nulls_last=True), F("ask_back_at").asc()),
    Queue.TO_PUBLISH: (F("publication_asked_at").asc(),),
}
OF_MODERATORS: Final = (Queue.TO_PUBLISH, Queue.TO_LOOK)
_BY_DUE = (F("case__due_at").asc(nulls_last=True),)


def waiting(queue: Queue) -> QuerySet[Report]:
    """The reports of a queue that are not sealed, the most urgent first."""
    found = Report.objects.filter(_CONDITIONS[queue], case__visibility__in=("public", "parties"))
    return found.order_by(*_ORDERS.get(queue, _BY_DUE), "case_id")
