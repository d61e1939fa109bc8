"""Typed values that pages hand to the components.

Views build these; templates pass them to the tags of `{% load ui %}`. All are frozen: what a
component shows is decided before it is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sewaka.kernel.workflow import StateGroup

# A lazy translation behaves as a string; components only print it.
Text = Any


class Tone(StrEnum):
    """What a message means."""

    INFO = "info"
    OK = "ok"
    WARN = "warn"
    ERR = "err"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a field. `reason` says why a disabled option can not be taken."""

    value: str
    label: Text
    hint: Text = ""
    icon: str = ""
    is_disabled: bool = False
    reason: Text = ""
    group: Text = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. `count` shows as a badge, `is_current` marks the page that is open."""

    label: Text
    url: str
    icon: str = ""
    count: int = 0
    is_current: bool = False
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary. `field_id` is the id of the input it belongs to."""

    field_id: str
    message: Text


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored photo. `masked` photos show a placeholder of the same size until released."""

    url: str
    alt: Text
    width: int = 480
    height: int = 360
    srcset: str = ""
    full_url: str = ""
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that somebody has to compare."""

    title: Text
    text: Text = ""
    photos: Sequence[Photo] = ()
    url: str = ""
    note: Text = ""


class PhotoState(StrEnum):
    """How far a photo in a form has come."""

    SHRINKING = "shrinking"
    KEPT = "kept"  # on the phone
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    REMOVED = "removed"  # may be undone


@dataclass(frozen=True, slots=True)
class PhotoItem:
    """A photo inside a photo field. `key` comes back in the form to remove or retry it."""

    key: str
    state: PhotoState = PhotoState.SENT
    percent: int = 0
    url: str = ""
    name: str = ""


class PromiseState(StrEnum):
    """How a promise stands."""

    ON_TIME = "on_time"
    NEAR = "near"  # at most a fifth of the time is left
    LATE = "late"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"  # met, but after the date


@dataclass(frozen=True, slots=True)
class Promise:
    """A dated promise. `days_left` counts working days and is negative when late."""

    label: Text  # "Answered by the latest"
    due_at: datetime | None
    state: PromiseState = PromiseState.ON_TIME
    days_left: int | None = None
    reason: Text = ""  # why it is paused
    met_at: datetime | None = None


class Seen(StrEnum):
    """Who sees an entry of the timeline."""

    PUBLIC = "public"
    APPLICANT = "applicant"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact of a case. `who` is a role or an office for the public, never a citizen's name."""

    at: datetime
    what: Text
    who: Text = ""
    text: Text = ""
    group: StateGroup | None = None  # colours the knot where the entry changed the state
    icon: str = ""
    seen: Seen = Seen.PUBLIC
    photos: Sequence[Photo] = ()
    before: Photo | None = None
    after: Photo | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A state as people read it. `overdue_days` is added to it, never shown instead."""

    group: StateGroup
    label: Text
    is_merged: bool = False
    is_confirmed: bool = False  # done, and the citizen agreed
    overdue_days: int = 0


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """What a case is about, in a few words, for somebody who may read it."""

    text: Text = ""
    photos: Sequence[Photo] = ()


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case in a list."""

    title: Text
    url: str
    number: str = ""
    place: Text = ""
    status: Status | None = None
    at: datetime | None = None
    promise: Promise | None = None
    distance_m: int | None = None
    photo: Photo | None = None
    icon: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. With `sort` the head is a link that sorts by that key."""

    key: str
    label: Text
    is_number: bool = False
    is_code: bool = False  # a number of a case, a code: never broken over two lines
    sort: str = ""
    is_main: bool = False  # the row's head: a <th scope=row>, the title of its card on a phone


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. A `status`, `grade` or `url` wins over plain text; `value` is the machine's form."""

    text: Text = ""
    url: str = ""
    status: Status | None = None
    at: datetime | None = None
    value: str = ""
    note: Text = ""
    grade: str = ""  # A to F, or "-" where nobody knows; the text says it in a word


@dataclass(frozen=True, slots=True)
class Row:
    """A row: one cell per column, in their order. With a `key` it is walked to by keyboard."""

    cells: Sequence[Cell]
    key: str = ""
    label: Text = ""  # what a screen reader hears at the row's box
    is_selected: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with everything around it. `missing` names what did not come, in a sentence."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Row]
    sort: str = ""  # the key that is sorted by; "-key" is descending
    query: str = ""  # the other parameters of the URL, encoded
    empty: Text = ""
    empty_link: Link | None = None
    missing: Text = ""
    downloads: Sequence[Link] = ()
    is_selectable: bool = False
    is_loading: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a long list we are. Addresses are empty at the ends."""

    first: int
    last: int
    total: int | None = None
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One field of a filter bar."""

    name: str
    label: Text
    choices: Sequence[Choice] = ()  # none: a search box
    value: str = ""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One number with everything that makes it honest."""

    label: Text
    value: str  # already formatted; "" means there is no figure
    unit: Text = ""
    period: Text = ""
    change: str = ""  # "+12"
    is_change_good: bool | None = None
    count: int | None = None  # the number of cases it was counted from
    url: str = ""  # the list it was counted from
    is_alarm: bool = False
    stale: Text = ""
    spark: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart. `text` is the label at its end."""

    label: Text
    value: float
    text: Text = ""
    note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure with how sure it is. `text` says it in words at its end; infinite: not known."""

    label: Text
    value: float
    low: float
    high: float
    text: Text = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: a value per label, None where there is no figure."""

    name: Text
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked."""

    value: str
    label: Text
    note: Text = ""  # why it can not be taken: full, closed that day
    is_taken: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the check page: question, answer, where to change it."""

    question: Text
    text: Text = ""
    change_url: str = ""
    photos: Sequence[Photo] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next on a receipt, with its date."""

    text: Text
    by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a place field holds."""

    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    source: str = ""  # gps, pin, address, reference
    landmark: str = ""
    area_code: str = ""
