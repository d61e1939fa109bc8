"""Whoever takes something out of an account: its owner, the guardian, or an officer for them."""

from __future__ import annotations

from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Customer
from sewaka.modules.waste_banks.rules.kinds import Duty


def locked_saver(
    customer_id: UUID,
    *,
    actor: Actor,
    of: frozenset[Duty] = access.DESK,
    is_wards_own: bool = False,
) -> Customer:
    """The customer for whom the actor may ask: the own, the ward's, or as an officer with one of
    those duties. `is_wards_own`: minors may ask themselves.

    Raises NotFound for strangers, Forbidden("waste_banks.customer.guardian_asks").
    """
    found = Customer.objects.select_for_update(of=("self",), no_key=True)
    customer = found.select_related("bank", "guardian").filter(pk=customer_id).first()
    absent = "waste_banks.customer.not_found"
    if customer is None:
        raise NotFound(absent)
    guardian = customer.guardian
    owners = {customer.person_id, guardian.person_id if guardian else None} - {None}
    if guardian is not None and not is_wards_own and actor.person_id == customer.person_id:
        raise Forbidden("waste_banks.customer.guardian_asks")
    if actor.person_id not in owners:
        access.officer_at(actor=actor, bank=customer.bank, of=of, absent=absent)
    return customer
