"""One photo, many who want it; storing and sweeping at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import new_id
from sewaka.platform.files import api, sweeping
from sewaka.platform.files.models import Rendition, StoredFile
from sewaka.platform.files.tests import pictures
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)
CONTENDERS = 50


def _at_once(number: int, deed: Callable[[int], None]) -> None:
    """Run the deed in so many threads, each with a connection of its own, all let go together."""
    start = threading.Barrier(number)

    def run(n: int) -> None:
        start.wait()
        try:
            deed(n)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_fifty_cases_want_one_photo_and_one_gets_it() -> None:
    photo = api.store_photo(upload=pictures.plain(), actor=ANONYMOUS, now=NOW)
    wants = [new_id() for _ in range(CONTENDERS)]
    got: list[UUID] = []

    def want(n: int) -> None:
        try:
            api.attach(file_ids=[photo.pk], case_id=wants[n], actor=ANONYMOUS, now=NOW)
        except NotFound:
            return
        got.append(wants[n])

    _at_once(CONTENDERS, want)

    photo.refresh_from_db()
    assert got == [photo.case_id]


def test_sweep_waits_for_bytes_whose_row_is_not_committed_yet(media: Path) -> None:
    """The same old bytes come in again while the sweep is about to throw them away."""
    first = api.store_photo(upload=pictures.plain(), actor=ANONYMOUS, now=NOW)
    StoredFile.objects.filter(pk=first.pk).delete()
    is_storing, may_commit = threading.Event(), threading.Event()

    def store() -> None:
        with transaction.atomic():
            api.store_photo(upload=pictures.plain(), actor=ANONYMOUS, now=NOW)
            is_storing.set()
            may_commit.wait(timeout=10)
        connection.close()

    def sweep() -> None:
        sweeping.sweep(now=NOW + timedelta(days=400))  # every byte is old enough by then
        connection.close()

    storing, removing = threading.Thread(target=store), threading.Thread(target=sweep)
    storing.start()
    is_storing.wait(timeout=10)
    removing.start()
    removing.join(timeout=0.5)
    assert removing.is_alive()
    may_commit.set()
    storing.join()
    removing.join()

    kept = {path.name for path in media.rglob("*.*") if path.is_file()}
    assert kept == set(Rendition.objects.values_list("key", flat=True))
    assert len(kept) == 4
