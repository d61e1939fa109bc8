"""A customer asks for something: one case, whatever it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.workflow import Text
from sewaka.modules.waste_banks.models import Customer
from sewaka.platform.cases import api as cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What kind of case: its title begins with `what`, its number with `prefix`."""

    kind: str
    workflow: str
    what: Text
    holder_role: str
    prefix: str


def open_for(
    customer: Customer,
    asking: Asking,
    *,
    case_id: UUID,
    due_at: datetime,
    event: Callable[[cases.Case], outbox.Event],
    actor: Actor,
    now: datetime,
    entry: cases.EntryDraft | None = None,
) -> cases.Case:
    """Open it in the name of the customer, or of the guardian who asks for a minor."""
    with translation.override(settings.LANGUAGE_CODE):
        title = f"{asking.what}: {customer.bank.name}"
    return cases.open_case(
        module="waste_banks",
        kind=asking.kind,
        workflow=asking.workflow,
        title=title,
        actor=actor,
        now=now,
        holder_role=asking.holder_role,
        case_id=case_id,
        applicant_id=(customer.guardian or customer).person_id,
        area_code=customer.bank.village_code,
        visibility=cases.Visibility.PARTIES,
        number_prefix=asking.prefix,
        desk_due_at=due_at,
        entry=entry,
        event=event,
    )
