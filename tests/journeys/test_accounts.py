"""Signing in as people do: with a passkey, with an app, without scripts; and one's own pages."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.cast import PARTS
from tests.journeys.conftest import PHONE, STAFF, Cookies, OpenContext
from tests.journeys.visitor import Visitor

LOOKS = list(itertools.product(("light", "dark"), ("id", "en")))
# The others are in `test_pages`, at every width.
OWN = [
    "/akun/surel", "/akun/langkah-kedua", "/akun/perangkat", "/akun/kabar", "/akun/data/minta",
    "/akun/data/salinan", "/akun/data/hapus", "/akun/demo",
]  # fmt: skip


def sign_in(visitor: Visitor, name: str) -> None:
    """Address and password."""
    visitor.goto("/akun/masuk")
    visitor.fill("Alamat surel", PARTS[name].email)
    visitor.fill("Kata sandi", PARTS[name].password)
    submit(visitor, "Masuk")


def submit(visitor: Visitor, words: str) -> None:
    """Press the button of the page itself; the header has a link of the same name."""
    main = visitor.page.locator("main")
    main.get_by_role("button", name=words, exact=True).click()
    visitor.look()


def test_an_officer_sets_up_a_passkey_and_signs_in_with_it(
    open_context: OpenContext, passkeys: Callable[[Visitor], Any], cookies_of: Cookies
) -> None:
    cookies_of("putri")  # enters her
    putri = open_context(STAFF)
    passkeys(putri)
    sign_in(putri, "putri")
    putri.goto("/kerja/peran")
    putri.sees("Peran Anda memerlukan langkah kedua")
    putri.press("Pasang kunci sandi")
    putri.heading("Pastikan ini Anda")
    putri.fill("Kata sandi", PARTS["putri"].password)
    submit(putri, "Lanjut")
    putri.heading("Pasang kunci sandi")
    submit(putri, "Pasang kunci sandi")
    putri.heading("Kode cadangan")
    putri.goto("/kerja/peran")
    putri.heading("Peran")
    putri.goto("/akun/keluar")
    submit(putri, "Keluar")
    putri.goto("/akun/masuk")
    putri.press("Masuk dengan kunci sandi")
    putri.page.wait_for_url(re.compile(r"/$"))
    putri.goto("/kerja/peran")
    putri.heading("Peran")


@pytest.mark.parametrize(("who", "scripts"), [("luh", True), ("ratih", False)])
def test_a_citizen_sets_up_an_app_and_signs_in_with_its_code(
    who: str,
    *,
    scripts: bool,
    open_context: OpenContext,
    cookies_of: Cookies,
) -> None:
    cookies_of(who)
    phone = open_context(PHONE, scripts=scripts)
    sign_in(phone, who)
    phone.goto("/akun/langkah-kedua/aplikasi")
    phone.fill("Kata sandi", PARTS[who].password)
    submit(phone, "Lanjut")
    phone.heading("Pasang aplikasi")
    text = phone.page.locator("main").inner_text()
    (secret,) = re.findall(r"\b[A-Z2-7]{32}\b", text)
    phone.fill("Kode", code_now(secret))
    submit(phone, "Pasang aplikasi")
    phone.heading("Kode cadangan")
    phone.goto("/akun/keluar")
    submit(phone, "Keluar")
    sign_in(phone, who)
    phone.heading("Langkah kedua Anda")
    phone.fill("Kode", code_now(secret, later=1))  # the first one is used up
    submit(phone, "Masuk")
    phone.goto("/akun")
    phone.sees(PARTS[who].email)


@pytest.mark.parametrize(("theme", "language"), LOOKS)
def test_every_page_of_ones_own_stands_axe(
    theme: str, language: str, open_context: OpenContext
) -> None:
    made = open_context(PHONE, who="made", theme=theme, language=language)
    for path in OWN:
        made.goto(path)
        assert made.is_reflowed(), path


def code_now(secret: str, *, later: int = 0) -> str:
    """What the app shows, or will show in so many periods."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))
