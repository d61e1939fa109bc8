"""What `people` keeps about people, why, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.registry import PersonalData, Retention
from sewaka.platform.people import closing
from sewaka.platform.people.models import Grant, Person

_UNUSED = timedelta(days=5 * 365)
_SESSION = timedelta(days=30)


def _expire_accounts(*, now: datetime, dry_run: bool) -> int:
    """Citizens' accounts that nobody opened for five years."""
    limit = now - _UNUSED
    unused = Q(last_login__lt=limit) | Q(last_login=None, registered_at__lt=limit)
    old = Person.objects.filter(unused, is_active=True, is_demo=False)
    old = old.exclude(pk__in=Grant.objects.valid_at(now).values("person_id"))
    if dry_run:
        return old.count()
    found = list(old.values_list("pk", flat=True))
    for person_id in found:
        closing.erase(person_id=person_id, actor=SYSTEM, now=now)
    return len(found)


def _expire_sessions(*, now: datetime, dry_run: bool) -> int:
    """Sessions that have ended, with the network address they came from."""
    ended = Session.objects.filter(expire_date__lt=now)
    listed = UserSession.objects.filter(created_at__lt=now - _SESSION)
    if dry_run:
        return int(ended.count() + listed.count())
    return int(ended.delete()[0] + listed.delete()[0])


def _account_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for person in Person.objects.filter(pk=person_id):
        yield {
            "email": person.email,
            "full_name": person.full_name,
            "phone": person.phone,
            "nik": person.nik,
            "language": person.language,
            "registered_at": person.registered_at.isoformat(),
        }


def _sessions_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for session in UserSession.objects.filter(user_id=person_id):
        yield {
            "signed_in_at": session.created_at.isoformat(),
            "network": session.ip,
            "browser": session.user_agent,
        }


def _grants_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for grant in Grant.objects.filter(person_id=person_id):
        yield {
            "role": grant.role,
            "area": grant.area_code,
            "agency": grant.agency_code,
            "from": grant.valid_from.isoformat(),
            "until": grant.valid_to.isoformat() if grant.valid_to else None,
        }


RETENTION = (
    Retention(
        "people.accounts", _("To sign in and be told"), _UNUSED, "UU 27/2022", _expire_accounts
    ),
    Retention(
        "people.sessions",
        _("To show you where you are signed in"),
        _SESSION,
        "UU 27/2022",
        _expire_sessions,
    ),
)
_TO_SIGN_IN = _("To sign in and be told")
_ALONE = _("The person alone")
PERSONAL_DATA = (
    PersonalData(
        "people.Person.email",
        _TO_SIGN_IN,
        "UU 27/2022",
        "people.accounts",
        _ALONE,
        export=_account_of,
    ),
    *(
        PersonalData(
            f"people.Person.{name}",
            _("To know whom an official letter is for"),
            "UU 24/2013",
            "people.accounts",
            _("Officers who handle a case of this person"),
            key_class="identity",
        )
        for name in ("full_name", "phone", "nik")
    ),
    PersonalData(
        "usersessions.UserSession.ip",
        _("To show you where you are signed in"),
        "UU 27/2022",
        "people.sessions",
        _ALONE,
        export=_sessions_of,
    ),
    PersonalData(
        "people.Grant.role",
        _("To say who may act for the city"),
        "UU 30/2014",
        "people.accounts",
        _("Administrators of roles, auditors"),
        export=_grants_of,
    ),
)
