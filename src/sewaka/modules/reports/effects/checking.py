"""Another office looks at finished work: the hamlet head of the place, then the validator."""

from __future__ import annotations

from typing import Any

from sewaka.modules.reports import events
from sewaka.modules.reports.effects import promises
from sewaka.modules.reports.effects.acts import AUTHOR_WINDOW, Act
from sewaka.modules.reports.models import Validation
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules import states, validation
from sewaka.modules.reports.rules.validation import Verdict
from sewaka.platform.cases.api import Outcome


def ask_first(act: Act, **said: Any) -> Outcome:
    """Finished: the first desk that may look at it gets it.

    A sealed report is shown to no other office: it is done at once, and labelled so.
    """
    desk = validation.first_validator(
        finished_by=act.case.holder_role,
        visibility=act.report.visibility_wanted,
        has_hamlet_head=act.has_hamlet_head(),
    )
    if not desk:
        resolve(act, is_validated=False)
        return act.outcome(events.WorkFinished, target=states.RESOLVED, **said)
    act.keep(validate_until=promises.until(validation.TIME, at=act.now))
    return act.outcome(events.WorkFinished, holder_role=desk, **said)


def accept(act: Act) -> Outcome:
    """ "Sudah saya lihat, benar": done; now the author has the last word."""
    _check_other_person(act)
    act.add(_look(act, Verdict.ACCEPTED, reason=act.given["remark"]))
    resolve(act, is_validated=True)
    return act.outcome(
        events.ReportResolved,
        text=act.given["remark"],
        facts={"validation": Verdict.ACCEPTED.value},
        holder_role=act.report.finished_role,
        told={"round": act.report.reopen_round, "is_validated": True},
    )


def refuse(act: Act) -> Outcome:
    """Not done as it was said: back to the desk that finished it."""
    _check_other_person(act)
    act.add(_look(act, Verdict.REFUSED, reason=act.given["reason"]))
    act.keep(validate_until=None, began_at=act.now)
    return act.outcome(
        events.ReportValidated,
        text=act.given["reason"],
        facts={"validation": Verdict.REFUSED.value},
        holder_role=act.report.finished_role,
        told={
            "round": act.report.reopen_round,
            "verdict": Verdict.REFUSED.value,
            "role": act.case.holder_role,
        },
    )


def pass_on(act: Act) -> Outcome:
    """Nobody looked in time: the next desk is asked; after the last one it is done, unchecked."""
    silent = act.case.holder_role
    act.add(_look(act, Verdict.SKIPPED))
    following = validation.next_validator(silent)
    if following:
        act.keep(validate_until=promises.until(validation.TIME, at=act.now))
        return act.outcome(
            events.ReportValidated,
            facts={"validation": Verdict.SKIPPED.value},
            holder_role=following,
            told={
                "round": act.report.reopen_round,
                "verdict": Verdict.SKIPPED.value,
                "role": silent,
            },
        )
    resolve(act, is_validated=False)
    return act.outcome(
        events.ReportResolved,
        target=states.RESOLVED,
        facts={"validation": Verdict.SKIPPED.value, "unvalidated": True},
        holder_role=act.report.finished_role,
        told={"round": act.report.reopen_round, "is_validated": False},
    )


def resolve(act: Act, *, is_validated: bool) -> None:
    """What every way to `resolved` does: the author's ten days begin."""
    act.keep(
        validate_until=None,
        is_validated=is_validated,
        resolved_at=act.now,
        author_until=act.now + AUTHOR_WINDOW,
    )


def _check_other_person(act: Act) -> None:
    """One person may hold several offices, and never both finish and look."""
    if act.has_finished():
        raise refusal("reports.validate.own_work")


def _look(act: Act, verdict: Verdict, *, reason: str = "") -> Validation:
    by_id = None if verdict is Verdict.SKIPPED else act.actor.person_id
    return Validation(
        report=act.report,
        round=act.report.reopen_round,
        role=act.case.holder_role,
        by_id=by_id,
        verdict=verdict,
        reason=reason,
        at=act.now,
    )
