"""What happens to a report on its way: sent, answered, worked on, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sewaka.modules.reports.events.base import ReportEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmitted(ReportEvent):
    """A report came in."""

    name = "reports.report_submitted"
    channel: str
    kind: str
    response_due_at: datetime
    resolution_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InfoAsked(ReportEvent):
    """The office asked the author something; the clocks stand still."""

    name = "reports.info_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class InfoGiven(ReportEvent):
    """The author answered; the clocks run again."""

    name = "reports.info_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportVerified(ReportEvent):
    """Somebody from the neighbourhood looked: it is true."""

    name = "reports.report_verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class HamletDenied(ReportEvent):
    """The hamlet head says that it lies elsewhere; the next office of the chain decides."""

    name = "reports.hamlet_denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForwarded(ReportEvent):
    """It was handed to an agency."""

    name = "reports.report_forwarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReturned(ReportEvent):
    """The agency says it is not theirs; triage decides."""

    name = "reports.report_returned"
    returns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAccepted(ReportEvent):
    """An office answered the author and took it on."""

    name = "reports.report_accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportConfirmed(ReportEvent):
    """The author says it is done."""

    name = "reports.report_confirmed"
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDisputed(ReportEvent):
    """The author, or three who have the same problem, say it is not done; it is open again."""

    name = "reports.report_disputed"
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAutoClosed(ReportEvent):
    """The author stayed silent for ten days."""

    name = "reports.report_auto_closed"
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRejected(ReportEvent):
    """It will not be worked on, and why."""

    name = "reports.report_rejected"
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNotResponsible(ReportEvent):
    """Another body has to act."""

    name = "reports.report_not_responsible"
    external_body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCancelled(ReportEvent):
    """The author took it back."""

    name = "reports.report_cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class HopSkipped(ReportEvent):
    """An office let its time pass; at that instant the next one's turn began.

    Offices between the two without any person are left out: their hops say `vacant`.
    """

    name = "reports.hop_skipped"
    level: str
    due_at: datetime
    next_level: str
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MayorListed(ReportEvent):
    """Two working days after a missed promise: it stands on the mayor's list."""

    name = "reports.mayor_listed"
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MayorAsked(ReportEvent):
    """The mayor asked the office for an answer, by a day."""

    name = "reports.mayor_asked"
    answer_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesMoved(ReportEvent):
    """The calendar was changed and the city computed the dues to come anew; None stayed."""

    name = "reports.dues_moved"
    response_due_at: datetime | None
    resolution_due_at: datetime | None
    hop_due_at: datetime | None
