"""Reads about people. Every answer is for an actor or for the system itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from sewaka.kernel import registry
from sewaka.kernel.access import Actor, Held, self_and_above
from sewaka.kernel.errors import NotFound
from sewaka.platform.people import access, rules
from sewaka.platform.people.models import Grant, Person

# `Grant.objects.valid_at`, ready made: it is asked with every request of whoever signed in, and
# drawing it up anew costs three times what PostgreSQL needs to answer.
_HELD = """
    SELECT role, area_code, agency_code FROM people_grant
    WHERE person_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
"""


def held_by(*, person_id: UUID, now: datetime) -> tuple[Held, ...]:
    """The roles a person holds at the instant. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, (person_id, now, now))
        return tuple(Held(role, area_code=area, agency_code=of) for role, area, of in cursor)


def is_staff_role(role: str) -> bool:
    """Whether a role demands a second factor. A role nobody declares any more does, too."""
    declared = registry.roles().get(role)
    return declared is None or declared.is_staff


def holds_staff_role(*, person_id: UUID, now: datetime) -> bool:
    """Whether the person holds a staff role at the instant."""
    return any(is_staff_role(held.role) for held in held_by(person_id=person_id, now=now))


def actor_for(
    person: Person, *, now: datetime, via: str = "session", is_strong: bool = False
) -> Actor:
    """The person as an actor, with the rights of this moment. One query.

    A person who may not act any more has no rights at all.
    """
    grants = held_by(person_id=person.pk, now=now) if person.may_act else ()
    return Actor(
        person_id=person.pk,
        grants=grants,
        via=via,
        is_strong=is_strong,
        language=person.language,
    )


def people_with_role(
    role: str, *, now: datetime, area_code: str = "", agency_code: str = ""
) -> list[Person]:
    """Who holds the role now and reaches the place: for notices and for "is anybody there".

    `area_code` asks for grants over that area or one above it, `agency_code` for grants of that
    agency; grants for the whole city always count. Without either, everybody who holds the role.
    """
    held = Grant.objects.valid_at(now).filter(role=role)
    if area_code or agency_code:
        reach = Q(area_code="", agency_code="")
        if area_code:
            reach |= Q(area_code__in=self_and_above(area_code), agency_code="")
        if agency_code:
            reach |= Q(agency_code=agency_code)
        held = held.filter(reach)
    people = Person.objects.filter(is_active=True, pk__in=held.values("person_id"))
    return list(people.order_by("office_name", "pk"))


def demo_people() -> list[Person]:
    """Everybody who belongs to the demo city."""
    return list(Person.objects.filter(is_demo=True).order_by("office_name", "pk"))


def display_name(person: Person | None) -> str:
    """What may stand beside an act in public: the office name, else nothing that tells who."""
    return str(person) if person is not None else ""


def roles_in_words(*, actor: Actor) -> list[str]:
    """The names of the actor's own roles, each once."""
    known = registry.roles()
    names = [str(known[held.role].name) for held in actor.grants if held.role in known]
    return list(dict.fromkeys(names))


def grants_in_force(
    *, actor: Actor, now: datetime, role: str = "", words: str = ""
) -> QuerySet[Grant]:
    """Roles held now or later, with their persons. `NotFound` for whoever gives no roles.

    `words` is part of an office's name or an e-mail address, the beginning of an area's code, or
    the code of an office.
    """
    if not access.GIVE_ROLES.allows(actor, None):
        raise NotFound
    rows = Grant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now)).select_related("person")
    if role:
        rows = rows.filter(role=role)
    if words:
        rows = rows.filter(
            Q(person__office_name__icontains=words)
            | Q(person__email__icontains=words)
            | Q(area_code__startswith=words)
            | Q(agency_code__iexact=words)
        )
    return rows.order_by("role", "area_code", "agency_code", "valid_from", "pk")


def get_grant(*, grant_id: UUID, actor: Actor) -> Grant:
    """One grant, for who gives roles. `NotFound` for others and for an unknown one."""
    if not access.GIVE_ROLES.allows(actor, None):
        raise NotFound
    found = Grant.objects.select_related("person").filter(pk=grant_id).first()
    if found is None:
        raise NotFound
    return found


def person_with_email(email: str, *, actor: Actor) -> Person:
    """Who signs in with that address. `NotFound` for others than givers of roles."""
    found = Person.objects.filter(email=rules.normalise_email(email)).first()
    if found is None or not access.GIVE_ROLES.allows(actor, None):
        raise NotFound("people.unknown")
    return found
