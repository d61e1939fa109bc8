"""Sealing of single values: AES-256-GCM cells, wrapped keys, keyed digests. Pure functions.

A cell is `k<key id>:<nonce>:<ciphertext>` in URL-safe base 64. What it belongs to (table, column,
row) is authenticated with it, so a cell moved elsewhere does not open.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_BLIND_BYTES = 16
_CELL = re.compile(r"k(\d{1,18}):([\w-]{16}):([\w-]{22,})", re.ASCII)


class Tampered(ValueError):
    """A sealed value does not open: wrong key, wrong place, or changed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A sealed value as it stands in a column."""

    key_id: int
    nonce: bytes
    ciphertext: bytes

    def __str__(self) -> str:
        """The stored form."""
        return f"k{self.key_id}:{_encode(self.nonce)}:{_encode(self.ciphertext)}"


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def seal(text: str, *, key: bytes, key_id: int, place: str) -> Cell:
    """Encrypt a text for one place ("table.column:pk")."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return Cell(key_id, nonce, AESGCM(key).encrypt(nonce, text.encode(), place.encode()))


def unseal(cell: Cell, *, key: bytes, place: str) -> str:
    """The text of a cell. Raises `Tampered`."""
    try:
        return AESGCM(key).decrypt(cell.nonce, cell.ciphertext, place.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Tampered(place) from error


def read_cell(stored: str) -> Cell:
    """Parse the stored form. Raises `Tampered` for anything else."""
    found = _CELL.fullmatch(stored)
    if found is None:
        raise Tampered("not a cell")
    key_id, nonce, ciphertext = found.groups()
    return Cell(int(key_id), _decode(nonce), _decode(ciphertext))


def wrap(key: bytes, *, master: bytes, place: str) -> bytes:
    """A data key encrypted under a master key."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, key, place.encode())


def unwrap(wrapped: bytes, *, master: bytes, place: str) -> bytes:
    """The data key. Raises `Tampered`, also when the master key is the wrong one."""
    nonce, ciphertext = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
    try:
        return AESGCM(master).decrypt(nonce, ciphertext, place.encode())
    except (InvalidTag, ValueError) as error:
        raise Tampered(place) from error


def blind(text: str, *, key: bytes, purpose: str) -> bytes:
    """A 128-bit keyed digest of a normalised value: equal values meet, nobody guesses without key.

    `purpose` keeps columns apart that must not be joined by their digests.
    """
    return hmac.digest(key, f"{purpose}\0{text}".encode(), "sha256")[:_BLIND_BYTES]


def fingerprint(key: bytes) -> str:
    """A short name of a key for minutes and messages; says nothing about the key."""
    return sha256(b"sewaka key fingerprint\0" + key).hexdigest()[:16]


def _encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
