"""What is decided about a report as such: merged, objected to, of another kind, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sewaka.modules.reports.events.base import ReportEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionProposed(ReportEvent):
    """The hamlet head proposes not to take it on; the village office decides."""

    name = "reports.rejection_proposed"
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportObjected(ReportEvent):
    """The author does not agree with the rejection; triage decides."""

    name = "reports.report_objected"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAskBackDue(ReportEvent):
    """The day has come on which the city promised to ask another body again."""

    name = "reports.external_ask_back_due"
    external_body: str
    role: str  # whose it is to ask


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAnswered(ReportEvent):
    """What the other body answered was told to the author."""

    name = "reports.external_answered"
    external_body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsMerged(ReportEvent):
    """It tells of the same thing as another report, and goes on as that one."""

    name = "reports.reports_merged"
    master_id: UUID
    master_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsUnmerged(ReportEvent):
    """It goes on by itself again."""

    name = "reports.reports_unmerged"
    master_id: UUID
    master_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateEvent(ReportEvent):
    """What a merge leaves on the report that goes on."""

    name = "reports.duplicate_event"
    fact: ClassVar[str] = ""  # under which name the timeline keeps the other number
    child_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateJoined(DuplicateEvent):
    """Another report was merged into this one."""

    name = "reports.duplicate_joined"
    fact = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLeft(DuplicateEvent):
    """A merged report goes on by itself again."""

    name = "reports.duplicate_left"
    fact = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRecategorised(ReportEvent):
    """It is of another kind of problem now: `service_code`; it was `before`."""

    name = "reports.report_recategorised"
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedTakenBack(ReportEvent):
    """The last deed was taken back by who did it, within ten minutes."""

    name = "reports.deed_taken_back"
