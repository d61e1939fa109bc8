"""Waste that waits at the door: a customer, or an officer for them, asks for a vehicle.

What becomes of it are the acts of its case (`workflow`, `effects.fetching`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.geo import Position
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects.asking import Asking, open_for
from sewaka.modules.waste_banks.effects.fetching import end_of
from sewaka.modules.waste_banks.effects.savers import locked_saver
from sewaka.modules.waste_banks.events import PickupRequested
from sewaka.modules.waste_banks.models import Customer, PickupRequest
from sewaka.modules.waste_banks.rules import pickups as rules
from sewaka.modules.waste_banks.rules.states import BankState, CustomerState
from sewaka.platform.cases import api as cases
from sewaka.platform.territory import api as territory

_ASKING = Asking(
    kind=rules.KIND,
    workflow=rules.WORKFLOW,
    what=_("Pick-up at the door"),
    holder_role=access.WEIGHER,
    prefix="J",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupWish:
    """Where, when, how much. `id`: of the wish; the same again is the same."""

    id: UUID
    customer_id: UUID
    address: str
    wished_on: date
    slot: rules.Slot
    estimate_g: int
    position: Position | None = None
    photo_id: UUID | None = None


@transaction.atomic
def request_pickup(*, wish: PickupWish, actor: Actor, now: datetime) -> PickupRequest:
    """Open the case on the desk of those who weigh. One open request for an account.

    Raises Invalid("address", "wished_on", "estimate", "place"), NotFound for strangers,
    DomainError("waste_banks.pickup.open", ".pickup.conflict", ".bank.closed").
    """
    customer = locked_saver(wish.customer_id, actor=actor, of=access.FETCH, is_wards_own=True)
    known = PickupRequest.objects.select_related("case").filter(pk=wish.id).first()
    if known is not None:
        if known.customer_id != customer.pk:
            raise DomainError("waste_banks.pickup.conflict")
        return known
    _check(wish, customer, now=now)
    case = _open_case(wish, customer, actor=actor, now=now)
    return PickupRequest.objects.create(
        case=case,
        bank=customer.bank,
        customer=customer,
        subject_id=customer.subject_id,
        address=wish.address.strip(),
        position=rules.written(wish.position),
        wished_on=wish.wished_on,
        slot=wish.slot.value,
        estimate_g=wish.estimate_g,
    )


def _check(wish: PickupWish, customer: Customer, *, now: datetime) -> None:
    if customer.bank.status != BankState.ACTIVE or customer.status == CustomerState.CLOSED:
        raise DomainError("waste_banks.bank.closed")
    if PickupRequest.objects.filter(customer=customer, case__closed_at=None).exists():
        raise DomainError("waste_banks.pickup.open")
    at = wish.position
    rules.check_wish(
        address=wish.address,
        wished_on=wish.wished_on,
        estimate_g=wish.estimate_g,
        today=localdate(now),
        is_in_city=at is None or territory.locate(at).village_code is not None,
    )


def _open_case(wish: PickupWish, customer: Customer, *, actor: Actor, now: datetime) -> cases.Case:
    photos = (cases.FileUse(wish.photo_id),) if wish.photo_id else ()
    return open_for(
        customer,
        _ASKING,
        case_id=wish.id,
        due_at=end_of(wish.wished_on),
        entry=cases.EntryDraft(audience="applicant", files=photos),
        event=lambda case: PickupRequested(
            case_id=case.pk,
            bank_id=customer.bank_id,
            village_code=customer.bank.village_code,
            wished_on=wish.wished_on,
            estimate_g=wish.estimate_g,
        ),
        actor=actor,
        now=now,
    )
