"""A category has another name: its public rows are to say so, without waiting for the night."""

from __future__ import annotations

import contextlib
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sewaka.modules.reports.models import catalogue

REBUILD_CATEGORY: Final = "reports.rebuild_category"


def ask_for_rows(code: str) -> None:
    """Have a category's public rows written anew: now, and once more when every process has read
    the set-up again (until then a deed elsewhere may still write the old name).

    A run that already waits will do. Call it inside the transaction of the change.
    """
    for name, delay_s in (("", 0), (".again", 2 * int(catalogue.REFRESH_S))):
        lock = f"{REBUILD_CATEGORY}.{code}{name}"
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            app.configure_task(
                REBUILD_CATEGORY, queueing_lock=lock, schedule_in={"seconds": delay_s}
            ).defer(code=code)
