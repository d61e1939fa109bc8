"""Recognises whoever comes back: the session and the person of a request.

Both are asked with every request of whoever signed in. The statements are ready made: drawing them
up anew costs three times what PostgreSQL needs to answer.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.db import connection

from sewaka.kernel import clock
from sewaka.platform.people.models import Person

_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
_PERSON = "SELECT * FROM people_person WHERE id = %s"


class SessionStore(db.SessionStore):
    """Django's sessions in the database; only the reading is ours (`SESSION_ENGINE`)."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key any more, if there is none that is valid."""
        with connection.cursor() as cursor:
            cursor.execute(_SESSION, (self.session_key, clock.now()))
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])


class PersonBackend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """allauth's way to sign in; only looking up who did is ours (`AUTHENTICATION_BACKENDS`)."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person of that id, if she may still act."""
        person = next(iter(Person.objects.raw(_PERSON, [user_id])), None)
        return person if person is not None and self.user_can_authenticate(person) else None
