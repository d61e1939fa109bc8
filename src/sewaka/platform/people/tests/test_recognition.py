"""The ready made statements say what Django's own would say."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.forms import model_to_dict

from sewaka.kernel import clock
from sewaka.kernel.ids import new_id
from sewaka.platform.people.models import Person
from sewaka.platform.people.recognition import PersonBackend, SessionStore
from tests.cast import Player


def key_of(player: Player) -> str:
    """The session that the player's browser carries."""
    return player.client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_session_is_read_as_django_reads_it(made: Player) -> None:
    found = SessionStore(key_of(made)).load()
    assert found == db.SessionStore(key_of(made)).load()
    assert found["_auth_user_id"] == str(made.person.pk)


def test_a_session_that_is_over_tells_nothing(made: Player) -> None:
    store = SessionStore(key_of(made))
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert store.load() == {}
    assert store.session_key is None, "a key that is not ours would be taken on"
    assert made.client.get("/akun").status_code == 302


def test_a_key_that_nobody_gave_out_is_not_taken_on(db: None) -> None:
    store = SessionStore("a" * 32)
    assert store.load() == {}
    assert store.session_key is None


def test_a_person_is_read_whole(made: Player) -> None:
    found = PersonBackend().get_user(made.person.pk)
    assert found is not None
    assert model_to_dict(found) == model_to_dict(Person.objects.get(pk=made.person.pk))


def test_who_may_not_act_or_is_not_there_is_nobody(made: Player) -> None:
    Person.objects.filter(pk=made.person.pk).update(is_active=False)
    assert PersonBackend().get_user(made.person.pk) is None
    assert PersonBackend().get_user(new_id()) is None
