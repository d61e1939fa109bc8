"""`POST /api/v1/waste-banks/sessions`: a weighing day is planned, as at the desk."""

from __future__ import annotations

from datetime import date, datetime, time
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sewaka.kernel import clock
from sewaka.kernel.rest import PROBLEMS, Input, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, plan_session
from sewaka.modules.waste_banks.queries.desk import bank_at

router = Router(tags=["waste-banks"], auth=SessionActor())


class SessionIn(Input):
    """A day of a bank, in local time."""

    bank: Annotated[str, Field(max_length=20)]
    on: date
    begins: time
    ends: time
    place: Annotated[str, Field(min_length=1, max_length=160)]


class SessionOut(Schema):
    """The day as it stands."""

    id: UUID
    status: str
    on: date
    begins_at: datetime
    ends_at: datetime
    place: str


@router.post("", response={201: SessionOut, **PROBLEMS}, operation_id="waste_banks_plan_session")
def post_session(request: HttpRequest, body: SessionIn) -> Status[Any]:
    """Plan a weighing day, by weigher or head; a bank begins one day at one moment once (422)."""
    actor = actor_of(request)
    bank, _duties = bank_at(actor=actor, code=body.bank)
    draft = SessionDraft(on=body.on, begins=body.begins, ends=body.ends, place=body.place)
    made = plan_session(bank_id=bank.pk, draft=draft, actor=actor, now=clock.now())
    return Status(HTTPStatus.CREATED, made)
