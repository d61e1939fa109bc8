"""Identifiers: time-ordered keys for the database, check-digit numbers for people, secrets."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from uuid6 import uuid7

# Crockford's base 32: no I, L, O, U, so that what is read aloud can be typed back.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_SYMBOLS = 7
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562): sorts by creation time."""
    return UUID(int=uuid7().int)


def new_secret() -> str:
    """A 128-bit secret for a link, as 22 URL-safe characters. Store only its `digest`."""
    return secrets.token_urlsafe(16)


def digest(secret: str) -> bytes:
    """SHA-256 of a secret with full entropy (not for passwords)."""
    return hashlib.sha256(secret.encode()).digest()


def check_symbol(symbols: str) -> str:
    """The check symbol over Crockford symbols.

    Weighted sum modulo the prime 37 would need five more symbols than people can type; instead
    each symbol is a number of GF(32) and is multiplied by a growing power of the generator
    (polynomial x^5 + x^2 + 1), as in a Reed-Solomon code of distance 2. One wrong symbol, or two
    exchanged neighbours, always changes the sum.
    """
    total = 0
    for position, symbol in enumerate(symbols, start=1):
        total ^= _multiply(CROCKFORD.index(symbol), _POWERS[position % 31])
    return CROCKFORD[total]


def new_number(*, prefix: str, now: datetime) -> str:
    """A number such as `L26-7K3QX9M-4`: one letter, year, seven random symbols, check symbol.

    Random, never sequential: the number of one case must not lead to the next.
    """
    year = f"{now.year % 100:02d}"
    body = "".join(secrets.choice(CROCKFORD) for _ in range(_RANDOM_SYMBOLS))
    return f"{prefix}{year}-{body}-{check_symbol(year + body)}"


def read_number(text: str) -> str | None:
    """The canonical form of what somebody typed or read aloud, or None if its check fails.

    Case-blind, ignores dashes and blanks; after the first letter O reads as 0, I and L as 1.
    """
    squeezed = "".join(ch for ch in text.upper() if ch.isalnum())
    letter, rest = squeezed[:1], squeezed[1:].translate(_MISREAD)
    if len(rest) != 2 + _RANDOM_SYMBOLS + 1 or not letter.isalpha() or not letter.isascii():
        return None
    if any(symbol not in CROCKFORD for symbol in rest) or not rest[:2].isdigit():
        return None
    if check_symbol(rest[:-1]) != rest[-1]:
        return None
    return f"{letter}{rest[:2]}-{rest[2:-1]}-{rest[-1]}"


def _multiply(a: int, b: int) -> int:
    """Product in GF(32) with the reduction polynomial x^5 + x^2 + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0b100000:
            a ^= 0b100101
        b >>= 1
    return product


def _powers() -> tuple[int, ...]:
    """The 31 powers of the generator 2."""
    powers = [1]
    for _ in range(30):
        powers.append(_multiply(powers[-1], 2))
    return tuple(powers)


_POWERS = _powers()
