"""Exchanging the master key of a class, and the key of its blind indexes.

Values stay readable throughout: both versions lie there until nothing needs the old one. Killed in
the middle, it is simply started again. The end leaves a minute in `minutes.txt` beside the keys.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Func, IntegerField, Value

from sewaka.kernel import crypto
from sewaka.kernel.keys import masters, ring
from sewaka.kernel.keys.blind import BlindIndexField, indexes_of
from sewaka.kernel.keys.classes import KeyClass
from sewaka.kernel.keys.columns import EncryptedTextField, preload
from sewaka.kernel.keys.models import SubjectKey

_MINUTES = "minutes.txt"


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did."""

    key_class: str
    version: int  # the present one now
    rewrapped: int
    reindexed: int
    destroyed: tuple[int, ...]


def rotate(key_class: KeyClass | str, *, now: datetime, batch: int = 500) -> Rotation:
    """Give a class a new master key and a new blind key, and destroy the old ones.

    Continues a rotation that was begun before.
    """
    name = KeyClass(key_class).value
    blind_name = f"{masters.BLIND}-{name}"
    present, blind_present = _begun(name), _begun(blind_name)
    rewrapped = sum(_rewrapped(name, present, batch=batch))
    reindexed = _reindex(name, blind_present.version, batch=batch)
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever makes a data key holds this lock until commit; now nobody does.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ring.lock_of(name)])
        rewrapped += sum(_rewrapped(name, present, batch=batch))
        destroyed = _destroy_older(name, present, now=now)
    _destroy_older(blind_name, blind_present, now=now)
    reindexed += _reindex(name, blind_present.version, batch=batch)
    return Rotation(name, present.version, rewrapped, reindexed, destroyed)


def _begun(name: str) -> masters.Master:
    """The new version: of a rotation under way, else made now."""
    if len(masters.versions(name)) > 1:
        return masters.current(name)
    return masters.add_version(name)


def _rewrapped(name: str, present: masters.Master, *, batch: int) -> Iterator[int]:
    """Wrap the data keys anew, batch by batch, each its own transaction when there is no outer."""
    old = SubjectKey.objects.filter(
        key_class=name, master__lt=present.version, wrapped__isnull=False
    )
    while True:
        with transaction.atomic():
            rows = list(old.order_by("pk").select_for_update()[:batch])
            for row in rows:
                _rewrap(row, present)
            SubjectKey.objects.bulk_update(rows, ["wrapped", "master"])
        yield len(rows)
        if len(rows) < batch:
            return


def _rewrap(row: SubjectKey, present: masters.Master) -> None:
    place = ring.place_of(row.subject_id, row.key_class)
    old = masters.load(row.key_class, version=row.master)
    key = crypto.unwrap(bytes(row.wrapped or b""), master=old.key, place=place)
    row.wrapped = crypto.wrap(key, master=present.key, place=place)
    row.master = present.version


def _reindex(name: str, version: int, *, batch: int) -> int:
    """Digest anew what was digested under an older key; the number of rows."""
    count = 0
    for model in apps.get_models():
        for index, source in indexes_of(model):
            if index.key_class == name:
                count += sum(_reindexed(model, index, source, version=version, batch=batch))
    return count


def _reindexed(
    model: type[models.Model],
    index: BlindIndexField,
    source: EncryptedTextField,
    *,
    version: int,
    batch: int,
) -> Iterator[int]:
    manager = model._default_manager  # noqa: SLF001 - Django's documented model API
    first_byte = Func(F(index.attname), Value(0), function="get_byte", output_field=IntegerField())
    old = manager.annotate(index_version=first_byte).filter(index_version__lt=version)
    while True:
        with transaction.atomic(), ring.open_ring():
            rows = list(old.order_by("pk").select_for_update(of=("self",))[:batch])
            preload(rows)
            for row in rows:
                text = getattr(row, source.attname)
                digest = None if text is None else index.digest(text)
                manager.filter(pk=row.pk).update(**{index.attname: digest})
        yield len(rows)
        if len(rows) < batch:
            return


def _destroy_older(name: str, present: masters.Master, *, now: datetime) -> tuple[int, ...]:
    older = tuple(version for version in masters.versions(name) if version < present.version)
    for version in older:
        print_of = crypto.fingerprint(masters.load(name, version=version).key)
        masters.destroy(name, version=version)
        _write_minute(f"{now.isoformat()} {name} version {version} ({print_of}) destroyed\n")
    return older


def _write_minute(line: str) -> None:
    path = masters.folder() / _MINUTES
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
