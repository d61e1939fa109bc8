"""Reads: who looked at somebody's data, one's own data, the officer's desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel import registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import digest
from sewaka.kernel.outbox.models import EventRow
from sewaka.kernel.querying import as_q
from sewaka.kernel.workflow import Text
from sewaka.platform.privacy import access, register
from sewaka.platform.privacy.models import Consent, Export, Request

PAGE = 100


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at the data of a person."""

    at: datetime
    role: Text  # in words; "" for the person's own look
    office: str
    what: Text  # the part of the city whose data it was
    purpose: Text
    channel: str
    is_own: bool


def looks_at(*, actor: Actor) -> Sequence[Look]:
    """Who looked at the actor's own data, newest first, at most 100. One query."""
    if actor.person_id is None:
        return []
    me = str(actor.person_id)
    rows = EventRow.objects.filter(name="audit.read", data__subjects__contains=[me])
    return [_look(row, me=actor.person_id) for row in rows.order_by("-position")[:PAGE]]


def _look(row: EventRow, *, me: UUID) -> Look:
    known = registry.roles()
    names = [str(known[code].name) for code in row.data["roles"] if code in known]
    what, purpose = register.in_words(row.data["what"], purpose=row.data["purpose"])
    return Look(
        at=row.occurred_at,
        role=", ".join(names),
        office=row.data["office"],
        what=what,
        purpose=purpose,
        channel=row.data["channel"],
        is_own=row.actor_id == me,
    )


def consents(*, actor: Actor) -> Sequence[Consent]:
    """What the actor agreed to and has not withdrawn, for themselves or as a guardian."""
    if actor.person_id is None:
        return []
    mine = Consent.objects.filter(given_by_id=actor.person_id, withdrawn_at=None)
    return list(mine.order_by("given_at"))


def own_requests(*, actor: Actor) -> Sequence[Request]:
    """The actor's own requests, newest first."""
    if actor.person_id is None:
        return []
    mine = Request.objects.filter(person_id=actor.person_id)
    return list(mine.order_by("-opened_at")[:PAGE])


def open_requests(*, actor: Actor) -> Sequence[Request]:
    """What waits for the data protection officer, by time left. `NotFound` for others."""
    if not access.ANSWER_REQUEST.allows(actor, None):
        raise NotFound
    return list(Request.objects.filter(answered_at=None).order_by("due_at", "pk")[:PAGE])


def get_request(*, request_id: UUID, actor: Actor) -> Request:
    """One request for whoever may see it. `NotFound` alike for hidden and absent."""
    visible = Request.objects.filter(as_q(access.SEE_REQUEST.where(actor)))
    found = visible.select_related("person").filter(pk=request_id).first()
    if found is None:
        raise NotFound
    return found


def check_export(*, secret: str, actor: Actor, now: datetime) -> UUID:
    """Whose copy it is: the actor's own. Raises `NotFound` for others' and dead links."""
    if actor.person_id is None:
        raise NotFound
    mine = Export.objects.filter(digest=digest(secret), person_id=actor.person_id)
    if not mine.filter(expires_at__gt=now).exists():
        raise NotFound
    return actor.person_id
