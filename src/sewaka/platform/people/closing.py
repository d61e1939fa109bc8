"""The end of an account: what was known about the person is destroyed, what is public stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.keys.erasure import erase as destroy_keys
from sewaka.platform.people import access, events, queries
from sewaka.platform.people.models import Person


@transaction.atomic
def erase(*, person_id: UUID, actor: Actor, now: datetime) -> int:
    """Erase a person: keys, address, sessions, factors; the number of keys destroyed.

    With the keys every sealed value of theirs is gone at once, in all tables, events and exports.
    The row itself stays, nameless, so that what they started keeps its place. Raises `Forbidden`,
    `NotFound`, `DomainError("people.erase.staff")` while they hold a staff role: officers' acts
    are kept by law, so the role ends first.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("people.unknown")
    if not access.ERASE.allows(actor, person):
        raise Forbidden("people.erase.forbidden")
    if queries.holds_staff_role(person_id=person_id, now=now):
        raise DomainError("people.erase.staff")
    destroyed = destroy_keys(person_id, now=now)
    for mine in (EmailAddress, Authenticator, SocialAccount):
        mine.objects.filter(user_id=person_id).delete()
    for session in UserSession.objects.filter(user_id=person_id):
        session.end()
    _make_nameless(person)
    outbox.record(events.PersonErased(subject_id=person_id, keys=destroyed), actor=actor, now=now)
    return destroyed


def _make_nameless(person: Person) -> None:
    person.email = None
    person.office_name = ""
    person.is_active = False
    person.last_login = None
    person.set_unusable_password()
    person.save(update_fields=["email", "office_name", "is_active", "last_login", "password"])
