"""From a stored row back to the event it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sewaka.kernel.crypto import read_cell
from sewaka.kernel.keys.sealing import open_cell
from sewaka.kernel.outbox.events import Event, decode, personal_fields
from sewaka.kernel.outbox.received import Received

if TYPE_CHECKING:
    from sewaka.kernel.outbox.models import EventRow


def place_of(field: str, row_id: UUID) -> str:
    """What a personal value of an event is authenticated with."""
    return f"outbox_event.personal.{field}:{row_id}"


def received(row: EventRow, *, event_class: type[Event]) -> Received:
    """The event of a sealed row in its present shape; erased personal values are None.

    Raises LookupError when an old version has no way to the present one.
    """
    fields: dict[str, Any] = dict(row.data)
    fields |= dict.fromkeys(personal_fields(event_class))
    for name, stored in row.personal.items():
        text = open_cell(read_cell(stored), place=place_of(name, row.pk))
        fields[name] = None if text is None else json.loads(text)
    return Received(
        event=decode(event_class, version=row.version, fields=fields),
        id=row.pk,
        seq=row.seq or 0,
        name=row.name,
        case_id=row.case_id,
        subject_id=row.subject_id,
        actor_id=row.actor_id,
        via=row.via,
        occurred_at=row.occurred_at,
    )
