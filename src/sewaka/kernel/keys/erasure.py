"""Destroying a person's keys, and the register that carries it over a restore.

The register lies beside the master keys, outside the database and its backups: one line per
person, `<time> <sha-256 of the id>`. A restore replays it before the system opens.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.db import transaction

from sewaka.kernel.keys import masters, ring
from sewaka.kernel.keys.blind import indexes_of

_REGISTER = "erased-persons.txt"


def erase(subject: UUID, *, now: datetime) -> int:
    """Destroy all keys of a person and the blind indexes of their rows; the number of keys.

    In one transaction; the register is written once it has committed. A second call does nothing.
    """
    from sewaka.kernel.keys.models import SubjectKey

    with transaction.atomic():
        living = SubjectKey.objects.filter(subject_id=subject, wrapped__isnull=False)
        count = living.update(wrapped=None, erased_at=now)
        _clear_blind_indexes(subject)
        ring.forget_all()
        transaction.on_commit(complete_register)
    return count


def complete_register() -> int:
    """Write down who was erased and is not yet in the register; their number.

    Called after each erasure, at start-up and before each backup: a process killed between commit
    and writing leaves no gap for long.
    """
    from sewaka.kernel.keys.models import SubjectKey

    known = _registered()
    erased = SubjectKey.objects.filter(wrapped__isnull=True).order_by("erased_at")
    fresh: dict[str, datetime] = {}
    for subject, at in erased.values_list("subject_id", "erased_at"):
        name = _name_of(subject)
        if name not in known and at is not None:
            fresh.setdefault(name, at)
    if fresh:
        _append(f"{at.isoformat()} {name}\n" for name, at in fresh.items())
    return len(fresh)


def replay_register(*, now: datetime) -> int:
    """After a restore: erase again everybody in the register; the number of persons."""
    from sewaka.kernel.keys.models import SubjectKey

    known = _registered()
    living = SubjectKey.objects.filter(wrapped__isnull=False)
    subjects = living.order_by().values_list("subject_id", flat=True).distinct()
    again = [subject for subject in subjects if _name_of(subject) in known]
    for subject in again:
        erase(subject, now=now)
    return len(again)


def _clear_blind_indexes(subject: UUID) -> None:
    for model in apps.get_models():
        for index, source in indexes_of(model):
            path = source.subject.replace(".", "__")
            rows = model._default_manager  # noqa: SLF001 - Django's documented model API
            rows.filter(**{path: subject}).update(**{index.attname: None})


def _name_of(subject: UUID) -> str:
    return sha256(subject.bytes).hexdigest()


def _registered() -> set[str]:
    path = _path()
    if not path.exists():
        return set()
    lines = path.read_text(encoding="ascii").splitlines()
    return {line.split()[1] for line in lines if line.strip()}


def _append(lines: Iterable[str]) -> None:
    descriptor = os.open(_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _path() -> Path:
    return masters.folder() / _REGISTER
