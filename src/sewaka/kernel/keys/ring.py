"""Finding data keys: made on first need, unwrapped on demand, remembered for one request.

A ring remembers keys between `open_ring()` and its end, so that an erasure bites at the next
request. Without a ring nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from sewaka.kernel import clock, crypto
from sewaka.kernel.keys import masters
from sewaka.kernel.keys.classes import KeyClass

if TYPE_CHECKING:  # tables are loaded with the apps, this module before them
    from sewaka.kernel.keys.models import SubjectKey

_INSERT = """
WITH held AS (SELECT pg_advisory_xact_lock_shared(%s))
INSERT INTO keys_subjectkey (subject_id, key_class, master, wrapped, created_at)
SELECT %s, %s, %s, %s, %s FROM held
ON CONFLICT (subject_id, key_class) DO NOTHING RETURNING id
"""


class Erased(ValueError):
    """The person's keys were destroyed; nothing more is written under their name."""


@dataclass(slots=True, eq=False)
class DataKey:
    """An unwrapped data key; `key` is None once it was erased.

    A key found inside a transaction may have been made by it: it is good only until a rollback,
    which takes the commit hook away with it.
    """

    id: int
    key: bytes | None
    is_settled: bool = False

    def settle(self) -> None:
        """The transaction that found the key has committed."""
        self.is_settled = True

    @property
    def is_good(self) -> bool:
        """Whether the key's row is certain to exist."""
        return self.is_settled or any(
            pending[1] == self.settle for pending in connection.run_on_commit
        )


@dataclass(slots=True)
class Ring:
    """Keys remembered for one request or job."""

    by_subject: dict[tuple[UUID, str], DataKey] = field(default_factory=dict)
    by_id: dict[int, DataKey] = field(default_factory=dict)


_ring: ContextVar[Ring | None] = ContextVar("sewaka_key_ring", default=None)


@contextmanager
def open_ring() -> Iterator[None]:
    """Remember keys until the end of the block."""
    token = _ring.set(Ring())
    try:
        yield
    finally:
        _ring.reset(token)


def forget_all() -> None:
    """Empty the present ring: keys were destroyed."""
    if ring := _ring.get():
        ring.by_subject.clear()
        ring.by_id.clear()


def lock_of(key_class: str) -> int:
    """The advisory lock that writers of data keys share and the end of a rotation takes alone."""
    return 0x5E4A_0000 + list(KeyClass).index(KeyClass(key_class))


def place_of(subject: UUID, key_class: str) -> str:
    """What a wrapped key is authenticated with."""
    return f"keys_subjectkey.{key_class}:{subject}"


def key_for(subject: UUID, key_class: str) -> tuple[int, bytes]:
    """Number and key of the person's key of that class, made if there is none. Raises `Erased`."""
    ring = _ring.get()
    known = ring.by_subject.get((subject, key_class)) if ring else None
    if known is None or not known.is_good:
        known = _find(subject, key_class) or _make(subject, key_class)
        _remember(known, subject, key_class)
    if known.key is None:
        raise Erased(key_class)
    return known.id, known.key


def key_of(key_id: int) -> DataKey:
    """The key that sealed a cell; its `key` is None when it was erased."""
    ring = _ring.get()
    known = ring.by_id.get(key_id) if ring else None
    if known is None or not known.is_good:
        return load((key_id,)).get(key_id) or DataKey(key_id, None)
    return known


def load(key_ids: Iterable[int]) -> dict[int, DataKey]:
    """Many keys by one query, remembered by the ring: for lists, before their values are read."""
    from sewaka.kernel.keys.models import SubjectKey

    found = {}
    rows = SubjectKey.objects.filter(pk__in=set(key_ids))
    for pk, subject, key_class, master, wrapped in rows.values_list(
        "pk", "subject_id", "key_class", "master", "wrapped"
    ):
        found[pk] = DataKey(pk, _unwrap(subject, key_class, master, wrapped))
        _remember(found[pk], subject, key_class)
    return found


def _remember(found: DataKey, subject: UUID, key_class: str) -> None:
    if ring := _ring.get():
        if not found.is_good:
            transaction.on_commit(found.settle)
        ring.by_subject[subject, key_class] = ring.by_id[found.id] = found


def _find(subject: UUID, key_class: str) -> DataKey | None:
    from sewaka.kernel.keys.models import SubjectKey

    row = SubjectKey.objects.filter(subject_id=subject, key_class=key_class).first()
    return None if row is None else _unwrapped(row)


def _make(subject: UUID, key_class: str) -> DataKey:
    from sewaka.kernel.keys.models import SubjectKey

    key, master = crypto.new_key(), masters.current(KeyClass(key_class))
    place = place_of(subject, key_class)
    wrapped = crypto.wrap(key, master=master.key, place=place)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                lock_of(key_class), subject, key_class, master.version, wrapped,
                clock.now(),  # when the key was made is no part of any rule
            ],
        )  # fmt: skip
        made = cursor.fetchone()
        present = masters.current(key_class)
        if made and present.version != master.version:
            # A rotation ended between reading the master and taking the lock: wrap anew.
            SubjectKey.objects.filter(pk=made[0]).update(
                master=present.version,
                wrapped=crypto.wrap(key, master=present.key, place=place),
            )
    if made:
        return DataKey(made[0], key)
    winner = SubjectKey.objects.get(subject_id=subject, key_class=key_class)
    return _unwrapped(winner)


def _unwrapped(row: SubjectKey) -> DataKey:
    return DataKey(row.pk, _unwrap(row.subject_id, row.key_class, row.master, row.wrapped))


def _unwrap(
    subject: UUID, key_class: str, version: int, wrapped: bytes | memoryview | None
) -> bytes | None:
    if wrapped is None:
        return None
    master = masters.load(key_class, version=version)
    return crypto.unwrap(bytes(wrapped), master=master.key, place=place_of(subject, key_class))
