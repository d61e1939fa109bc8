"""What a deed on one case leaves on another: a line, and promises that come with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.platform.cases import clocks, rules, timeline
from sewaka.platform.cases.locking import not_before, swap
from sewaka.platform.cases.models import Case, CaseEntry, SlaClock
from sewaka.platform.cases.values import EntryDraft


@transaction.atomic
def remark(
    *,
    case_id: UUID,
    actor: Actor,
    now: datetime,
    entry: EntryDraft,
    event: outbox.Event,
    dues: Mapping[str, datetime] | None = None,
) -> Case:
    """Write a line that another case's deed left here; gives the changed case.

    Running promises of the kinds in `dues` are due at those instants from now on. The caller has
    checked that the actor may see this case. Raises DomainError("cases.busy") when somebody is
    just changing it: two cases are never waited for crosswise.
    """
    found = Case.objects.select_for_update(no_key=True, skip_locked=True)
    case = found.filter(pk=case_id).first()
    if case is None:
        raise DomainError("cases.busy")
    at = not_before(case, now)
    changes: dict[str, Any] = {"due_at": _redated(case, dues or {})} if dues else {}
    swap(case, **changes)
    timeline.write(case, entry, kind=CaseEntry.Kind.REMARK, actor=actor, at=at)
    outbox.record(event, actor=actor, now=at, subject=case.applicant_id, case_id=case.pk)
    return case


def _redated(case: Case, dues: Mapping[str, datetime]) -> datetime | None:
    """Give the running promises their new dues; gives the nearest one."""
    rows = list(SlaClock.objects.filter(case=case, stopped_at=None))
    before = rules.nearest_due(clocks.value_of(row) for row in rows)
    of_desk = case.due_at if case.due_at != before else None  # the desk's own time, not a promise
    for row in rows:
        if row.paused_at is None and row.kind in dues:
            row.due_at = max(dues[row.kind], row.started_at)
            row.save(update_fields=["due_at"])
    after = rules.nearest_due(clocks.value_of(row) for row in rows)
    return min((due for due in (after, of_desk) if due is not None), default=None)
