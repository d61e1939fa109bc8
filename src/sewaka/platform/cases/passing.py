"""Cases that go on to another desk by themselves, because nobody acted in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.outbox import Told
from sewaka.kernel.rows import insert, together
from sewaka.platform.cases import timeline
from sewaka.platform.cases.models import Assignment, Case, CaseEntry, SlaClock
from sewaka.platform.cases.values import Passage, nearest

# One statement for all rows: Django's `bulk_update` builds a CASE of every column and row, and
# that took two thirds of the time of a round.
_STORE_CASES = """
    UPDATE cases_case SET holder_role = v.role, due_at = v.due_at, assignee_id = v.assignee,
           version = v.version
    FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::uuid[], %s::int[])
         AS v(id, role, due_at, assignee, version)
    WHERE cases_case.id = v.id
"""
_END_HOLDING = """
    UPDATE cases_assignment SET to_at = v.at
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS v(id, at) WHERE cases_assignment.id = v.id
"""
# At its end the transaction checks the links of every new row, and what modules promise of theirs.
# Our connections plan each statement anew by its values, and these checks gain nothing from that:
# planning them was the larger part of a round's time in the database.
_CHECKS_PLANNED_ONCE = "SET LOCAL plan_cache_mode = auto"


@transaction.atomic(savepoint=False)
def pass_on(passages: Mapping[Case, Sequence[Passage]], *, actor: Actor = SYSTEM) -> int:
    """Let each case go its passages, in their order; gives how many passages there were.

    The caller has locked the rows of the cases, all of them open. Every passage bears its own
    instant, counts the version up by one, and leaves one entry and one event; the cases given are
    in step afterwards. The number of queries does not grow with the number of cases.
    """
    walked = {case: steps for case, steps in passages.items() if steps}
    if not walked:
        return 0
    running = _running(walked)
    entries: list[CaseEntry] = []
    holders = _Holders(walked)
    told: list[Told] = []
    for case, steps in walked.items():
        for step in steps:
            holders.go_on(case, step)
            _change(case, step, clocks_due_at=running.get(case.pk))
            entries.append(timeline.passed(case, step.entry, kind=step.kind, at=step.at))
            told.append(Told(step.event, actor, step.at, case.applicant_id, case.pk))
    with together():
        _store_cases(list(walked))
        holders.store()
        insert(*entries)
        outbox.record_all(told)
    with connection.cursor() as cursor:
        cursor.execute(_CHECKS_PLANNED_ONCE)
    return len(entries)


def _running(walked: Mapping[Case, object]) -> dict[UUID, datetime]:
    """The nearest due of the running clocks of each case. One query."""
    rows = SlaClock.objects.filter(case__in=walked, stopped_at=None, paused_at=None)
    return dict(rows.order_by().values_list("case_id").annotate(Min("due_at")))


def _change(case: Case, step: Passage, *, clocks_due_at: datetime | None) -> None:
    if step.holder_role != case.holder_role:
        case.assignee_id = None
    case.holder_role = step.holder_role
    case.due_at = nearest(clocks_due_at, step.desk_due_at)
    case.version += 1


def _store_cases(changed: Sequence[Case]) -> None:
    rows = [
        (case.pk, case.holder_role, case.due_at, case.assignee_id, case.version) for case in changed
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE_CASES, [list(column) for column in zip(*rows, strict=True)])


class _Holders:
    """The intervals of who held the cases; only what really changes desks is written."""

    def __init__(self, walked: Mapping[Case, object]) -> None:
        rows = Assignment.objects.filter(case__in=walked, to_at=None).only("case", "holder_role")
        self._present: dict[UUID, Assignment] = {row.case_id: row for row in rows}
        self._closed: list[Assignment] = []
        self._new: dict[UUID, list[Assignment]] = {}

    def go_on(self, case: Case, step: Passage) -> None:
        """Close the present interval at the instant of the step and open the next."""
        before = self._present[case.pk]
        if step.holder_role == before.holder_role:
            return
        before.to_at = step.at
        if case.pk not in self._new:  # stored already, so it has to be written again
            self._closed.append(before)
        after = Assignment(
            case=case,
            holder_role=step.holder_role,
            area_code=case.area_code,
            agency_id=case.agency_id,
            from_at=step.at,
        )
        self._present[case.pk] = after
        self._new.setdefault(case.pk, []).append(after)

    def store(self) -> None:
        """Write closed and new intervals, the closed ones first: one open interval a case."""
        if self._closed:
            ends = [(row.pk, row.to_at) for row in self._closed]
            with connection.cursor() as cursor:
                cursor.execute(_END_HOLDING, [list(column) for column in zip(*ends, strict=True)])
        insert(*(row for rows in self._new.values() for row in rows))
