"""After a change of the calendar: dues still to come are computed anew, on command only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.calendar import Budget
from sewaka.modules.reports.effects import publishing, watching
from sewaka.modules.reports.events import DuesMoved
from sewaka.modules.reports.models import Hop, Report, Watch, catalogue
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.levels import Level
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.routing import Plan
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case, EntryDraft, Passage, SlaClock

TURN = "turn"  # of an office; beside the kinds of clocks


@dataclass(frozen=True, slots=True)
class Change:
    """One due that moved. `what` is the kind of the clock, or the turn of an office."""

    number: str
    what: str
    before: datetime
    after: datetime


@dataclass(slots=True)
class _Moves:
    """What moves for one report."""

    case: Case
    clocks: dict[SlaClock, datetime] = field(default_factory=dict)
    hop: Hop | None = None
    hop_due_at: datetime | None = None

    def changes(self) -> Iterator[Change]:
        for clock, due in self.clocks.items():
            yield Change(self.case.number, clock.kind, clock.due_at, due)
        if self.hop and self.hop.due_at and self.hop_due_at:
            yield Change(self.case.number, TURN, self.hop.due_at, self.hop_due_at)


def recompute_dues(*, now: datetime, actor: Actor = SYSTEM, is_dry: bool = True) -> list[Change]:
    """Compute the future dues of all open reports over the calendar of today; gives what moves.

    What is past stays as it was, so does what stands still for an answer of the author. A due that
    would now lie in the past becomes this instant. Each report in its own transaction, with one
    entry for everybody to read; `is_dry` writes nothing.
    """
    waiting = Case.objects.filter(module="reports", closed_at=None)
    found: list[Change] = []
    for case_id in waiting.order_by("opened_at").values_list("pk", flat=True).iterator():
        found += _recompute(case_id, now=now, actor=actor, is_dry=is_dry)
    return found


@transaction.atomic
def _recompute(case_id: UUID, *, now: datetime, actor: Actor, is_dry: bool) -> list[Change]:
    found = Report.objects.select_related("case").filter(pk=case_id, case__closed_at=None)
    report = found.select_for_update(of=("self", "case"), no_key=True).first()
    if report is None:
        return []
    moves = _moves(report, now=now)
    changes = list(moves.changes())
    if changes and not is_dry:
        _write(moves, changes, report=report, now=now, actor=actor)
    return changes


def _moves(report: Report, *, now: datetime) -> _Moves:
    case = report.case
    moves = _Moves(case)
    pauses = cases.pauses(case=case)
    for clock in cases.running_clocks([case.pk]).values():
        budget = _budget(report, clock)
        due = cases.due_anew(start=clock.started_at, budget=budget, pauses=pauses)
        if clock.due_at > now and max(due, now) != clock.due_at:
            moves.clocks[clock] = max(due, now)
    hop = Hop.objects.filter(case=case, to_at=None, paused_at=None, due_at__gt=now).first()
    if hop is not None:
        policy = _policy(report, is_first=hop.from_at < _round_began(report))
        budget = policy.budget_at(Level(hop.level), plan=Plan(hop.plan))
        due = max(now, cases.due_anew(start=hop.from_at, budget=budget, pauses=pauses))
        if due != hop.due_at:
            moves.hop, moves.hop_due_at = hop, due
    return moves


def _budget(report: Report, clock: SlaClock) -> Budget:
    """The budget that the clock started with."""
    is_first = clock.started_at == report.case.opened_at
    policy = catalogue.policy_version(clock.policy, clock.policy_version)
    policy = policy if is_first else policies.reopened(policy)
    return policy.response if clock.kind == "response" else policy.resolution


def _policy(report: Report, *, is_first: bool) -> Policy:
    policy = catalogue.policy_version(report.policy, report.policy_version)
    return policy if is_first else policies.reopened(policy)


def _round_began(report: Report) -> datetime:
    """When the present round began; a first round never ends before its reopening."""
    starts = [clock.started_at for clock in cases.clocks(case=report.case)]
    return max(starts) if report.reopen_round else datetime.max.replace(tzinfo=starts[0].tzinfo)


def _write(
    moves: _Moves, changes: list[Change], *, report: Report, now: datetime, actor: Actor
) -> None:
    case = moves.case
    cases.set_dues(moves.clocks)
    if moves.hop is not None:
        Hop.objects.filter(pk=moves.hop.pk).update(due_at=moves.hop_due_at)
    watch = Watch.objects.filter(pk=case.pk).first()
    if watch is not None:
        watching.aim(watch, cases.running_clocks([case.pk]).get((case.pk, "resolution")))
        watch.save(update_fields=["next_at"])
    cases.pass_on({case: [_passage(moves, changes, report=report, now=now)]}, actor=actor)
    publishing.refresh(case=case, report=report, updated_at=now)


def _passage(moves: _Moves, changes: list[Change], *, report: Report, now: datetime) -> Passage:
    case = moves.case
    facts = {"moved": [{"what": one.what, "from": one.before, "to": one.after} for one in changes]}
    after: Mapping[str, datetime] = {one.what: one.after for one in changes}
    told = DuesMoved(
        case_id=case.pk,
        number=case.number,
        service_code=report.category_id,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
        visibility=case.visibility,
        response_due_at=after.get("response"),
        resolution_due_at=after.get("resolution"),
        hop_due_at=after.get(TURN),
    )
    open_hop = Hop.objects.filter(case=case, to_at=None, paused_at=None).first()
    return Passage(
        at=now,
        holder_role=case.holder_role,
        desk_due_at=open_hop.due_at if open_hop else None,
        entry=EntryDraft(facts=facts),
        event=told,
        kind="remark",
    )
