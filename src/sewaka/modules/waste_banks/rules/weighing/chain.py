"""The chain of a phone's records: each hash covers the record and the hash before it.

Whoever takes a row out, changes, swaps or slips one in breaks it from there on; a cut tail shows in
the manifest (`manifest.py`), which names the last hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sewaka.modules.waste_banks.rules.weighing.canonical import NotCanonical, canonical

_NAME = "sewaka-weighing-v1"


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it comes over the wire. `prev`, `hash`: 32 bytes each."""

    seq: int
    prev: bytes
    hash: bytes
    body: Mapping[str, Any]


def genesis(*, session_id: UUID, device_id: UUID) -> bytes:
    """What the first record of a phone in a session is chained to."""
    return sha256(f"{_NAME}|{session_id}|{device_id}".encode()).digest()


def link(*, prev: bytes, body: Mapping[str, Any]) -> bytes:
    """The hash of a record after the one with hash `prev`. Raises NotCanonical."""
    return sha256(prev + canonical(body)).digest()


def written(bodies: Iterable[Mapping[str, Any]], *, start: bytes) -> list[Sent]:
    """The chain over bodies, as a phone writes it from the hash `start`."""
    found, prev = [], start
    for body in bodies:
        here = link(prev=prev, body=body)
        found.append(Sent(seq=body["seq"], prev=prev, hash=here, body=body))
        prev = here
    return found


def first_broken(sent: Sequence[Sent], *, seq: int, prev: bytes) -> int | None:
    """Where records do not continue from the hash `prev`, whose follower has number `seq`.

    The number that should stand at the first such place, or None when the chain holds.
    """
    for wanted, one in enumerate(sent, start=seq):
        if one.seq != wanted or one.body.get("seq") != wanted or one.prev != prev:
            return wanted
        try:
            prev = link(prev=prev, body=one.body)
        except NotCanonical:
            return wanted
        if prev != one.hash:
            return wanted
    return None
