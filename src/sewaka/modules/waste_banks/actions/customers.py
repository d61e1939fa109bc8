"""Customers join with a number and a card; cards are rotated, accounts frozen and closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.ids import digest, new_id
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.banks import open_line
from sewaka.modules.waste_banks.effects.points import open_purse, point_book
from sewaka.modules.waste_banks.events import (
    CardRotated,
    CustomerPhoneChanged,
    CustomerRegistered,
    CustomerSmsChosen,
    CustomerStateChanged,
)
from sewaka.modules.waste_banks.models import Customer, PhoneChange, WasteBank
from sewaka.modules.waste_banks.models.reading import locked_bank
from sewaka.modules.waste_banks.rules import chart, customers, numbers
from sewaka.modules.waste_banks.rules.kinds import CustomerKind, Duty
from sewaka.modules.waste_banks.rules.states import (
    BankState,
    CustomerState,
    check_move,
    check_reason,
)
from sewaka.platform.ledger import api as ledger

_LONGEST_PHONE = 20
_NIK_ONCE = "waste_banks_nik_once_a_bank"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDraft:
    """Who wants to save. `born_on`: where no NIK says it; `person_id`: of an account."""

    name: str
    village_code: str
    kind: CustomerKind = CustomerKind.PERSON
    banjar: str = ""
    phone: str | None = None
    address: str | None = None
    nik: str | None = None
    family_card: str | None = None
    born_on: date | None = None
    guardian_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A customer, and the token of the new card: nobody can read it again."""

    customer: Customer
    card_token: str


def register_customer(
    *, bank_id: UUID, draft: CustomerDraft, actor: Actor, now: datetime
) -> Registered:
    """Open an account with number, card and a place in the books. Raises as the next one."""
    (made,) = register_customers(bank_id=bank_id, drafts=[draft], actor=actor, now=now)
    return made


@transaction.atomic
def register_customers(
    *, bank_id: UUID, drafts: Sequence[CustomerDraft], actor: Actor, now: datetime
) -> list[Registered]:
    """Open the accounts of several, in their order: all of them or none.

    Raises Invalid by field, NotFound, DomainError("waste_banks.bank.closed", ".bank.full").
    """
    bank = locked_bank(bank_id)
    access.officer_at(actor=actor, bank=bank)
    if bank.status != BankState.ACTIVE:
        raise DomainError("waste_banks.bank.closed")
    ages = [_of_age(one, bank=bank, today=localdate(now)) for one in drafts]
    purses = point_book(actor=actor, now=now)
    made = []
    for draft, of_age in zip(drafts, ages, strict=True):
        bank.last_customer_no += 1
        token = numbers.new_card_token()
        customer = _row(draft, bank=bank, of_age=of_age, token=token, now=now)
        customer.savings_account_id = open_line(
            book_id=bank.ledger_book_id,
            line=chart.savings(customer.number),
            actor=actor,
            now=now,
            party_id=customer.pk,
        )
        open_purse(customer, book=purses, actor=actor, now=now)
        made.append(Registered(customer, token))
    _insert([one.customer for one in made])
    bank.save(update_fields=["last_customer_no"])
    outbox.record_all(_joined(one.customer, actor=actor, now=now) for one in made)
    return made


def _joined(customer: Customer, *, actor: Actor, now: datetime) -> outbox.Told:
    event = CustomerRegistered(
        bank_id=customer.bank_id, customer_id=customer.pk, village_code=customer.village_code
    )
    return outbox.Told(event, actor, now, subject=customer.subject_id)


@transaction.atomic
def rotate_cards(*, customer_ids: Iterable[UUID], actor: Actor, now: datetime) -> list[Registered]:
    """New cards; the old ones are worth nothing from now on. Gives the new tokens.

    Raises NotFound, DomainError("waste_banks.customer.other_bank") for a closed account.
    """
    return [_rotate(one, actor=actor, now=now) for one in sorted(customer_ids)]


def _rotate(customer_id: UUID, *, actor: Actor, now: datetime) -> Registered:
    customer = _locked(customer_id, actor=actor, of=access.EVERY_DUTY)
    if customer.status == CustomerState.CLOSED:
        raise DomainError("waste_banks.customer.other_bank")
    token = numbers.new_card_token()
    customer.card_hash = digest(token)
    customer.save(update_fields=["card_hash"])
    event = CardRotated(bank_id=customer.bank_id, customer_id=customer.pk)
    outbox.record(event, actor=actor, now=now, subject=customer.subject_id)
    return Registered(customer, token)


