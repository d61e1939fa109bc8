"""Who may know of a case, and who has to act on it, as rules over `Case`.

Modules build the rules of their transitions from these and from `kernel.access.has`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sewaka.kernel import registry
from sewaka.kernel.access import (
    EVERYTHING,
    NOTHING,
    Actor,
    AnyOf,
    Equals,
    Held,
    Includes,
    Rule,
    Under,
    Where,
    field_is,
    has_link,
    is_person,
    system,
)

# Roles of the city (platform.people.roles) that read every case that is not sealed.
CITY_READERS = frozenset({"mayor", "auditor"})


def is_excluded() -> Rule:
    """The actor serves an office that must not know of the case (`Case.excluded_units`).

    One such grant outweighs every other right of the person, an administrator's too; only the
    author keeps theirs.
    """
    return Rule(
        words="serves an office that must not know",
        condition=lambda actor: _any(Includes("excluded_units", code) for code in _units_of(actor)),
    )


def holds() -> Rule:
    """The actor serves at the desk that has to act now."""
    at_desk = Rule(
        words="holds the case",
        condition=lambda actor: _any(
            Equals("holder_role", held.role) & _reach(held) for held in actor.grants
        ),
    )
    return at_desk & ~is_excluded()


def is_assignee() -> Rule:
    """The case was given to the actor by name."""
    return is_person("assignee_id") & ~is_excluded()


def is_applicant() -> Rule:
    """The actor asked for it, signed in."""
    return is_person("applicant_id")


def is_author() -> Rule:
    """The actor asked for it: signed in, or with number and secret."""
    return is_applicant() | has_link("id")


def in_chain() -> Rule:
    """The actor serves the module of the case, and the case lies within the grant's reach.

    That is every level above the desk: its village, its district, its agency, the city.
    """
    return Rule(
        words="in the chain of the case",
        condition=lambda actor: _any(
            Equals("module", _module_of(held.role)) & _reach(held)
            for held in actor.grants
            if _reads_chain(held.role)
        ),
    )


def watches() -> Rule:
    """The actor's agency held the case before."""
    return Rule(
        words="held it before",
        condition=lambda actor: _any(
            Equals("module", _module_of(held.role))
            & Includes("watching_agencies", held.agency_code)
            for held in actor.grants
            if held.agency_code
        ),
    )


def reads_the_city() -> Rule:
    """The mayor's desk and the auditors."""
    return Rule(
        words="reads the whole city",
        condition=lambda actor: (
            EVERYTHING if any(held.role in CITY_READERS for held in actor.grants) else NOTHING
        ),
    )


def works_on() -> Rule:
    """An office that has to do with the case: it may write to the citizen and to colleagues."""
    return (
        holds()
        | is_assignee()
        | (_unsealed() & (in_chain() | watches()))
        | reads_sealed()
        | system()
    )


def is_office() -> Rule:
    """Reads a case that is not sealed as an office does, internal notes included.

    The mayor's desk and the auditors read without working on it.
    """
    return works_on() | (_unsealed() & reads_the_city())


def _unsealed() -> Rule:
    return field_is("visibility", "public", "parties")


def reads_sealed() -> Rule:
    """Roles that a module declares for its sealed kinds (`Module.sealed_readers`)."""

    def condition(actor: Actor) -> Where:
        return _any(
            Equals("module", module.code) & Equals("kind", kind) & rule.where(actor)
            for module in registry.modules()
            for kind, rule in module.sealed_readers.items()
        )

    declared = Rule(words="may read sealed cases of this kind", condition=condition)
    return field_is("visibility", "secret") & declared & ~is_excluded()


def visible() -> Rule:
    """May know that the case exists."""
    return field_is("visibility", "public") | is_author() | is_office()


def acting_as(actor: Actor, case: object) -> Held | None:
    """The grant under which the actor touches this case: the holder's first, then the chain's."""
    for held in actor.grants:
        if (Equals("holder_role", held.role) & _reach(held)).matches(case):
            return held
    for held in actor.grants:
        if (Equals("module", _module_of(held.role)) & _reach(held)).matches(case):
            return held
    return actor.grants[0] if actor.grants else None


def _units_of(actor: Actor) -> tuple[str, ...]:
    """Codes of the offices that the actor serves: agencies, and areas with an office."""
    codes = (code for held in actor.grants for code in (held.agency_code, held.area_code))
    return tuple(dict.fromkeys(code for code in codes if code))


def _any(parts: Iterable[Where]) -> Where:
    found = tuple(parts)
    return AnyOf(found) if found else NOTHING


def _reach(held: Held) -> Where:
    """Where a grant reaches: its area, its agency, both, or the whole city."""
    reach: Where = EVERYTHING
    if held.area_code:
        reach = Under("area_code", held.area_code)
    if held.agency_code:
        of_agency = Equals("agency_id", held.agency_code)
        reach = reach & of_agency if held.area_code else of_agency
    return reach


def _reads_chain(role: str) -> bool:
    declared = registry.roles().get(role)
    return declared is None or declared.reads_chain


def _module_of(role: str) -> str:
    return role.partition(".")[0]
