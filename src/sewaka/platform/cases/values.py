"""Values that travel between the cases and the modules. All frozen; all instants aware."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sewaka.kernel.calendar import Unit
from sewaka.kernel.workflow import State

KEEP: Any = object()  # "leave this as it is", where None means "empty it"


def nearest(*instants: datetime | None) -> datetime | None:
    """The earliest of those that are; None when none is. Work lists are sorted by it."""
    return min((instant for instant in instants if instant is not None), default=None)


@dataclass(frozen=True, slots=True)
class ClockStart:
    """A promise to start: its due instant, and the policy it was computed from."""

    kind: str  # SlaClock.Kind
    due_at: datetime
    unit: Unit
    policy: str
    policy_version: int = 1


@dataclass(frozen=True, slots=True)
class FileUse:
    """A stored file and what it shows."""

    file_id: UUID
    purpose: str = "evidence"  # Attachment.Purpose


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What a module wants to stand in the timeline. The case adds who, when and from where.

    `facts` that the timeline tells in words by itself: `skipped` (a desk as `role`, `area_code`,
    `agency_code`) with `due_at` and `to` (a desk), `vacant` (desks), `answer_due_at`, and `moved`
    (dues as `what`, `from`, `to`).
    """

    text: str = ""
    audience: str = "public"  # models.Audience
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[FileUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a transition's effect decides. Everything left out stays as the workflow says.

    `target` may name another state than the transition's; `holder_role`, `agency_id` and
    `area_code` name the next desk; `stop_clocks` are kinds, and closing stops all of them anyhow;
    `event` replaces the general `CaseMoved`. `after` is called with the changed case at the end of
    the same transaction: for read models that must be in step with it. `adjust` is called once the
    state that the action leads to is known, before anything of the case is written, and may give
    another outcome. `desk_due_at` is until when the present desk has time, besides the clocks.
    `retimed` and `revive_since` change promises that are there already.
    """

    entry: EntryDraft = field(default_factory=EntryDraft)
    target: str = ""
    holder_role: str = KEEP
    agency_id: Any = KEEP
    area_code: str = KEEP
    visibility: str = KEEP
    title: str = KEEP
    priority: int = KEEP
    parent_id: UUID | None = KEEP
    stop_clocks: tuple[str, ...] = ()
    start_clocks: tuple[ClockStart, ...] = ()
    # Promises that were stopped since then run again as if they had not been: a deed taken back.
    revive_since: datetime | None = None
    # Promises that run on under another policy: due, unit and policy change, the start stays.
    retimed: tuple[ClockStart, ...] = ()
    event: Any = None
    after: Callable[[Any], None] | None = None
    adjust: Callable[[Outcome, State], Outcome] | None = None
    desk_due_at: datetime | None = None

    def towards(self, target: State) -> Outcome:
        """The outcome as it will be performed, now that the state it leads to is known."""
        return self if self.adjust is None else self.adjust(self, target)


@dataclass(frozen=True, slots=True)
class Passage:
    """A case goes on to another desk by itself, at `at`: its state stays, nobody acted.

    `area_code` of the desk is the case's own; `desk_due_at` is until when the new desk has time.
    `kind` is that of the entry.
    """

    at: datetime
    holder_role: str
    desk_due_at: datetime | None
    entry: EntryDraft
    event: Any
    kind: str = "passed"  # CaseEntry.Kind


@dataclass(frozen=True, slots=True)
class Moved:
    """A transition that happened."""

    case_id: UUID
    number: str
    action: str
    from_state: str
    to_state: str
    version: int
    entry_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What became of one case of a bulk action. `code` is empty when it succeeded."""

    number: str
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether the action happened for this case."""
        return not self.code


@dataclass(frozen=True, slots=True)
class Desk:
    """An office that can hold a case: a role, and the area or the agency it serves."""

    role: str
    area_code: str = ""
    agency_code: str = ""
