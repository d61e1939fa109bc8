"""What the reports tell the rest of the city. No personal data in any of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEvent(outbox.Event):
    """What every event of a report says. `visibility` tells consumers what may be shown."""

    case_id: UUID
    number: str
    service_code: str
    area_code: str
    agency_code: str
    visibility: str


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
class WorkStarted(ReportEvent):
    """Work began."""

    name = "reports.work_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResolved(ReportEvent):
    """The office says it is done."""

    name = "reports.report_resolved"
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportConfirmed(ReportEvent):
    """The author says it is done."""

    name = "reports.report_confirmed"
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDisputed(ReportEvent):
    """The author says it is not done; it is open again."""

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
class ReportPublished(ReportEvent):
    """Text, and photos where released, are public."""

    name = "reports.report_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWithheld(ReportEvent):
    """A moderator took it out of the public's sight."""

    name = "reports.report_withheld"


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
class ClientKeyMade(outbox.Event):
    """A program got an Open311 key."""

    name = "reports.client_key_made"
    client: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKeySwitchedOff(outbox.Event):
    """A program's key was switched off."""

    name = "reports.client_key_switched_off"
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClosedToPublic(ReportEvent):
    """The author closed it to the public."""

    name = "reports.report_closed_to_public"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationAsked(ReportEvent):
    """The author asks that everybody may read it; a moderator decides."""

    name = "reports.publication_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactErased(ReportEvent):
    """The author erased their contact; nobody is told anything any more."""

    name = "reports.contact_erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterContactRead(outbox.Event):
    """Triage opened the contact of an anonymous author, and why."""

    name = "reports.reporter_contact_read"
    case_id: UUID
    number: str
    subject_id: UUID
    reason: str | None = outbox.personal()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRedacted(ReportEvent):
    """Parts of a photo were blackened."""

    name = "reports.photo_redacted"
    boxes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderBanned(outbox.Event):
    """The sender of this report troubles nobody but triage until then."""

    name = "reports.sender_banned"
    case_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderUnbanned(outbox.Event):
    """The sender of this report is heard again."""

    name = "reports.sender_unbanned"
    case_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesMoved(ReportEvent):
    """The calendar was changed and the city computed the dues to come anew; None stayed."""

    name = "reports.dues_moved"
    response_due_at: datetime | None
    resolution_due_at: datetime | None
    hop_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsErased(outbox.Event):
    """Contacts of closed reports were erased when their time was over."""

    name = "reports.contacts_erased"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalsErased(outbox.Event):
    """Of closed reports only the covered text is kept from now on."""

    name = "reports.originals_erased"
    count: int


EVENTS: tuple[type[outbox.Event], ...] = (
    ReportSubmitted,
    InfoAsked,
    InfoGiven,
    ReportVerified,
    ReportForwarded,
    ReportReturned,
    ReportAccepted,
    WorkStarted,
    ReportResolved,
    ReportConfirmed,
    ReportDisputed,
    ReportAutoClosed,
    ReportRejected,
    ReportNotResponsible,
    ReportCancelled,
    ReportPublished,
    ReportWithheld,
    HopSkipped,
    MayorListed,
    MayorAsked,
    ClientKeyMade,
    ClientKeySwitchedOff,
    ReportClosedToPublic,
    PublicationAsked,
    ContactErased,
    ReporterContactRead,
    PhotoRedacted,
    SenderBanned,
    SenderUnbanned,
    DuesMoved,
    ContactsErased,
    OriginalsErased,
)
