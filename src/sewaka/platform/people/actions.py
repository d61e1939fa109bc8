"""Writes about people: registering them, giving and taking roles."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from sewaka.kernel import outbox, registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.text import clean_text
from sewaka.platform.people import access, events, rules, staffing
from sewaka.platform.people.models import Grant, Person


@transaction.atomic
def register(
    *,
    actor: Actor,
    now: datetime,
    email: str | None = None,
    office_name: str = "",
    full_name: str = "",
    phone: str = "",
    nik: str = "",
    language: str = "id",
    password: str | None = None,
    is_demo: bool = False,
) -> Person:
    """Enter a person. Without a password they can only sign in after setting one by mail.

    The address counts as confirmed: an administrator of roles, or the demo city, vouches for it.

    Raises `Forbidden`, `Invalid` for a malformed phone or NIK, and `DomainError` (email_taken,
    nik_taken), which nobody but an administrator of roles may ever see.
    """
    if not access.REGISTER.allows(actor, None):
        raise Forbidden("people.register.forbidden")
    person = Person(
        email=rules.normalise_email(email) if email else None,
        office_name=office_name,
        full_name=clean_text(full_name) or None,
        phone=rules.check_phone(phone) if phone else None,
        nik=rules.check_nik(nik) if nik else None,
        language=language,
        registered_at=now,
        is_demo=is_demo,
    )
    _check_free(person)
    person.set_password(password)  # none makes it unusable
    person.save()
    if person.email:
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    way = "demo" if is_demo else "staff"
    outbox.record(events.PersonRegistered(subject_id=person.pk, way=way), actor=actor, now=now)
    return person


def _check_free(person: Person) -> None:
    """Nobody else has this address or number."""
    if person.email and Person.objects.filter(email=person.email).exists():
        raise DomainError("people.email_taken")
    if person.nik and Person.objects.filter(nik_index=person.nik).exists():
        raise DomainError("people.nik_taken")


@transaction.atomic
def grant(
    *,
    person_id: UUID,
    role: str,
    actor: Actor,
    now: datetime,
    area_code: str = "",
    agency_code: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    reason: str = "",
) -> Grant:
    """Give a role. Starts at once unless `valid_from` is given.

    Raises `Forbidden` for anybody but role administrators and the system, `Invalid` for an
    unknown role or an empty interval, `DomainError("people.grant.held")` when the very same
    grant already holds, `NotFound` for an unknown person.
    """
    starts = valid_from or now
    _check_givable(role, actor=actor)
    rules.check_validity(valid_from=starts, valid_to=valid_to)
    # The row lock makes two administrators who give the same role at once take turns.
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("people.unknown")
    reach = {"role": role, "area_code": area_code, "agency_code": agency_code}
    if person.grants.valid_at(starts).filter(**reach).exists():
        raise DomainError("people.grant.held")
    given = Grant.objects.create(
        person=person,
        valid_from=starts,
        valid_to=valid_to,
        given_by_id=actor.person_id,
        reason=reason,
        **reach,
    )
    outbox.record(_given(given), actor=actor, now=now)
    staffing.changed()
    return given


def _check_givable(role: str, *, actor: Actor) -> None:
    if not access.GIVE_ROLES.allows(actor, None):
        raise Forbidden("people.grant.forbidden")
    if role not in registry.roles():
        raise Invalid("people.grant.unknown_role", fields={"role": "people.grant.unknown_role"})


@transaction.atomic
def revoke(*, grant_id: UUID, actor: Actor, now: datetime, reason: str = "") -> Grant:
    """End a grant now. One that has not begun is deleted: it never gave anything.

    Raises `Forbidden`, `NotFound`, `DomainError("people.grant.ended")`.
    """
    if not access.GIVE_ROLES.allows(actor, None):
        raise Forbidden("people.grant.forbidden")
    held = Grant.objects.select_for_update().filter(pk=grant_id).first()
    if held is None:
        raise NotFound("people.grant.unknown")
    if held.valid_to is not None and held.valid_to <= now:
        raise DomainError("people.grant.ended", at=held.valid_to)
    if held.valid_from >= now:
        held.delete()
    else:
        held.valid_to = now
        held.reason = reason or held.reason
        held.save(update_fields=["valid_to", "reason"])
    event = events.GrantRevoked(
        subject_id=held.person_id, grant_id=grant_id, role=held.role, reason=reason
    )
    outbox.record(event, actor=actor, now=now)
    staffing.changed()
    return held


def _given(given: Grant) -> events.GrantGiven:
    return events.GrantGiven(
        subject_id=given.person_id,
        grant_id=given.pk,
        role=given.role,
        area_code=given.area_code,
        agency_code=given.agency_code,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        reason=given.reason,
    )
