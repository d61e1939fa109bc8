"""Identifiers: time-ordered keys for the database, check-digit numbers for people, secrets."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

# Crockford's base 32: no I, L, O, U, so that what is read aloud can be typed back.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_SYMBOLS = 7
_SET_BACK_TICKS = 10_000 * 4096  # ten seconds
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


class _Ticks:
    """Growing time stamps of this process in 1/4096 ms, never ahead of the clock for long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        """The present tick, or the one after the last if the clock has not moved since.

        A clock that was set back by seconds is followed, so that ids do not stay in the future.
        """
        with self._lock:
            present = time.time_ns() * 4096 // 1_000_000
            is_set_back = self._last - present > _SET_BACK_TICKS
            self._last = present if is_set_back else max(present, self._last + 1)
            return self._last


_ticks = _Ticks()


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562, method 3 of section 6.2): sorts by creation time.

    48 bits of milliseconds, 12 bits of their fraction, 62 random bits. Ids of one process always
    grow; a burst runs ahead of the clock by 0.24 microseconds an id, not by a millisecond.
    """
    milliseconds, fraction = divmod(_ticks.next(), 4096)
    high = milliseconds << 16 | 0x7000 | fraction
    return UUID(int=high << 64 | 0b10 << 62 | secrets.randbits(62))


def time_of(made: UUID) -> datetime:
    """When a `new_id` was made, to the millisecond."""
    return datetime.fromtimestamp((made.int >> 80) / 1000, tz=UTC)


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
