"""What the cases tell the city. Modules may tell more with events of their own instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sewaka.kernel.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    """A case began to wait for an office."""

    name: ClassVar[str] = "cases.case_opened"
    case_id: UUID
    number: str
    module: str
    kind: str
    state: str
    area_code: str
    agency_code: str
    holder_role: str
    visibility: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Event):
    """A transition happened."""

    name: ClassVar[str] = "cases.case_moved"
    case_id: UUID
    number: str
    module: str
    kind: str
    action: str
    from_state: str
    to_state: str
    holder_role: str
    area_code: str
    agency_code: str
    visibility: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNoted(Event):
    """A message or an internal note was added; its words stay in the timeline."""

    name: ClassVar[str] = "cases.case_noted"
    case_id: UUID
    number: str
    module: str
    entry_id: UUID
    audience: str
    is_from_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAssigned(Event):
    """A person of the desk got the case, or it went back to the desk (`assignee_id` None)."""

    name: ClassVar[str] = "cases.case_assigned"
    case_id: UUID
    number: str
    module: str
    holder_role: str
    assignee_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSealedOff(Event):
    """Offices were shut out of a sealed case, or let in again. Says how many, never which."""

    name: ClassVar[str] = "cases.case_sealed_off"
    case_id: UUID
    number: str
    module: str
    offices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreached(Event):
    """A promised instant passed without the promised act."""

    name: ClassVar[str] = "cases.clock_breached"
    case_id: UUID
    number: str
    module: str
    clock: str  # response, resolution
    due_at: datetime
    holder_role: str
    area_code: str
    agency_code: str


EVENTS = (CaseOpened, CaseMoved, CaseNoted, CaseAssigned, CaseSealedOff, ClockBreached)
