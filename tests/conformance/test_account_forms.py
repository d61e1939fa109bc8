"""Forms of accounts, notices and data requests with what strangers send: words, never a crash."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.platform.people import api
from sewaka.platform.privacy import reference
from tests.cast import Player
from tests.hostile import TEXTS

FORMS = [
    ("account_login", ("login", "password")),
    ("account_signup", ("email", "password1")),
    ("account_reset_password", ("email",)),
    ("account_reauthenticate", ("password",)),
    ("account_change_password", ("oldpassword", "password1", "password2")),
    ("account_email", ("email", "action_add")),
    ("mfa_login_webauthn", ("credential",)),
    ("people_give_role", ("email", "role", "area_code", "agency_code", "last_day", "reason")),
    ("privacy_ask", ("kind", "words")),
    ("privacy_withdraw", ("consent",)),
    ("notify_preferences", ("by_mail",)),
]


@pytest.mark.parametrize(("name", "fields"), FORMS, ids=[name for name, _ in FORMS])
def test_every_field_bears_every_text(
    name: str, fields: tuple[str, ...], made: Player, putri: Player
) -> None:
    reference.load()
    client = (putri if name.startswith("people_") else made).client
    crashed = []
    for words, text in TEXTS.items():
        cache.clear()
        status = send(client, reverse(name), dict.fromkeys(fields, text))
        if status not in (200, 302, 404, 422):
            crashed.append((words, status))
    assert crashed == []


def test_a_reason_bears_every_text(ketut: Player, putri: Player) -> None:
    crashed = []
    for words, text in TEXTS.items():
        given = api.grant(person_id=ketut.person.pk, role="editor", actor=SYSTEM, now=clock.now())
        url = reverse("people_end_role", args=[given.pk])
        if send(putri.client, url, {"reason": text}) != 302:
            crashed.append(words)
    assert crashed == []


def send(client: Client, url: str, form: dict[str, str]) -> int:
    """Post the form as bytes, so that even half a character gets through; the status."""
    raw = {name: text.encode("utf-8", "surrogatepass") for name, text in form.items()}
    client.raise_request_exception = False
    kind = "application/x-www-form-urlencoded"
    return client.generic("POST", url, urlencode(raw).encode(), content_type=kind).status_code
