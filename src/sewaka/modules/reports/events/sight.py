"""Who may see what: released, closed, erased, opened, banned; and keys of programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel import outbox
from sewaka.modules.reports.events.base import ReportEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPublished(ReportEvent):
    """Text, and photos where released, are public."""

    name = "reports.report_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWithheld(ReportEvent):
    """A moderator took it out of the public's sight."""

    name = "reports.report_withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotosMissing(ReportEvent):
    """Two days after the words, `missing` of `expected` photos have not come.

    `places` says which, counted from 1; it is empty where the phone did not say which ones came.
    """

    name = "reports.photos_missing"
    missing: int
    expected: int
    places: tuple[int, ...] = ()


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
class ContactsErased(outbox.Event):
    """Contacts of closed reports were erased when their time was over."""

    name = "reports.contacts_erased"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalsErased(outbox.Event):
    """Of closed reports only the covered text is kept from now on."""

    name = "reports.originals_erased"
    count: int
