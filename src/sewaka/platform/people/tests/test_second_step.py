"""The second step: app, spare codes, passkey; and the gate in front of staff pages."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from sewaka.kernel import clock
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.people.models import Person
from tests.cast import Player, signed_in
from tests.writes import nothing_written

CODE_PAGE = "/akun/langkah-kedua/masuk"


@pytest.fixture(autouse=True)
def no_counts(db: None) -> None:
    """Rate limits and used codes start anew."""
    cache.clear()


def code_of(secret: str, *, step: int = 0) -> str:
    """What the app shows now, or some periods before or after."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


def enrol(client: Client) -> str:
    """Set up the app as a person does; the secret that the phone keeps."""
    url = reverse("mfa_activate_totp")
    page = BeautifulSoup(client.get(url).content, "lxml")
    secret = str(client.session["mfa.totp.secret"])
    assert secret in page.get_text()
    response = client.post(url, {"code": code_of(secret)})
    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def prove(client: Client, who: Player) -> None:
    """Type the password again, which enrolling asks for."""
    client.post(reverse("account_reauthenticate"), {"password": who.part.password})


@pytest.fixture
def enrolled(auditor: Player) -> tuple[Player, str]:
    """The auditor with an app, signed out."""
    client = signed_in(auditor.person, is_strong=False)
    prove(client, auditor)
    return auditor, enrol(client)


def first_step(who: Player) -> Client:
    """A browser after the password."""
    client = Client()
    response = client.post("/akun/masuk", {"login": who.part.email, "password": who.part.password})
    assert response.headers["Location"] == CODE_PAGE
    return client


def test_a_staff_session_without_factor_reaches_only_the_enrolment(auditor: Player) -> None:
    client = signed_in(auditor.person, is_strong=False)
    response = client.get("/saya/kabar")
    assert response.headers["Location"] == "/akun/langkah-kedua?next=%2Fsaya%2Fkabar"
    page = client.get(reverse("mfa_index"))
    assert "Peran Anda memerlukan langkah kedua" in page.content.decode()


def test_without_factor_there_are_no_rights_anywhere(auditor: Player) -> None:
    client = signed_in(auditor.person, is_strong=False)
    actor = client.get(reverse("mfa_index")).wsgi_request.actor  # type: ignore[attr-defined]
    assert (actor.person_id, actor.grants) == (auditor.person.pk, ())


def test_the_gate_writes_nothing(auditor: Player) -> None:
    client = signed_in(auditor.person, is_strong=False)
    with nothing_written():
        response = client.post("/akun/kabar", {"by_mail": ""})
    assert response.headers["Location"] == reverse("mfa_index")


def test_programs_are_told_in_json(auditor: Player) -> None:
    client = signed_in(auditor.person, is_strong=False)
    response = client.get("/api/v1/openapi.json")
    assert (response.status_code, response.json()["code"]) == (401, "people.second_factor_needed")


def test_citizens_are_not_asked_for_one(made: Player) -> None:
    client = signed_in(made.person, is_strong=False)
    assert client.get("/saya/kabar").status_code == 200


def test_a_citizen_with_an_app_is_asked_for_its_code(made: Player) -> None:
    client = signed_in(made.person, is_strong=False)
    prove(client, made)
    secret = enrol(client)
    with time_machine.travel(clock.now() + timedelta(seconds=90), tick=False):
        fresh = first_step(made)
        assert fresh.get("/saya/kabar").status_code == 302
        fresh.post(CODE_PAGE, {"code": code_of(secret)})
        assert fresh.get("/saya/kabar").status_code == 200


def test_password_and_code_open_a_staff_session(enrolled: tuple[Player, str]) -> None:
    auditor, secret = enrolled
    with time_machine.travel(clock.now() + timedelta(seconds=90), tick=False):
        client = first_step(auditor)
        client.post(CODE_PAGE, {"code": code_of(secret)})
        assert client.get("/saya/kabar").status_code == 200
    row = EventRow.objects.filter(name="people.signed_in").latest("position")
    assert row.data["methods"] == ["password", "totp"]


def test_enrolling_opens_the_gate_at_once(auditor: Player) -> None:
    client = signed_in(auditor.person, is_strong=False)
    prove(client, auditor)
    secret = enrol(client)
    assert client.get("/saya/kabar").status_code == 200
    replay = first_step(auditor).post(CODE_PAGE, {"code": code_of(secret)})
    assert replay.status_code == 422


def test_a_code_works_once(enrolled: tuple[Player, str]) -> None:
    auditor, secret = enrolled
    with time_machine.travel(clock.now() + timedelta(seconds=90), tick=False):
        code = code_of(secret)
        assert first_step(auditor).post(CODE_PAGE, {"code": code}).status_code == 302
        replay = first_step(auditor).post(CODE_PAGE, {"code": code})
    assert replay.status_code == 422


