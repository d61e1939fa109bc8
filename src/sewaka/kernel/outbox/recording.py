"""Writing events: inside the caller's transaction, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.ids import new_id
from sewaka.kernel.keys.sealing import seal_for
from sewaka.kernel.outbox.events import Event, encode, personal_fields
from sewaka.kernel.outbox.reading import place_of
from sewaka.kernel.rows import insert

if TYPE_CHECKING:  # tables are loaded with the apps, this package before them
    from sewaka.kernel.outbox.models import EventRow


_AT_ONCE = 1_000


class OutsideTransaction(RuntimeError):
    """An event was recorded without the deed it tells of. A programming error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAccess(Event):
    """Somebody looked at personal data of a protected class."""

    name = "audit.read"
    what: str  # "reports.ReporterContact"
    purpose: str  # code of the declared purpose
    subjects: tuple[UUID, ...]  # whose data was shown
    channel: str = "page"  # page, search, print, pdf, api, export
    query: str = ""  # the question asked, without personal values
    roles: tuple[str, ...] = ()
    office: str = ""
    result: int = 0  # number of records shown


@dataclass(frozen=True, slots=True)
class Told:
    """An event with everything that `record` wants to know of it."""

    event: Event
    actor: Actor
    at: datetime
    subject: UUID | None = None
    case_id: UUID | None = None


def record(
    event: Event,
    *,
    actor: Actor,
    now: datetime,
    subject: UUID | None = None,
    case_id: UUID | None = None,
) -> UUID:
    """Write one event with the caller's deed and return its id.

    `subject` is the person whom the event is about (default: the event's `subject_id`); personal
    fields are encrypted under that subject's key. `case_id` defaults to the event's own. Raises
    `OutsideTransaction` in autocommit mode and ValueError for a personal value without subject.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(event.name)
    row = _row(event, actor=actor, now=now, subject=subject, case_id=case_id)
    insert(row)
    return UUID(str(row.pk))


def record_all(told: Iterable[Told]) -> int:
    """Write many events at once, in the order given; gives how many.

    For loads of things that happened already. Raises as `record` does.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("record_all")
    rows = [
        _row(one.event, actor=one.actor, now=one.at, subject=one.subject, case_id=one.case_id)
        for one in told
    ]
    for first in range(0, len(rows), _AT_ONCE):
        insert(*rows[first : first + _AT_ONCE])
    return len(rows)


def _row(
    event: Event,
    *,
    actor: Actor,
    now: datetime,
    subject: UUID | None,
    case_id: UUID | None,
) -> EventRow:
    from sewaka.kernel.outbox.models import EventRow

    row_id = new_id()
    subject = subject or getattr(event, "subject_id", None)
    fields = encode(event)
    sealed = _seal_personal(event, fields, row_id=row_id, subject=subject)
    return EventRow(
        id=row_id,
        name=event.name,
        version=event.version,
        module=event.name.partition(".")[0],
        case_id=case_id or getattr(event, "case_id", None),
        subject_id=subject,
        actor_id=actor.person_id,
        via=actor.via,
        occurred_at=now,
        data=fields,
        personal=sealed,
    )


def read_event(
    *,
    what: str,
    purpose: str,
    subjects: Iterable[UUID],
    actor: Actor,
    now: datetime,
    channel: str = "page",
    query: str = "",
    result: int | None = None,
) -> UUID:
    """Record that `actor` is about to see personal data of `subjects`; call it before showing.

    Fails closed: when the event can not be written this raises, and so does the request. One event
    per request, however many people it touched. Works inside or outside a transaction.
    """
    seen = tuple(dict.fromkeys(subjects))
    event = ReadAccess(
        what=what,
        purpose=purpose,
        subjects=seen,
        channel=channel,
        query=query,
        roles=tuple(sorted({held.role for held in actor.grants})),
        office=next((held.agency_code for held in actor.grants if held.agency_code), ""),
        result=len(seen) if result is None else result,
    )
    with transaction.atomic():
        only = seen[0] if len(seen) == 1 else None
        return record(event, actor=actor, now=now, subject=only)


def _seal_personal(
    event: Event, fields: dict[str, Any], *, row_id: UUID, subject: UUID | None
) -> dict[str, str]:
    """Take the personal values out of `fields` and give them back encrypted."""
    sealed: dict[str, str] = {}
    for name, key_class in personal_fields(type(event)).items():
        value = fields.pop(name)
        if value is None:
            continue
        if subject is None:
            raise ValueError(f"{event.name}.{name} is personal, and no subject was given")
        cell = seal_for(
            json.dumps(value),
            subject=subject,
            key_class=key_class,
            place=place_of(name, row_id),
        )
        sealed[name] = str(cell)
    return sealed
