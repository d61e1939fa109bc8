"""Who holds a case: the open interval, and the history behind it."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.rows import insert
from sewaka.platform.cases.models import Assignment, Case


def hold(case: Case, *, at: datetime) -> None:
    """Open an interval for the desk and person that the case names now."""
    insert(
        Assignment(
            case=case,
            holder_role=case.holder_role,
            area_code=case.area_code,
            agency_id=case.agency_id,
            person_id=case.assignee_id,
            from_at=at,
        )
    )


def release(case: Case, *, at: datetime) -> None:
    """Close the open interval, if there is one."""
    Assignment.objects.filter(case=case, to_at=None).update(to_at=at)


def pass_on(case: Case, *, at: datetime) -> None:
    """Close the present interval and open the next at the same instant: no gap, no overlap."""
    release(case, at=at)
    hold(case, at=at)
