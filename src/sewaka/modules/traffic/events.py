"""What traffic tells the rest of the city. No names, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FlashBegan(outbox.Event):
    """A signal flashes after a fault, until two persons have reset it. `fault`: code of why."""

    name = "traffic.flash_began"
    junction: str
    fault: str
    flash_since: datetime  # by the junction's clock; names this flash


@dataclass(frozen=True, slots=True, kw_only=True)
class FlashResetAsked(outbox.Event):
    """One person wants that flash to end; a second one must confirm."""

    name = "traffic.flash_reset_asked"
    reset_id: UUID
    junction: str
    fault: str
    flash_since: datetime
    reason: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlashResetConfirmed(outbox.Event):
    """The second person wants it too; the order goes out to the signal."""

    name = "traffic.flash_reset_confirmed"
    reset_id: UUID
    junction: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlashResetEnded(outbox.Event):
    """`outcome`: done, refused (by the signal, `code` says why) or lapsed (nobody confirmed)."""

    name = "traffic.flash_reset_ended"
    reset_id: UUID
    junction: str
    outcome: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityGranted(outbox.Event):
    """A vehicle gets what it asked for at a signal. `kind`: its class; not which one it is."""

    name = "traffic.priority_granted"
    request_id: UUID
    junction: str
    kind: str
    strategy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRejected(outbox.Event):
    """It does not. `reason`: code of why."""

    name = "traffic.priority_rejected"
    request_id: UUID
    junction: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityEnded(outbox.Event):
    """`outcome`: done, expired, overridden."""

    name = "traffic.priority_ended"
    request_id: UUID
    junction: str
    kind: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDetected(outbox.Event):
    """A rule, or an operator, found something on an arm; a case begins."""

    name = "traffic.incident_detected"
    case_id: UUID
    junction: str
    approach: str
    rule: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentSeen(outbox.Event):
    """An operator has seen the alarm and not yet decided."""

    name = "traffic.incident_seen"
    case_id: UUID
    junction: str
    approach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentConfirmed(outbox.Event):
    """It is there: the public page says so from now on."""

    name = "traffic.incident_confirmed"
    case_id: UUID
    junction: str
    approach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDismissed(outbox.Event):
    """It was none. `cause`: code of why the rule said so."""

    name = "traffic.incident_dismissed"
    case_id: UUID
    junction: str
    approach: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentResponding(outbox.Event):
    """Somebody is on the way."""

    name = "traffic.incident_responding"
    case_id: UUID
    junction: str
    approach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCleared(outbox.Event):
    """The street is free again."""

    name = "traffic.incident_cleared"
    case_id: UUID
    junction: str
    approach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClosed(outbox.Event):
    """It is written down. `cause`: code of what it was."""

    name = "traffic.incident_closed"
    case_id: UUID
    junction: str
    approach: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorHealthChanged(outbox.Event):
    """A detector is to be believed more, or less, than before."""

    name = "traffic.detector_health_changed"
    junction: str
    detector: str
    before: str
    after: str
    faults: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrafted(outbox.Event):
    """A new version of a junction's plan was written. `plan`: its code and version."""

    name = "traffic.plan_drafted"
    plan_id: UUID
    junction: str
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanApproved(outbox.Event):
    """A second engineer has approved it."""

    name = "traffic.plan_approved"
    plan_id: UUID
    junction: str
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPublished(outbox.Event):
    """It is in force from that time on."""

    name = "traffic.plan_published"
    plan_id: UUID
    junction: str
    plan: str
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDrafted(outbox.Event):
    """A draft of the calendar of plan sets was written, or written anew."""

    name = "traffic.calendar_drafted"
    calendar_id: UUID
    number: int  # of the version


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarApproved(outbox.Event):
    """A second engineer has approved it."""

    name = "traffic.calendar_approved"
    calendar_id: UUID
    number: int  # of the version


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished(outbox.Event):
    """It is in force from that time on."""

    name = "traffic.calendar_published"
    calendar_id: UUID
    number: int  # of the version
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayKindChosen(outbox.Event):
    """An engineer said of which kind a day is; "" leaves it to the calendar again."""

    name = "traffic.day_kind_chosen"
    day: date
    kind: str
    before: str  # what was chosen before, "" for nothing
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraTakenIntoUse(outbox.Event):
    """A camera counts by this version of its set-up.

    `counted`, `tapped`: vehicles of its last trial, by the camera and by a person.
    """

    name = "traffic.camera_taken_into_use"
    camera: str
    setup: int  # its number
    junction: str
    counted: int | None = None
    tapped: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixApproved(outbox.Event):
    """An engineer has approved a junction's conflict matrix; `digest` names it."""

    name = "traffic.matrix_approved"
    junction: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRuleChanged(outbox.Event):
    """An engineer has changed how a kind of day is known. `deed`: kept, removed, span_kept,
    span_removed. `before`, `after`: the rule or the span, as text."""

    name = "traffic.day_rule_changed"
    kind: str
    deed: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityVehicleChanged(outbox.Event):
    """Who may ask for priority. `deed`: registered, rekeyed, revoked."""

    name = "traffic.priority_vehicle_changed"
    vehicle: str
    kind: str
    owner: str
    deed: str


EVENTS = (
    DayRuleChanged,
    PriorityVehicleChanged,
    MatrixApproved,
    CameraTakenIntoUse,
    DayKindChosen,
    CalendarDrafted,
    CalendarApproved,
    CalendarPublished,
    PlanDrafted,
    PlanApproved,
    PlanPublished,
    DetectorHealthChanged,
    OverrideStarted,
    OverrideEnded,
    ModeChanged,
    FlashBegan,
    FlashResetAsked,
    FlashResetConfirmed,
    FlashResetEnded,
    PriorityGranted,
    PriorityRejected,
    PriorityEnded,
    IncidentDetected,
    IncidentSeen,
    IncidentConfirmed,
    IncidentDismissed,
    IncidentResponding,
    IncidentCleared,
    IncidentClosed,
)
