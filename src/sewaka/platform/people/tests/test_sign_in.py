"""Signing in and out, and what a stranger can not learn from it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from sewaka.kernel import clock
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.people.models import Person
from tests.cast import Player

SIGN_IN = "/akun/masuk"
_ADDRESSES = re.compile(r"[\w.-]+@contoh\.example")
_TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^,}]*')


@pytest.fixture(autouse=True)
def no_counts(db: None) -> None:
    """Rate limits start anew."""
    cache.clear()


def signs_in(client: Client, email: str, password: str) -> Any:
    """Fill in the sign-in page."""
    return client.post(SIGN_IN, {"login": email, "password": password})


def told(response: Any) -> tuple[int, str, str]:
    """All that an answer tells, without the address that was typed."""
    body = _TOKENS.sub("•", _ADDRESSES.sub("•", response.content.decode()))
    return response.status_code, response.headers.get("Location", ""), body


def problems(response: Any) -> list[str]:
    """The lines of the error summary."""
    found = BeautifulSoup(response.content, "lxml").select(".summary li")
    return [line.get_text(strip=True) for line in found]


def events(name: str) -> list[dict[str, Any]]:
    """The data of all events of that name."""
    return list(EventRow.objects.filter(name=name).values_list("data", flat=True))


def test_address_and_password_open_a_session(made: Player, client: Client) -> None:
    response = signs_in(client, " Made@Contoh.example", made.part.password)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/akun").status_code == 200
    assert events("people.signed_in") == [
        {"subject_id": str(made.person.pk), "methods": ["password"]}
    ]


def test_signing_out_ends_it(made: Player, client: Client) -> None:
    signs_in(client, made.part.email, made.part.password)
    client.post(reverse("account_logout"))
    assert client.get("/akun").status_code == 302
    assert len(events("people.signed_out")) == 1


def test_a_session_changes_its_name_when_somebody_signs_in(made: Player, client: Client) -> None:
    client.get(SIGN_IN)
    client.session["x"] = 1
    before = client.session.session_key
    signs_in(client, made.part.email, made.part.password)
    assert client.session.session_key != before


def test_known_and_unknown_addresses_get_the_same_answer(made: Player, client: Client) -> None:
    known = signs_in(client, "made@contoh.example", "bukan kata sandinya")
    unknown = signs_in(Client(), "tiada@contoh.example", "bukan kata sandinya")
    assert told(known) == told(unknown)
    assert known.status_code == 422
    assert problems(known) == ["Alamat dan kata sandi tidak cocok."]


def test_a_refused_sign_in_is_logged_without_the_address(made: Player, client: Client) -> None:
    signs_in(client, "made@contoh.example", "salah besar")
    signs_in(client, "tiada@contoh.example", "salah besar")
    refused = EventRow.objects.filter(name="people.sign_in_refused").order_by("position")
    assert [row.subject_id for row in refused] == [made.person.pk, None]
    assert "contoh.example" not in str([row.data for row in refused])


def test_five_wrong_passwords_pause_the_account_everywhere(made: Player) -> None:
    for _ in range(5):
        signs_in(Client(), made.part.email, "salah besar")
    right = signs_in(Client(), made.part.email, made.part.password)
    assert right.status_code == 422
    assert problems(right) == ["Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."]


def test_a_network_that_tries_too_much_is_told_when_to_come_back(made: Player) -> None:
    answers = [Client().get(SIGN_IN) for _ in range(31)]
    last = [Client().post(SIGN_IN, {"login": "x", "password": "y"}) for _ in range(31)][-1]
    assert {answer.status_code for answer in answers} == {200}
    assert (last.status_code, last.headers["Retry-After"]) == (429, "60")
    assert "Tunggu satu menit" in last.content.decode()


def test_the_pause_ends_after_five_minutes(made: Player) -> None:
    for _ in range(5):
        signs_in(Client(), made.part.email, "salah besar")
    with time_machine.travel(clock.now() + timedelta(seconds=301), tick=False):
        assert signs_in(Client(), made.part.email, made.part.password).status_code == 302


def test_a_closed_account_says_so_only_to_who_knows_the_password(made: Player) -> None:
    Person.objects.filter(pk=made.person.pk).update(is_active=False)
    right = signs_in(Client(), made.part.email, made.part.password)
    wrong = signs_in(Client(), made.part.email, "salah besar")
    assert right.headers.get("Location") == reverse("account_inactive") or right.status_code == 422
    assert problems(wrong) == ["Alamat dan kata sandi tidak cocok."]


def test_signing_up_asks_to_confirm_the_address(client: Client) -> None:
    response = client.post(
        reverse("account_signup"),
        {"email": "Baru@contoh.example", "password1": "kopi susu manis"},
    )
    assert response.headers["Location"] == reverse("account_email_verification_sent")
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["baru@contoh.example"], "Pastikan alamat Anda")
    assert client.get("/akun").status_code == 302
    (link,) = re.findall(r"http://testserver(/akun/surel/benar/\S+)", str(message.body))
    assert client.get(link).status_code == 200
    client.post(link)
    assert signs_in(client, "baru@contoh.example", "kopi susu manis").status_code == 302
    assert events("people.person_registered")[-1]["way"] == "self"


def test_signing_up_with_a_known_address_looks_the_same(made: Player) -> None:
    form = {"password1": "kopi susu manis"}
    url = reverse("account_signup")
    known = Client().post(url, {"email": "made@contoh.example", **form})
    unknown = Client().post(url, {"email": "tiada@contoh.example", **form})
    assert told(known) == told(unknown)
    assert Person.objects.filter(email="made@contoh.example").count() == 1
    assert [message.subject for message in mail.outbox] == [
        "Anda sudah punya akun",
        "Pastikan alamat Anda",
    ]


def test_forgetting_the_password_looks_the_same_for_everybody(made: Player) -> None:
    url = reverse("account_reset_password")
    known = Client().post(url, {"email": "made@contoh.example"})
    unknown = Client().post(url, {"email": "tiada@contoh.example"})
    assert told(known) == told(unknown)
    assert [message.subject for message in mail.outbox] == [
        "Pilih kata sandi baru",
        "Tidak ada akun dengan alamat ini",
    ]


def test_a_new_password_ends_every_session(made: Player, client: Client) -> None:
    other = Client()
    signs_in(other, made.part.email, made.part.password)
    client.post(reverse("account_reset_password"), {"email": made.part.email})
    (link,) = re.findall(r"http://testserver(/akun/sandi/baru/\S+)", str(mail.outbox[0].body))
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0]
    new = "angin laut sore hari"
    done = client.post(path, {"password1": new, "password2": new})
    assert done.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert other.get("/akun").status_code == 302
    assert signs_in(client, made.part.email, new).status_code == 302
    again = Client().get(link, follow=True)
    assert "sudah terpakai" in again.content.decode()


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("pendek", "Pakai paling sedikit 8 karakter"),
        ("password123", "dipakai banyak orang"),
        ("sewakadenpasar", "mudah ditebak"),
        ("barubaru12", "mudah ditebak"),
    ],
)
def test_weak_passwords_are_refused(password: str, words: str, client: Client) -> None:
    response = client.post(
        reverse("account_signup"), {"email": "barubaru@contoh.example", "password1": password}
    )
    assert response.status_code == 422
    assert words in " ".join(problems(response))
    assert Person.objects.count() == 0


def test_staff_need_twelve_characters(auditor: Player) -> None:
    response = auditor.client.post(
        reverse("account_change_password"),
        {
            "oldpassword": auditor.part.password,
            "password1": "hujan reda",
            "password2": "hujan reda",
        },
    )
    assert response.status_code == 422
    assert "12 karakter" in problems(response)[0]


def test_the_redirect_after_signing_in_stays_on_this_site(made: Player, client: Client) -> None:
    response = client.post(
        f"{SIGN_IN}?next=https://jahat.example/",
        {"login": made.part.email, "password": made.part.password},
    )
    assert response.headers["Location"] == "/"


def test_other_devices_are_listed_and_signed_out(made: Player) -> None:
    phone, laptop = Client(), Client()
    signs_in(phone, made.part.email, made.part.password)
    signs_in(laptop, made.part.email, made.part.password)
    page = BeautifulSoup(laptop.get(reverse("usersessions_list")).content, "lxml")
    assert [h.get_text() for h in page.select("section h2")] == [
        "Perangkat lain",
        "Perangkat ini",
    ]
    laptop.post(reverse("usersessions_list"))
    assert phone.get("/akun").status_code == 302
    assert laptop.get("/akun").status_code == 200
