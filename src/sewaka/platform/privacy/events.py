"""What `privacy` tells the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """A person, or a guardian for a child, agreed to a purpose."""

    name = "privacy.consent_given"
    subject_id: UUID
    purpose: str
    text_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    """A consent ended. Whoever processed under it stops with the next request."""

    name = "privacy.consent_withdrawn"
    subject_id: UUID
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOpened(Event):
    """A person asked something about their data; the clock of 72 hours runs."""

    name = "privacy.request_opened"
    subject_id: UUID
    request_id: UUID
    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Event):
    """The data protection officer answered."""

    name = "privacy.request_answered"
    subject_id: UUID
    request_id: UUID
    refused_for: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportMade(Event):
    """A person asked for a copy of their data."""

    name = "privacy.export_made"
    subject_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRan(Event):
    """Old rows of one data set were destroyed."""

    name = "privacy.retention_ran"
    data_set: str
    rows: int
    keep_days: int


EVENTS = (
    ConsentGiven,
    ConsentWithdrawn,
    RequestOpened,
    RequestAnswered,
    ExportMade,
    RetentionRan,
)
