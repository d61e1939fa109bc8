"""Cleaning up: photos that never reached a case, bytes that never reached a row.

Storing holds a lock together with others; removing bytes takes it alone. So the sweep never
takes away bytes whose row is just about to be written.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import ProtectedError

from sewaka.platform.files.models import Rendition, StoredFile
from sewaka.platform.files.storage import FileStore, file_store

ORPHAN_AFTER = timedelta(hours=48)
_LOCK = 0x5E3A_F11E
_BATCH = 200
log = structlog.get_logger(__name__)


def hold_off() -> None:
    """Keep the sweep away until the end of this transaction. Call before the first `put`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def sweep(*, now: datetime) -> int:
    """Remove what is older than 48 hours and belongs to nothing; gives how much that was.

    Safe to run twice, and while others store.
    """
    before = now - ORPHAN_AFTER
    orphans = StoredFile.objects.filter(case_id=None, created_at__lt=before)
    removed = sum(_remove_orphan(file) for file in orphans)
    store = file_store()
    keys = list(store.keys(older_than=before))
    for start in range(0, len(keys), _BATCH):
        removed += _remove_unused(keys[start : start + _BATCH], store=store)
    return removed


def _remove_orphan(file: StoredFile) -> bool:
    """Remove one row unless another table still holds on to it; its owner will let go."""
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        log.warning("files.orphan_in_use", file_id=str(file.pk))
        return False
    return True


def remove_unused(keys: list[str]) -> int:
    """Remove those of the bytes that no row names any more; gives how many."""
    return _remove_unused(keys, store=file_store())


@transaction.atomic
def _remove_unused(keys: list[str], *, store: FileStore) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    used = set(Rendition.objects.filter(key__in=keys).values_list("key", flat=True))
    unused = [key for key in keys if key not in used]
    for key in unused:
        store.remove(key)
    return len(unused)
