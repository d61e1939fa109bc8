"""Each page of the account: who reaches it, what it says, under which headers."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sewaka.platform.people.templatetags.devices import device
from tests.cast import Player

FOR_EVERYBODY = {
    "account_login": "Masuk",
    "account_signup": "Buat akun",
    "account_reset_password": "Lupa kata sandi",
    "account_reset_password_done": "Periksa surel Anda",
    "account_reset_password_from_key_done": "Kata sandi Anda sudah diganti",
    "account_inactive": "Akun ini ditutup",
}
FOR_THE_SIGNED_IN = {
    "people_account": "Akun saya",
    "account_logout": "Keluar dari perangkat ini?",
    "account_email": "Alamat surel",
    "account_change_password": "Ganti kata sandi",
    "account_reauthenticate": "Pastikan ini Anda",
    "mfa_index": "Langkah kedua saat masuk",
    "mfa_list_webauthn": "Kunci sandi",
    "usersessions_list": "Tempat Anda sedang masuk",
}


def heading(response: Any) -> str:
    """The page's one h1."""
    (found,) = BeautifulSoup(response.content, "lxml").find_all("h1")
    return " ".join(found.get_text().split())


@pytest.mark.parametrize(("name", "words"), FOR_EVERYBODY.items())
def test_a_stranger_sees(name: str, words: str, client: Client, db: None) -> None:
    response = client.get(reverse(name))
    assert (response.status_code, heading(response)) == (200, words)
    policy = response.headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types sewaka" in policy
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("name", "words"), FOR_THE_SIGNED_IN.items())
def test_a_citizen_sees(name: str, words: str, made: Player) -> None:
    response = made.client.get(reverse(name))
    assert (response.status_code, heading(response)) == (200, words)


@pytest.mark.parametrize("name", sorted(set(FOR_THE_SIGNED_IN) - {"account_logout"}))
def test_a_stranger_is_sent_to_sign_in(name: str, client: Client, db: None) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].split("?")[0] == reverse("account_login")


def test_pages_load_one_script_and_no_htmx(client: Client, db: None) -> None:
    page = BeautifulSoup(client.get(reverse("account_login")).content, "lxml")
    scripts = [str(script.get("src")) for script in page.find_all("script")]
    assert [src for src in scripts if "auth" not in src] == []


def test_english_is_complete(client: Client, db: None) -> None:
    client.cookies["django_language"] = "en"
    assert heading(client.get(reverse("account_signup"))) == "Make an account"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit Chrome/156 Mobile Safari", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156 Safari Edg/156", "Edge, Windows"),
        ("curl/8", "perangkat tak dikenal"),
        ("<script>", "perangkat tak dikenal"),
    ],
)
def test_devices_are_named_in_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words
