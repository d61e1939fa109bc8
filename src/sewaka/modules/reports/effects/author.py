"""What the author may still say: settled, not settled, taken back; and the city's silence rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sewaka.kernel.errors import Invalid
from sewaka.modules.reports import events
from sewaka.modules.reports.access import AGENCY_OFFICER
from sewaka.modules.reports.effects.acts import Act
from sewaka.modules.reports.effects.promises import start_clocks
from sewaka.modules.reports.models import Confirmation, catalogue
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules import policies, states
from sewaka.modules.reports.rules.reopening import SUPPORTERS_NEEDED
from sewaka.platform.cases.api import Outcome

LATE_WINDOW: Final = timedelta(days=30)  # after the city closed it by itself


def settle(act: Act) -> Outcome:
    """ "Sudah beres": the citizen has the last word."""
    _check_window(act)
    act.close_window()
    report = act.report
    stars = int(act.given["stars"]) if act.given["stars"] else None
    act.confirm(Confirmation.Verdict.SETTLED, stars=stars)
    return act.outcome(
        events.ReportConfirmed,
        facts={"stars": stars} if stars else {},
        told={"round": report.reopen_round},
    )


def dispute(act: Act) -> Outcome:
    """ "Belum beres": open again, with shorter promises; a reason or a photo shows what is missing.

    Within ten days of `resolved`, and within thirty more after the city closed it by itself.
    """
    is_late = act.case.state == states.AUTO_CLOSED
    if is_late and act.now >= act.case.state_since + LATE_WINDOW:
        raise refusal("reports.confirm.too_late")
    if not is_late:
        _check_window(act)
    if not act.given["reason"] and not act.given["evidence"]:
        raise Invalid("cases.invalid", fields={"reason": "required"})
    act.close_window()
    act.confirm(Confirmation.Verdict.DISPUTED, stars=None, reason=act.given["reason"])
    files = act.add_before(act.given["evidence"])
    return _reopened(act, text=act.given["reason"], audience="applicant", files=files)


def reopen_for_supporters(act: Act) -> Outcome:
    """Three who have the same problem say that it is not done."""
    act.close_window()
    return _reopened(act, facts={"supporters": SUPPORTERS_NEEDED})


def auto_close(act: Act) -> Outcome:
    """Ten days of silence: closed, and never counted as confirmed."""
    act.close_window()
    report = act.report
    return act.outcome(
        events.ReportAutoClosed,
        told={"round": report.reopen_round},
    )


def cancel(act: Act) -> Outcome:
    """The author takes it back."""
    act.close_window()
    return act.outcome(events.ReportCancelled, text=act.given["reason"], audience="applicant")


def _check_window(act: Act) -> None:
    until = act.report.author_until
    if until is None or act.now >= until:
        raise refusal("reports.confirm.too_late")


def _reopened(act: Act, **said: Any) -> Outcome:
    """The next round: half the time to solve, one working day to answer.

    It is the desk's that called it done; the chain lifts a second one to the head of the agency
    and a third one to the mayor's list.
    """
    report = act.report
    act.keep(
        reopen_round=report.reopen_round + 1,
        resolved_at=None,
        is_validated=None,
        began_at=None,
        scheduled_on=None,
        promised_at=None,
    )
    shorter = policies.reopened(catalogue.policy(report.policy))
    return act.outcome(
        events.ReportDisputed,
        holder_role=report.finished_role or act.case.holder_role or AGENCY_OFFICER,
        start_clocks=start_clocks(shorter, at=act.now),
        told={"round": report.reopen_round},
        **said,
    )
