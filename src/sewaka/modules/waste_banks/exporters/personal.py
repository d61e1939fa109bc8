"""What the waste banks keep about people: declared, exported, kept no longer than needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import PersonalData, Retention
from sewaka.modules.waste_banks.models import Customer, Dispute, PickupRequest, Withdrawal

_CONSENT = "UU 27/2022 pasal 20 ayat 2 huruf a"
# Papers of an account are kept for ten years (UU 8/1997 pasal 11); what names the person goes then.
KEEP = timedelta(days=10 * 365)
# Where somebody's waste was fetched is of no use once nobody disputes the weight any more.
KEEP_DOOR = timedelta(days=90)


def customers_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    """What the banks know of the person."""
    rows = Customer.objects.filter(person_id=person_id).select_related("bank")
    for row in rows.prefetch_related("redemptions"):
        yield {
            "bank": row.bank.code,
            "number": row.number,
            "name": row.name,
            "phone": row.phone,
            "wants_sms": row.wants_sms,
            "address": row.address,
            "nik": row.nik,
            "family_card": row.family_card,
            "joined_at": row.joined_at,
            "rewards": [
                {
                    "reward": one.reward_id,
                    "points": one.points,
                    "status": one.status,
                    "asked_at": one.asked_at,
                    "ended_at": one.ended_at,
                }
                for one in row.redemptions.all()
            ],
        }


def withdrawals_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    """Where the person wanted their savings to be sent."""
    rows = Withdrawal.objects.filter(customer__person_id=person_id).select_related("case")
    for row in rows:
        yield {
            "number": row.case.number,
            "amount_idr": row.amount_idr,
            "destination": row.destination,
        }


def pickups_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    """From where the person wanted their waste to be fetched."""
    rows = PickupRequest.objects.filter(customer__person_id=person_id).select_related("case")
    for row in rows:
        yield {
            "number": row.case.number,
            "wished_on": row.wished_on,
            "address": row.address,
            "position": row.position,
        }


def forget_doors(*, now: datetime, dry_run: bool) -> int:
    """Forget the doors of pick-ups that ended 90 days ago; gives how many."""
    old = PickupRequest.objects.filter(case__closed_at__lte=now - KEEP_DOOR, address__isnull=False)
    return old.count() if dry_run else old.update(address=None, position=None)


def disputes_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    """What the person has said against lines of their deposits."""
    rows = Dispute.objects.filter(line__deposit__customer__person_id=person_id)
    for row in rows:
        yield {"at": row.opened_at, "words": row.words, "answer": row.answer}


def expire(*, now: datetime, dry_run: bool) -> int:
    """Forget who they were whose account closed ten years ago; gives how many."""
    old = Customer.objects.filter(closed_at__lte=now - KEEP, name__isnull=False)
    if dry_run:
        return old.count()
    Withdrawal.objects.filter(customer__in=old).update(destination=None)
    Dispute.objects.filter(line__deposit__customer__in=old).update(words=None)
    return old.update(
        name=None,
        phone=None,
        address=None,
        nik=None,
        family_card=None,
        phone_index=None,
        nik_index=None,
        family_card_index=None,
    )


RETENTION = (
    Retention(
        code="waste_banks.customers",
        purpose=_("To keep an account and to account for it"),
        keep=KEEP,
        basis="UU 8/1997 pasal 11",
        expire=expire,
        at_least=KEEP,
    ),
    Retention(
        code="waste_banks.doors",
        purpose=_("To fetch waste at the door"),
        keep=KEEP_DOOR,
        basis=_CONSENT,
        expire=forget_doors,
    ),
)


def _customer(field: str) -> PersonalData:
    return PersonalData(
        field=f"waste_banks.Customer.{field}",
        purpose=_("To know whose the savings are, and to reach them"),
        basis=_CONSENT,
        retention="waste_banks.customers",
        audience=_("Officers of the customer's own waste bank"),
        key_class="identity",
        export=customers_of if field == "name" else None,
    )


PERSONAL_DATA = (
    *(_customer(field) for field in ("name", "phone", "address", "nik", "family_card")),
    PersonalData(
        field="waste_banks.Withdrawal.destination",
        purpose=_("To send the savings where their owner wants them"),
        basis=_CONSENT,
        retention="waste_banks.customers",
        audience=_("Officers of the customer's own waste bank"),
        key_class="identity",
        export=withdrawals_of,
    ),
    *(
        PersonalData(
            field=f"waste_banks.PickupRequest.{field}",
            purpose=_("To fetch waste at the door"),
            basis=_CONSENT,
            retention="waste_banks.doors",
            audience=_("Officers of the customer's own waste bank"),
            key_class="identity",
            export=pickups_of if field == "address" else None,
        )
        for field in ("address", "position")
    ),
    PersonalData(
        field="waste_banks.Dispute.words",
        purpose=_("To look into what a customer says is wrong"),
        basis=_CONSENT,
        retention="waste_banks.customers",
        audience=_("Officers of the customer's own waste bank"),
        key_class="identity",
        export=disputes_of,
    ),
)