def test_a_code_does_not_work_again_in_the_next_period(enrolled: tuple[Player, str]) -> None:
    auditor, secret = enrolled
    at = clock.now() + timedelta(seconds=90)
    with time_machine.travel(at, tick=False):
        code = code_of(secret)
        assert first_step(auditor).post(CODE_PAGE, {"code": code}).status_code == 302
    with time_machine.travel(at + timedelta(seconds=31), tick=False):
        assert first_step(auditor).post(CODE_PAGE, {"code": code}).status_code == 422


@pytest.mark.parametrize(("step", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_one_period_of_a_wrong_clock_is_borne(
    step: int, status: int, enrolled: tuple[Player, str]
) -> None:
    auditor, secret = enrolled
    with time_machine.travel(clock.now() + timedelta(seconds=300), tick=False):
        response = first_step(auditor).post(CODE_PAGE, {"code": code_of(secret, step=step)})
    assert response.status_code == status


def test_guessing_codes_is_stopped(enrolled: tuple[Player, str]) -> None:
    auditor, secret = enrolled
    with time_machine.travel(clock.now() + timedelta(seconds=90), tick=False):
        client = first_step(auditor)
        for _ in range(5):
            client.post(CODE_PAGE, {"code": "000000"})
        assert client.post(CODE_PAGE, {"code": code_of(secret)}).status_code == 422


def test_a_spare_code_works_once(enrolled: tuple[Player, str]) -> None:
    auditor, _secret = enrolled
    spare = Authenticator.objects.get(user=auditor.person, type="recovery_codes")
    (code, *_rest) = spare.wrap().get_unused_codes()
    assert first_step(auditor).post(CODE_PAGE, {"code": code}).status_code == 302
    assert first_step(auditor).post(CODE_PAGE, {"code": code}).status_code == 422


def test_secrets_of_factors_lie_sealed(enrolled: tuple[Player, str]) -> None:
    _auditor, secret = enrolled
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert stored.count("'k") == 2  # one cell for the app, one for the spare codes


def test_officers_keep_one_factor(enrolled: tuple[Player, str]) -> None:
    auditor, _secret = enrolled
    client = auditor.client
    prove(client, auditor)
    response = client.post(reverse("mfa_deactivate_totp"))
    assert response.status_code == 422
    assert Authenticator.objects.filter(user=auditor.person, type="totp").exists()


def test_a_short_password_is_lengthened_before_work(auditor: Player) -> None:
    Person.objects.filter(pk=auditor.person.pk).update(has_long_password=False)
    response = auditor.client.get("/saya/kabar")
    assert response.headers["Location"] == "/akun/sandi?next=%2Fsaya%2Fkabar"


@pytest.mark.parametrize(
    ("minutes", "status"), [((29, 29, 29), 200), ((31,), 302), ((29,) * 25, 302)]
)
def test_staff_sessions_end_after_30_idle_minutes_or_12_hours(
    minutes: tuple[int, ...], status: int, auditor: Player
) -> None:
    client, at = auditor.client, clock.now()
    client.get("/saya/kabar")
    response: Any = None
    for pause in minutes:
        at += timedelta(minutes=pause)
        with time_machine.travel(at, tick=False):
            response = client.get("/saya/kabar")
        if response.status_code == 302:
            break
    assert response.status_code == status


def test_an_ended_session_is_gone_and_says_why(auditor: Player) -> None:
    client = auditor.client
    client.get("/saya/kabar")
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        page = client.get("/saya/kabar", follow=True)
        assert "Anda dikeluarkan setelah 30 menit" in page.content.decode()
        assert client.get("/saya/kabar").status_code == 302


def test_citizens_stay_signed_in_for_30_days(made: Player) -> None:
    client = signed_in(made.person, is_strong=False)
    for days, status in ((29, 200), (31, 302)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            assert client.get("/saya/kabar").status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (301, 302)])
def test_step_up_asks_again_after_five_minutes(seconds: int, status: int, dpo: Player) -> None:
    client, at = dpo.client, clock.now()
    with time_machine.travel(at + timedelta(seconds=seconds), tick=False):
        response = client.get(reverse("privacy_export"))
    assert response.status_code == status


def test_who_has_an_app_steps_up_with_it_not_with_the_password(
    enrolled: tuple[Player, str],
) -> None:
    auditor, secret = enrolled
    client = auditor.client
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        prove(client, auditor)
        response = client.get(reverse("privacy_export"))
        page = reverse("mfa_reauthenticate")
        assert response.headers["Location"] == f"{page}?next=%2Fakun%2Fdata%2Fsalinan"
        done = client.post(response.headers["Location"], {"code": code_of(secret)})
        assert done.headers["Location"] == "/akun/data/salinan"
        assert client.get(reverse("privacy_export")).status_code == 200
