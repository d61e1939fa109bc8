"""Who may see and do what at a waste bank.

A role opens the desks; `BankOfficer` says at which banks. Supervisors look at all of them.
"""

from __future__ import annotations

from uuid import UUID

from sewaka.kernel.access import Actor, Rule, Scope, anyone, has, signed_in, system
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.modules.waste_banks.models import BankOfficer, Customer, WasteBank
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.platform.cases import api as cases

MANAGER = "waste_banks.manager"
WEIGHER = "waste_banks.weigher"
CASHIER = "waste_banks.treasurer"
SUPERVISOR = "waste_banks.supervisor"
ROLE_OF = {Duty.MANAGER: MANAGER, Duty.WEIGHER: WEIGHER, Duty.CASHIER: CASHIER}
OFFICERS = frozenset(ROLE_OF.values())
EVERY_DUTY = frozenset(Duty)
FETCH = frozenset({Duty.WEIGHER, Duty.MANAGER})  # who drives, and weighs at the gate
DESK = frozenset({Duty.CASHIER, Duty.MANAGER})  # who hands out what is the customers'


def public_pages() -> Rule:
    """Where banks are, when they weigh and what they pay is for everybody."""
    return anyone()


def own_book() -> Rule:
    """A passbook needs an account; `queries` decides whose."""
    return signed_in()


def desks() -> Rule:
    """Officers of banks; `officer_at` decides of which."""
    return has(MANAGER) | has(WEIGHER) | has(CASHIER) | has(SUPERVISOR)


def supervision() -> Rule:
    """Who watches over all banks of the city."""
    return has(SUPERVISOR)


def paying() -> Rule:
    """Cashier and head of a bank in that village; the effect asks of which bank."""
    officer = has(CASHIER, Scope.TERRITORY) | has(MANAGER, Scope.TERRITORY)
    return (officer & signed_in()) | system()


def fetching() -> Rule:
    """Who weighs for a bank in that village, at the door too; the effect asks of which bank."""
    officer = has(WEIGHER, Scope.TERRITORY) | has(MANAGER, Scope.TERRITORY)
    return (officer & signed_in()) | system()


def own_case() -> Rule:
    """Whoever asked for it, or their guardian."""
    return cases.is_applicant()


def by_itself() -> Rule:
    """The city's own job."""
    return system()


def weighs() -> Rule:
    """Who takes a session along on a phone; `officer_at` decides at which bank."""
    return has(MANAGER) | has(WEIGHER)


def duties(*, actor: Actor, bank: WasteBank) -> frozenset[Duty]:
    """What the actor does at this bank, by role and by appointment."""
    if actor.person_id is None:
        return frozenset()
    rows = BankOfficer.objects.filter(bank=bank, person_id=actor.person_id, until=None)
    held = (Duty(duty) for duty in rows.values_list("duty", flat=True))
    return frozenset(duty for duty in held if actor.holds(ROLE_OF[duty]))


def officer_at(
    *,
    actor: Actor,
    bank: WasteBank,
    of: frozenset[Duty] = EVERY_DUTY,
    absent: str = "waste_banks.bank.not_found",
) -> UUID | None:
    """The officer who acts; None is the city's own job.

    Raises NotFound for whoever has no duty at this bank, Forbidden for another duty than those.
    `absent`: what a stranger hears, the same as of what is not there.
    """
    if actor.via == "system":
        return None
    held = duties(actor=actor, bank=bank)
    if not held:
        raise NotFound(absent)
    if not held & of:
        raise Forbidden
    return actor.person_id


def head_or_supervisor(*, actor: Actor, bank: WasteBank) -> UUID | None:
    """The head of this bank, or whoever watches over all; None is the city's own job.

    Raises NotFound for whoever has no duty here, Forbidden for another duty.
    """
    if actor.person_id is not None and actor.holds(SUPERVISOR):
        return actor.person_id
    return officer_at(actor=actor, bank=bank, of=frozenset({Duty.MANAGER}))


def signs_prices(*, actor: Actor, bank: WasteBank) -> UUID | None:
    """The head of a bank, or of its main bank; None is the city's own job.

    Raises NotFound for whoever has no duty here, Forbidden for another duty.
    """
    parent = bank.parent
    if parent is not None and Duty.MANAGER in duties(actor=actor, bank=parent):
        return actor.person_id
    return officer_at(actor=actor, bank=bank, of=frozenset({Duty.MANAGER}))


def is_near(*, actor: Actor, customer: Customer) -> bool:
    """Whether somebody is the owner of an account, the guardian or an officer of its bank."""
    if actor.person_id is None:
        return False
    guardian = customer.guardian
    owners = {customer.person_id, guardian.person_id if guardian else None}
    return actor.person_id in owners or bool(duties(actor=actor, bank=customer.bank))


def check_supervisor(*, actor: Actor) -> UUID | None:
    """Whoever watches over all banks; None is the city's own job. Raises NotFound."""
    if actor.via != "system" and not (actor.person_id and actor.holds(SUPERVISOR)):
        raise NotFound("waste_banks.bank.not_found")
    return actor.person_id
