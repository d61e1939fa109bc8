"""What the author may still say: settled, not settled, taken back; and the city's silence rule."""

from __future__ import annotations

from sewaka.modules.reports import events
from sewaka.modules.reports.access import AGENCY_OFFICER
from sewaka.modules.reports.effects.acts import Act
from sewaka.modules.reports.effects.promises import start_clocks
from sewaka.modules.reports.models import Confirmation, Report, catalogue
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules import policies
from sewaka.platform.cases.api import Outcome


def settle(act: Act) -> Outcome:
    """ "Sudah beres": the citizen has the last word."""
    report = _within_window(act)
    stars = int(act.given["stars"]) if act.given["stars"] else None
    act.confirm(Confirmation.Verdict.SETTLED, stars=stars)
    return act.outcome(
        events.ReportConfirmed,
        facts={"stars": stars} if stars else {},
        told={"round": report.reopen_round},
    )


def dispute(act: Act) -> Outcome:
    """ "Belum beres": open again, at the office that called it done, with shorter promises."""
    report = _within_window(act)
    act.confirm(Confirmation.Verdict.DISPUTED, stars=None)
    files = act.add_before(act.given["evidence"])
    act.keep(reopen_round=report.reopen_round + 1, resolved_at=None)
    shorter = policies.reopened(catalogue.policy(report.policy))
    return act.outcome(
        events.ReportDisputed,
        text=act.given["reason"],
        audience="applicant",
        files=files,
        holder_role=act.case.holder_role or AGENCY_OFFICER,
        start_clocks=start_clocks(shorter, at=act.now),
        told={"round": report.reopen_round},
    )


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


def _within_window(act: Act) -> Report:
    until = act.report.author_until
    if until is None or act.now >= until:
        raise refusal("reports.confirm.too_late")
    act.close_window()
    return act.report
