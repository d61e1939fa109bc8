"""The sandbox: checked as in the city, routed to nobody, empty every morning."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import orjson
from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.ids import new_number, read_number
from sewaka.modules.reports.actions.georeport.taking import Sending, Taken
from sewaka.modules.reports.effects import publishing
from sewaka.modules.reports.effects.arrivals import Arrival, Sender, judge
from sewaka.modules.reports.models import GeoReportClient, SandboxReport, SandboxUpdate
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.georeport.statuses import OPEN_STATUSES, STATUS_OF
from sewaka.modules.reports.rules.georeport.updates import Update, check
from sewaka.modules.reports.rules.privacy import public_text
from sewaka.platform.cases.api import Case

_PREFIX = "T"  # no number of the sandbox is ever one of the city's


@transaction.atomic
def take_in_sandbox(
    *, client: GeoReportClient, sending: Sending, actor: Actor, now: datetime
) -> Taken:
    """Keep a request of the sandbox, public at once. Photos are looked at by nobody and not kept.

    Raises what `submit_report` raises, the limits apart.
    """
    sender = Sender(limits_apply=False, client_id=client.pk)
    arrival = judge(sending.draft, sender=sender, actor=actor, now=now)
    row = SandboxReport(**_row(arrival, now=now))
    row.save(force_insert=True)
    response, resolution = arrival.clocks
    return Taken(
        number=row.number,
        response_due_at=response.due_at,
        resolution_due_at=resolution.due_at,
        is_public=True,
        passed_to=arrival.neighbour,
    )


@transaction.atomic
def update_in_sandbox(
    *,
    client: GeoReportClient,
    update: Update,
    actor: Actor,  # noqa: ARG001 - an action's signature
    now: datetime,
) -> UUID:
    """Note an update and let the request follow it; any key may. The same number once only.

    Raises Invalid, NotFound, and DomainError for a number that was used for other words.
    """
    check(update)
    known = SandboxUpdate.objects.filter(client=client, update_id=update.update_id).first()
    if known is not None:
        if (known.status, known.text) != (update.status, update.text):
            raise DomainError("reports.open311.update_reused")
        return known.pk
    number = read_number(update.number) or ""
    row = SandboxReport.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise NotFound("reports.open311.no_request")
    _follow(row, update, now=now)
    kept = SandboxUpdate.objects.create(
        report=row,
        client=client,
        update_id=update.update_id,
        status=update.status,
        text=public_text(update.text),
        at=now,
    )
    return kept.pk


def _follow(row: SandboxReport, update: Update, *, now: datetime) -> None:
    """The first of our states that bears the status; CLOSED says no more than that it is done."""
    named = (code for code, status in STATUS_OF.items() if status == update.status)
    state = next(named, states.RESOLVED)
    is_open = update.status in OPEN_STATUSES
    shown = orjson.loads(row.fragment) | {
        "state": state,
        "status": "open" if is_open else "closed",
        "note": public_text(update.text),
        "updated_at": now,
        "closed_at": None if is_open else now,
    }
    row.is_open, row.state, row.updated_at, row.status_updated_at = is_open, state, now, now
    for name, value in publishing.fragments(shown).items():
        setattr(row, name, value)
    row.save()


@transaction.atomic
def empty_sandbox(*, actor: Actor, now: datetime) -> int:  # noqa: ARG001 - an action's signature
    """Throw away what lies in the sandbox; gives how many requests."""
    count = SandboxReport.objects.count()
    SandboxUpdate.objects.all().delete()
    SandboxReport.objects.all().delete()
    return count


def _row(arrival: Arrival, *, now: datetime) -> dict[str, object]:
    position = arrival.draft.position
    case = Case(
        number=new_number(prefix=_PREFIX, now=now),
        title=arrival.title[:200],
        state=states.SUBMITTED,
        area_code=arrival.place.area_code,
        lat=position.lat if position else None,
        lon=position.lon if position else None,
        agency_id=arrival.agency or None,
        opened_at=now,
    )
    response, resolution = arrival.clocks
    return publishing.public_row(
        case=case,
        report=arrival.report(case, secret=""),
        photos=[],
        promised=publishing.Promised(response.due_at, resolution.due_at),
        updated_at=now,
    )
