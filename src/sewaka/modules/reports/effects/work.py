"""The work itself: planned for a day, begun, finished with its proof."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from sewaka.kernel.errors import Invalid
from sewaka.kernel.geo import Position
from sewaka.modules.reports import events
from sewaka.modules.reports.access import AGENCY_HEAD
from sewaka.modules.reports.effects import checking, promises
from sewaka.modules.reports.effects.acts import Act
from sewaka.modules.reports.models import WorkProof
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules import proofs
from sewaka.modules.reports.rules.proofs import Judged, Shot
from sewaka.platform.cases.api import FileUse, Outcome
from sewaka.platform.files import api as files


def schedule(act: Act) -> Outcome:
    """The day of the work, told to everybody. It never stops a clock.

    A day after the promised one needs a reason, and only the head of the agency may name it.
    """
    day, reason = act.given["day"], act.given["reason"]
    if day < localdate(act.now):
        raise Invalid("reports.schedule.past", fields={"day": "reports.schedule.past"})
    promised_at = promises.end_of(day)
    if _is_after_promise(act, promised_at):
        if not reason:
            raise Invalid("reports.schedule.reason", fields={"reason": "required"})
        if not _is_agency_head(act):
            raise refusal("reports.schedule.needs_head")
    act.keep(scheduled_on=day, promised_at=promised_at)
    return act.outcome(
        events.ReportScheduled,
        text=reason,
        facts={"scheduled_on": day},
        told={"day": day},
    )


def start(act: Act) -> Outcome:
    """Work begins; the crew's name stays in the office."""
    act.keep(began_at=act.now, crew=act.given["crew"] or act.report.crew)
    return act.outcome(events.WorkStarted, text=act.given["remark"])


def finish(act: Act) -> Outcome:
    """The office says it is done and shows it; another office looks at it next.

    A photo from elsewhere or from before the work needs a reason, which everybody reads.
    """
    report, given = act.report, act.given
    if act.has_looked():
        raise refusal("reports.finish.has_validated")
    if act.needs_after_photo and not given["after"]:
        code = "reports.finish.photo_required"
        raise Invalid(code, fields={"after": code})
    judged = _judged(act)
    doubts = sorted({doubt.value for one in judged for doubt in one.doubts})
    if act.needs_after_photo and doubts and not given["reason"]:
        raise Invalid("reports.finish.reason_required", fields={"reason": f"reports.{doubts[0]}"})
    shown = act.add_after(given["after"])
    _keep_proofs(act, judged, shown)
    act.keep(finished_role=act.case.holder_role, is_validated=None)
    return checking.ask_first(
        act,
        text="\n\n".join(filter(None, (given["answer"], given["reason"]))),
        facts={"distances_m": [one.distance_m for one in judged], "doubts": doubts},
        files=shown,
        told={
            "round": report.reopen_round,
            "proofs": len(shown),
            "is_doubted": bool(doubts),
        },
    )


def _is_after_promise(act: Act, promised_at: datetime) -> bool:
    due_at = act.resolution_due_at()
    return due_at is not None and localdate(promised_at) > localdate(due_at)


def _is_agency_head(act: Act) -> bool:
    return any(
        held.role == AGENCY_HEAD and held.agency_code == act.case.agency_id
        for held in act.actor.grants
    )


def _judged(act: Act) -> list[Judged]:
    """Every photo of the result, measured; in the order given."""
    case, report = act.case, act.report
    known = files.whereabouts(file_ids=act.given["after"])
    place = None if case.lat is None or case.lon is None else Position(case.lat, case.lon)
    return [
        proofs.judge(
            Shot(said.position, said.taken_at) if (said := known.get(file_id)) else Shot(),
            place=place,
            within_m=report.category.proof_distance_m,
            began_at=report.began_at or case.opened_at,
            arrived_at=act.now,
        )
        for file_id in act.given["after"]
    ]


def _keep_proofs(act: Act, judged: list[Judged], shown: tuple[FileUse, ...]) -> None:
    """One row per photo; one without a photo where none was taken: who finished is kept."""
    for use, one in zip(shown, judged, strict=False):  # the demo city's past shows no photos
        act.add(_proof(act, file_id=use.file_id, one=one))
    if not shown:
        act.add(_proof(act, file_id=None, one=None))


def _proof(act: Act, *, file_id: UUID | None, one: Judged | None) -> WorkProof:
    return WorkProof(
        report=act.report,
        round=act.report.reopen_round,
        file_id=file_id,
        taken_at=one.taken_at if one else None,
        distance_m=one.distance_m if one else None,
        doubts=" ".join(one.doubts) if one else "",
        reason=act.given["reason"],
        by_id=act.actor.person_id,
        at=act.now,
    )
