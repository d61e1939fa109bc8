"""What traffic tells the rest of the city. No names, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideStarted(outbox.Event):
    """An operator holds a stage; with `is_renewal` for longer than he first said."""

    name = "traffic.override_started"
    override_id: UUID
    junction: str
    stage: int
    reason: str
    role: str
    expires_at: datetime
    former_mode: str
    is_renewal: bool = False
    taken_from: UUID | None = None  # the override that this one ended


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideEnded(outbox.Event):
    """The junction has its former mode back. `cause`: expired, released, taken_over."""

    name = "traffic.override_ended"
    override_id: UUID
    junction: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChanged(outbox.Event):
    """Somebody else steers a junction than before, by what its field unit said."""

    name = "traffic.mode_changed"
    junction: str
    before: str
    after: str


EVENTS = (OverrideStarted, OverrideEnded, ModeChanged)
