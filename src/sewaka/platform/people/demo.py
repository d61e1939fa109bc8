"""Signing in as somebody of the demo city with one tap. Exists in demo mode only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

from sewaka.kernel import registry
from sewaka.kernel.errors import NotFound
from sewaka.platform.people import sessions
from sewaka.platform.people.models import Grant, Person


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One tile of the picker."""

    person_id: UUID
    name: str
    roles: tuple[str, ...]  # names of the roles, in words; none for a citizen

    @property
    def is_staff(self) -> bool:
        """Whether the tile stands under "staff"."""
        return bool(self.roles)


def is_on() -> bool:
    """Whether this installation is a demo city."""
    return bool(settings.SEWAKA_MODE == "demo")


def demo_people(*, now: datetime) -> Sequence[DemoPerson]:
    """Everybody whom the picker offers, staff after citizens. Two queries."""
    held: dict[UUID, list[str]] = {}
    known = registry.roles()
    grants = Grant.objects.valid_at(now).filter(person__is_demo=True).order_by("role")
    for person_id, role in grants.values_list("person_id", "role"):
        name = str(known[role].name) if role in known else role
        if name not in held.setdefault(person_id, []):
            held[person_id].append(name)
    people = Person.objects.filter(is_demo=True, is_active=True).order_by("office_name", "pk")
    tiles = [
        DemoPerson(person_id=person.pk, name=str(person), roles=tuple(held.get(person.pk, ())))
        for person in people
    ]
    return sorted(tiles, key=lambda tile: tile.is_staff)


def sign_in(request: HttpRequest, *, person_id: UUID) -> Person:
    """Open a session as a demo person, as strong as with a second factor.

    Raises `NotFound` outside demo mode and for anybody who is not of the demo city.
    """
    if not is_on():
        raise NotFound
    person = Person.objects.filter(pk=person_id, is_demo=True, is_active=True).first()
    if person is None:
        raise NotFound
    adapter = get_adapter(request)
    if request.user.is_authenticated:
        adapter.logout(request)
    record_authentication(request, person, method="mfa", type=sessions.DEMO_FACTOR)
    adapter.login(request, person)
    UserSession.objects.create_from_request(request)
    return person
