"""Forms of the counter become deeds; refusals go to their fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks.actions.correcting import (
    accept_deposit,
    reject_deposit,
    reverse_deposit,
)
from sewaka.modules.waste_banks.actions.customers import (
    CustomerDraft,
    Registered,
    register_customer,
)
from sewaka.modules.waste_banks.actions.depositing import (
    DepositWish,
    LineWish,
    Taken,
    post_deposit,
)
from sewaka.modules.waste_banks.actions.recorded import acknowledge_repricing
from sewaka.modules.waste_banks.actions.routes import GateWeighing, weigh_at_gate
from sewaka.modules.waste_banks.models import Deposit, WasteBank
from sewaka.modules.waste_banks.queries.desk import AtCounter, id_by_number
from sewaka.modules.waste_banks.queries.pickups import AtTheGate
from sewaka.modules.waste_banks.rules.kinds import CustomerKind, Purpose
from sewaka.modules.waste_banks.web import photos
from sewaka.modules.waste_banks.web.desk.forms import CustomerForm, WeighingForm
from sewaka.modules.waste_banks.web.refusals import at_fields


def weigh(form: WeighingForm, shown: AtCounter, *, actor: Actor, now: datetime) -> Taken | None:
    """The deposit; None where it was refused, which the form says."""
    lines = lines_of(form, actor=actor, now=now)
    if form.errors:
        return None
    former = shown.instead_of
    wish = DepositWish(
        id=form.cleaned_data["wish"],
        customer_id=shown.customer.pk,
        lines=lines,
        day=former.priced_on if former else localdate(now),
        occurred_at=former.occurred_at if former else now,
        replaces_id=former.pk if former else None,
        purpose=Purpose(form.cleaned_data["purpose"]),
        weigher_id=actor.person_id,
    )
    with at_fields(form, name_of=field_of):
        return post_deposit(bank_id=shown.bank.pk, wish=wish, actor=actor, now=now)
    return None


def weigh_at(
    form: WeighingForm, found: AtTheGate, *, actor: Actor, now: datetime
) -> Deposit | None:
    """What was weighed at the gate; None where it was refused, which the form says."""
    lines = lines_of(form, actor=actor, now=now)
    if form.errors:
        return None
    weighing = GateWeighing(
        id=form.cleaned_data["wish"],
        case_id=found.row.pk,
        lines=lines,
        purpose=Purpose(form.cleaned_data["purpose"]),
    )
    with at_fields(form, name_of=field_of):
        return weigh_at_gate(weighing=weighing, actor=actor, now=now)
    return None


def field_of(name: str) -> str:
    """Where the form asks for what a deed calls "line.2"."""
    return f"gross_{name.removeprefix('line.')}" if name.startswith("line.") else name


def lines_of(form: WeighingForm, *, actor: Actor, now: datetime) -> list[LineWish]:
    """What was weighed, its photos stored; a bad photo is said at its field."""
    found = []
    for n, category, gross_g, tare_g in form.lines:
        field = f"photo_{n}"
        sent = form.cleaned_data.get(field)
        photo_id = photos.take(sent, form, field=field, actor=actor, now=now)
        found.append(LineWish(category=category, gross_g=gross_g, tare_g=tare_g, photo_id=photo_id))
    return found


def register(
    form: CustomerForm, bank: WasteBank, *, actor: Actor, now: datetime
) -> Registered | None:
    """The new customer; None where it was refused, which the form says."""
    given = form.cleaned_data
    draft = CustomerDraft(
        name=given["name"],
        kind=CustomerKind(given["kind"]),
        village_code=bank.village_code,
        banjar=given["banjar"],
        phone=given["phone"] or None,
        address=given["address"] or None,
        nik=given["nik"] or None,
        family_card=given["family_card"] or None,
        born_on=given["born_on"],
        guardian_id=id_by_number(actor=actor, bank=bank, number=given["guardian"]),
    )
    with at_fields(form):
        return register_customer(bank_id=bank.pk, draft=draft, actor=actor, now=now)
    return None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why; `is_owed`: what was spent of a reversed deposit becomes a debt."""

    words: str
    is_owed: bool = False


def decide(action: str, deposit_id: UUID, *, reason: Reason, actor: Actor, now: datetime) -> None:
    """Accept ("terima"), reject ("tolak"), reverse ("balik"), or have read that the receipt says
    another sum ("dibaca"). Raises what the deeds raise.
    """
    if action == "terima":
        accept_deposit(deposit_id=deposit_id, actor=actor, now=now)
    elif action == "tolak":
        reject_deposit(deposit_id=deposit_id, reason=reason.words, actor=actor, now=now)
    elif action == "dibaca":
        acknowledge_repricing(deposit_id=deposit_id, actor=actor, now=now)
    elif action == "balik":
        reverse_deposit(
            deposit_id=deposit_id,
            reason=reason.words,
            is_owed=reason.is_owed,
            actor=actor,
            now=now,
        )
    else:
        raise NotFound("waste_banks.deposit.not_found")
