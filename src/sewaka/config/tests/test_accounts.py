"""Accounts as the city runs them; the tests hash faster."""

from __future__ import annotations

from pytest_django import fixtures

from sewaka.config import accounts
from tests.cast import Player


def test_passwords_are_hashed_with_argon2id(made: Player, settings: fixtures.Settings) -> None:
    settings.PASSWORD_HASHERS = accounts.PASSWORD_HASHERS
    made.person.set_password("ombak sanur pagi")
    assert made.person.password.startswith("argon2$argon2id$")
