"""The chain runs on when nobody acts. Run often, twice, late, or beside itself: the same result."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.modules.reports.effects import hops, watching
from sewaka.modules.reports.effects.hops import Estafet
from sewaka.modules.reports.models import Hop, Watch
from sewaka.platform.cases import api as cases

BATCH: Final = 200
# What a round reads of thousands of rows; an office's words are not among it.
_OF_HOP: Final = (
    *("n", "plan", "level", "unit", "outcome"),
    *("from_at", "due_at", "paused_at", "to_at"),
)
_OF_CASE: Final = (
    *("number", "version", "area_code", "agency", "holder_role", "assignee", "applicant"),
    *("visibility", "due_at"),
    *(f"report__{name}" for name in ("category", "policy", "policy_version", "reopen_round")),
)


def skip_late_offices(*, now: datetime, actor: Actor = SYSTEM, batch: int = BATCH) -> int:
    """Let every report go on whose office let its time pass; gives how many hops were skipped.

    The next office's turn begins at the due instant of the former, so a worker that was down for a
    day leaves what one on time would have left, several levels in one go. Rows that another worker
    is busy with are left to it.
    """
    skipped = 0
    while True:
        reports, hops_skipped = _skip_batch(now=now, actor=actor, batch=batch)
        skipped += hops_skipped
        if reports < batch:
            return skipped


@transaction.atomic
def _skip_batch(*, now: datetime, actor: Actor, batch: int) -> tuple[int, int]:
    """One batch: how many reports went on, and how many hops were skipped with that."""
    late = (
        Hop.objects.filter(to_at=None, paused_at=None, due_at__lte=now)
        .select_related("case__report")
        .only(*_OF_HOP, *(f"case__{name}" for name in _OF_CASE))
        .select_for_update(of=("self", "case"), skip_locked=True, no_key=True)
        .order_by("due_at")[:batch]
    )
    walks = [Estafet(hop.case, hop.case.report, hop) for hop in late]
    passages = {walk.case: walk.passages(until=now) for walk in walks}
    hops.store_all(walks)
    return len(walks), cases.pass_on(passages, actor=actor)


def notice_promises(*, now: datetime, actor: Actor = SYSTEM, batch: int = BATCH) -> int:
    """Tell whom it concerns how the promises of running work stand; gives how many reports moved.

    Half of the time: the officer. Four fifths: the agency's head. Missed: head and district. Two
    working days later: the mayor's list. Each once, each bearing the instant at which it was due.
    """
    noticed = 0
    while True:
        found = _notice_batch(now=now, actor=actor, batch=batch)
        noticed += found
        if found < batch:
            return noticed


@transaction.atomic
def _notice_batch(*, now: datetime, actor: Actor, batch: int) -> int:
    due = (
        Watch.objects.filter(next_at__lte=now)
        .select_related("case__report")
        .select_for_update(of=("self", "case"), skip_locked=True, no_key=True)
        .order_by("next_at")[:batch]
    )
    watches = list(due)
    clocks = cases.running_clocks(watch.case_id for watch in watches)
    passages = {
        watch.case: watching.run_on(
            watch,
            clock=clocks.get((watch.case_id, "resolution")),
            report=watch.case.report,
            now=now,
        )
        for watch in watches
    }
    Watch.objects.bulk_update(watches, ["passed", "next_at", "listed_at"])
    cases.pass_on(passages, actor=actor)
    return len(watches)