@transaction.atomic
def set_customer_state(
    *, customer_id: UUID, after: CustomerState, reason: str, actor: Actor, now: datetime
) -> None:
    """Freeze, free or close an account; only an empty one is closed.

    Raises Invalid("reason"), DomainError("waste_banks.bad_transition", ".customer.has_savings").
    """
    words = check_reason(reason)
    customer = _locked(customer_id, actor=actor, of=frozenset({Duty.MANAGER}))
    before = CustomerState(customer.status)
    check_move(before=before, after=after)
    if after is CustomerState.CLOSED:
        _check_empty(customer)
        customer.closed_at = now
    customer.status = after.value
    customer.save(update_fields=["status", "closed_at"])
    event = CustomerStateChanged(
        bank_id=customer.bank_id,
        customer_id=customer.pk,
        before=before.value,
        after=after.value,
        reason=words,
    )
    outbox.record(event, actor=actor, now=now, subject=customer.subject_id)


@transaction.atomic
def change_phone(
    *, customer_id: UUID, phone: str, actor: Actor, now: datetime, wants_sms: bool | None = None
) -> None:
    """Note another phone number, or that there is none: cashier or head. The same is no change.

    That it changed is kept beside the log (F13 looks at it), which number is not. `wants_sms`: may
    text messages go there; None leaves that as it is.
    Raises NotFound, Forbidden, DomainError("waste_banks.customer.other_bank") when closed.
    """
    customer = _locked(customer_id, actor=actor, of=access.DESK)
    if customer.status == CustomerState.CLOSED:
        raise DomainError("waste_banks.customer.other_bank")
    if wants_sms is not None and wants_sms != customer.wants_sms:
        _choose_sms(customer, wants_sms=wants_sms, actor=actor, now=now)
    number = phone.strip()[:_LONGEST_PHONE] or None
    if number == customer.phone:
        return
    customer.phone = number
    customer.save(update_fields=["phone", "phone_index"])
    PhoneChange.objects.create(customer=customer, changed_by=actor.person_id, at=now)
    event = CustomerPhoneChanged(bank_id=customer.bank_id, customer_id=customer.pk)
    outbox.record(event, actor=actor, now=now, subject=customer.subject_id)


def _choose_sms(customer: Customer, *, wants_sms: bool, actor: Actor, now: datetime) -> None:
    customer.wants_sms = wants_sms
    customer.save(update_fields=["wants_sms"])
    event = CustomerSmsChosen(
        bank_id=customer.bank_id, customer_id=customer.pk, wants_sms=wants_sms
    )
    outbox.record(event, actor=actor, now=now, subject=customer.subject_id)


def _of_age(draft: CustomerDraft, *, bank: WasteBank, today: date) -> date | None:
    born = draft.born_on or (customers.born_on(draft.nik, today=today) if draft.nik else None)
    of_age = customers.minor_until(born=born, today=today)
    adults = bank.customers.filter(of_age_on=None)
    has_guardian = draft.guardian_id is not None and adults.filter(pk=draft.guardian_id).exists()
    customers.check_customer(
        name=draft.name,
        nik=draft.nik,
        family_card=draft.family_card,
        is_minor=of_age is not None,
        has_guardian=has_guardian,
    )
    return of_age


def _row(
    draft: CustomerDraft, *, bank: WasteBank, of_age: date | None, token: str, now: datetime
) -> Customer:
    serial, made = bank.last_customer_no, new_id()
    return Customer(
        id=made,
        bank=bank,
        serial=serial,
        number=numbers.customer_number(bank_no=bank.no, serial=serial),
        kind=draft.kind.value,
        person_id=draft.person_id,
        subject_id=draft.person_id or made,
        name=draft.name.strip(),
        phone=draft.phone,
        address=draft.address,
        nik=draft.nik,
        family_card=draft.family_card,
        village_code=draft.village_code,
        banjar=draft.banjar,
        guardian_id=draft.guardian_id if of_age else None,
        of_age_on=of_age,
        card_hash=digest(token),
        joined_at=now,
        consented_at=now,
    )


def _insert(customers: Sequence[Customer]) -> None:
    try:
        with transaction.atomic():
            Customer.objects.bulk_create(customers)
    except IntegrityError as error:
        if _NIK_ONCE in str(error):
            raise Invalid(fields={"nik": "waste_banks.customer.known"}) from error
        raise


def _locked(customer_id: UUID, *, actor: Actor, of: frozenset[Duty]) -> Customer:
    found = Customer.objects.select_for_update(of=("self",)).select_related("bank")
    customer = found.filter(pk=customer_id).first()
    absent = "waste_banks.customer.not_found"
    if customer is None:
        raise NotFound(absent)
    access.officer_at(actor=actor, bank=customer.bank, of=of, absent=absent)
    return customer


def _check_empty(customer: Customer) -> None:
    accounts = [customer.savings_account_id]
    if customer.held_account_id is not None:
        accounts.append(customer.held_account_id)
    if any(ledger.balances(account_ids=accounts).values()):
        raise DomainError("waste_banks.customer.has_savings")
