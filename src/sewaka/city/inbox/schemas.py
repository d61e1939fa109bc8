"""What the staff's API takes and gives. Officers' fields only: no applicant, no secret."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sewaka.kernel.rest import Input
from sewaka.platform.cases import api as cases


class ListIn(Input):
    """What narrows the work list; `cursor` is the `next` of the page before."""

    view: cases.View = cases.View.DESK
    module: str = Field(default="", max_length=40)
    state_group: str = Field(default="", max_length=8)
    area_code: str = Field(default="", max_length=32)
    words: str = Field(default="", max_length=100)
    cursor: str = Field(default="", max_length=200)
    limit: int = Field(default=cases.PAGE_SIZE, ge=1, le=100)


class CaseOut(Schema):
    """A case in a list."""

    number: str
    title: str
    module: str
    kind: str
    state: str
    state_label: str
    state_group: str
    area_code: str
    lat: float | None
    lon: float | None
    agency_code: str | None
    holder_role: str
    assignee_id: UUID | None
    priority: int
    visibility: str
    opened_at: datetime
    state_since: datetime
    due_at: datetime | None
    closed_at: datetime | None
    version: int


class CasesOut(Schema):
    """A page of the work list; `next` is the cursor of the next page, empty at the end."""

    items: list[CaseOut]
    next: str


class AskOut(Schema):
    """One input of an act."""

    name: str
    label: str
    kind: str
    is_required: bool
    min_length: int
    max_length: int
    choices: list[str]


class ActOut(Schema):
    """Something that may be done now: post its inputs to `actions/<action>`."""

    action: str
    label: str
    asks: list[AskOut]


class LineOut(Schema):
    """One fact of the history."""

    at: datetime
    kind: str
    audience: str
    who: str
    what: str
    text: str
    from_state: str
    to_state: str


class ClockOut(Schema):
    """One promise."""

    kind: str
    due_at: datetime
    started_at: datetime
    paused_at: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None


class CaseDetailOut(CaseOut):
    """A case with its promises, its history and what may be done with it now."""

    clocks: list[ClockOut]
    timeline: list[LineOut]
    actions: list[ActOut]


class ActIn(Input):
    """The inputs of an act by name, as its asks declare them."""

    given: dict[str, Any] = Field(default_factory=dict)


class MovedOut(Schema):
    """An act that happened."""

    number: str
    action: str
    from_state: str
    to_state: str
    version: int
    at: datetime


class WordsIn(Input):
    """A message (`applicant` or `public`) or an internal note."""

    text: str = Field(max_length=8000)
    audience: str = Field(default="applicant", pattern="^(applicant|public|internal)$")


class AssignIn(Input):
    """A colleague of the same desk; null gives the case back to the desk."""

    person_id: UUID | None


class ChangedOut(Schema):
    """The case after the change."""

    number: str
    version: int
