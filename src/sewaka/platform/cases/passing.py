"""Cases that go on to another desk by themselves, because nobody acted in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.outbox import Told
from sewaka.platform.cases import clocks, rules, timeline
from sewaka.platform.cases.models import Assignment, Case, CaseEntry, SlaClock
from sewaka.platform.cases.values import Passage, nearest

_CHANGED = ("holder_role", "due_at", "assignee", "version")


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
    Case.objects.bulk_update(walked, _CHANGED)
    holders.store()
    CaseEntry.objects.bulk_create(entries)
    outbox.record_all(told)
    return len(entries)


def _running(walked: Mapping[Case, object]) -> dict[UUID, datetime | None]:
    """The nearest due of the running clocks of each case. One query."""
    rows = SlaClock.objects.filter(case__in=walked, stopped_at=None, paused_at=None)
    by_case: dict[UUID, list[rules.Clock]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, []).append(clocks.value_of(row))
    return {key: rules.nearest_due(found) for key, found in by_case.items()}


def _change(case: Case, step: Passage, *, clocks_due_at: datetime | None) -> None:
    if step.holder_role != case.holder_role:
        case.assignee_id = None
    case.holder_role = step.holder_role
    case.due_at = nearest(clocks_due_at, step.desk_due_at)
    case.version += 1


class _Holders:
    """The intervals of who held the cases; only what really changes desks is written."""

    def __init__(self, walked: Mapping[Case, object]) -> None:
        rows = Assignment.objects.filter(case__in=walked, to_at=None)
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
        Assignment.objects.bulk_update(self._closed, ["to_at"])
        Assignment.objects.bulk_create(row for rows in self._new.values() for row in rows)
