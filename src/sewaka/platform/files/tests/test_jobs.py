"""The nightly sweep as a job."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from sewaka.kernel.access import ANONYMOUS
from sewaka.platform.files import api, jobs
from sewaka.platform.files.models import StoredFile
from sewaka.platform.files.tests import pictures
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_sweep_twice_is_sweep_once(media: Path) -> None:
    api.store_photo(upload=pictures.plain(), actor=ANONYMOUS, now=NOW)
    for path in media.rglob("*.*"):
        os.utime(path, (0, 0))

    with time_machine.travel(NOW + timedelta(hours=49), tick=False):
        jobs.sweep(timestamp=0)
        jobs.sweep(timestamp=0)

    assert StoredFile.objects.count() == 0
    assert [path for path in media.rglob("*") if path.is_file()] == []
