"""Two reports of the same thing become one, and two again."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sewaka.kernel.errors import Invalid, NotFound
from sewaka.kernel.ids import read_number
from sewaka.modules.reports import events
from sewaka.modules.reports.effects import followers, hints, likeness, publishing
from sewaka.modules.reports.effects.acts import Act
from sewaka.modules.reports.models import DuplicateLink, Report
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules import merging, numbers
from sewaka.modules.reports.rules.merging import Side
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Before, Case, EntryDraft, Outcome

_ACTIVE: Final = {"undone_at": None}


def merge(act: Act) -> Outcome:
    """The report goes on as another one; its followers go along, and both numbers stay valid.

    The master keeps the earlier of the promised instants. Merging into a merged report goes to
    its master.
    """
    master = _master(act)
    child = _side(act.case)
    problem = merging.refused(child=child, master=_side(master), now=act.now)
    if problem:
        raise refusal(problem)
    seen = likeness.of_case(case=act.case, report=act.report, now=act.now)
    link = _linked(act, master)
    _leave_on(act, master, link, event=events.DuplicateJoined)
    hints.keep_officers(seen, case_id=act.case.pk, master_id=master.pk, now=act.now)
    followers.bring_along(link, now=act.now)
    act.keep(first_response_at=act.report.first_response_at or act.now)
    return act.outcome(
        events.ReportsMerged,
        text=act.given["remark"],
        facts={"master": master.number},
        parent_id=master.pk,
        told={"master_id": master.pk, "master_number": master.number},
    )


def unmerge(act: Act) -> Outcome:
    """It goes on by itself again: state, promises and followers are those of before."""
    link = DuplicateLink.objects.filter(child=act.report, **_ACTIVE).first()
    if link is None:
        raise refusal("reports.merge.not_merged")
    master = Case.objects.get(pk=link.master_id)
    link.undone_at = act.now
    link.save(update_fields=["undone_at"])
    followers.take_back(link, now=act.now)
    hints.unsay_same(case_id=act.case.pk, master_id=master.pk, now=act.now)
    _leave_on(act, master, link, event=events.DuplicateLeft)
    return act.outcome(
        events.ReportsUnmerged,
        facts={"master": master.number},
        parent_id=None,
        revive_since=link.at,
        told={"master_id": master.pk, "master_number": master.number},
    )


def take_merge_back(act: Act) -> Outcome:
    """Within ten minutes, by the same person: the same as undoing the merge."""
    before: Before = act.given["before"]
    first = act.report.first_response_at
    act.keep(first_response_at=None if first == before.since else first)
    return before.restored(unmerge(act))


def master_of(case_id: UUID) -> UUID | None:
    """The report as which this one goes on; None when it stands for itself."""
    found = DuplicateLink.objects.filter(child=case_id, **_ACTIVE)
    return found.values_list("master_id", flat=True).first()


def _master(act: Act) -> Case:
    """The report that was named, or the one as which that one goes on; as the actor may see it."""
    number = read_number(act.given["master"]) or ""
    try:
        named = cases.get_case(actor=act.actor, number=number)
    except NotFound:
        named = None
    if named is None or named.kind != numbers.KIND:
        raise Invalid("reports.merge.unknown", fields={"master": "reports.merge.unknown"})
    final = master_of(named.pk)
    return named if final is None else Case.objects.get(pk=final)


def _side(case: Case) -> Side:
    return Side(
        key=str(case.pk),
        visibility=case.visibility,
        closed_at=case.closed_at,
        has_children=DuplicateLink.objects.filter(master=case.pk, **_ACTIVE).exists(),
    )


def _linked(act: Act, master: Case) -> DuplicateLink:
    earlier = DuplicateLink.objects.filter(master=master.pk, **_ACTIVE).first()
    return DuplicateLink.objects.create(
        child=act.report,
        master_id=master.pk,
        by_id=act.actor.person_id,
        at=act.now,
        child_dues=_written(_dues(act.case)),
        own_dues=earlier.own_dues if earlier else _written(_dues(master)),
    )


def _leave_on(
    act: Act, master: Case, link: DuplicateLink, *, event: type[events.DuplicateEvent]
) -> None:
    """The line on the master, its promises, and its public row."""
    own, before = _read(link.own_dues), _dues(master)
    active = DuplicateLink.objects.filter(master=master.pk, **_ACTIVE)
    promised = merging.earliest(own, [_read(one.child_dues) for one in active])
    changed = cases.remark(
        case_id=master.pk,
        actor=act.actor,
        now=act.now,
        entry=EntryDraft(facts={event.fact: act.case.number}),
        event=event(
            case_id=master.pk,
            number=master.number,
            service_code=act.report.category_id,
            area_code=master.area_code,
            agency_code=master.agency_id or "",
            visibility=master.visibility,
            child_number=act.case.number,
        ),
        dues={kind: due for kind, due in promised.items() if kind in before},
    )
    report = Report.objects.select_related("category").get(pk=master.pk)
    publishing.refresh(case=changed, report=report, updated_at=act.now)


def _dues(case: Case) -> dict[str, datetime]:
    """The promises that run now, by kind."""
    return {
        clock.kind: clock.due_at
        for clock in cases.clocks(case=case)
        if clock.stopped_at is None and clock.paused_at is None
    }


def _written(dues: dict[str, datetime]) -> dict[str, str]:
    return {kind: due.isoformat() for kind, due in dues.items()}


def _read(written: dict[str, str]) -> dict[str, datetime]:
    return {kind: datetime.fromisoformat(due) for kind, due in written.items()}
