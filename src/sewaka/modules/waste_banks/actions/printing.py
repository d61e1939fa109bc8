"""A paper passbook was printed: the next print goes on after its last line."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import PassbookPrinted
from sewaka.modules.waste_banks.models import Customer


@transaction.atomic
def remember_print(*, customer_id: UUID, through: int, actor: Actor, now: datetime) -> None:
    """Move the mark on; never back. Raises NotFound for whom the passbook is no matter."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    customer = rows.select_related("bank", "guardian").filter(pk=customer_id).first()
    if customer is None or not access.is_near(actor=actor, customer=customer):
        raise NotFound("waste_banks.customer.not_found")
    if through <= customer.printed_seq:
        return
    customer.printed_seq = through
    customer.save(update_fields=["printed_seq"])
    event = PassbookPrinted(bank_id=customer.bank_id, customer_id=customer.pk, through=through)
    outbox.record(event, actor=actor, now=now, subject=customer.subject_id)
