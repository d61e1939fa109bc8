"""Before the city opens: promises that can be kept, and an agency for every kind of report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name
from django.db import DatabaseError

from sewaka.kernel import clock
from sewaka.modules.reports.models import catalogue, shortcomings
from sewaka.modules.reports.models.setup_labels import shortcoming_text


@register(Tags.database)
def check_set_up(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warn of promises whose offices have longer than the answer, and of kinds without a route.

    Who serves where changes every day: that stands on the page of the set-up alone.
    """
    if not databases:
        return []
    try:
        found = catalogue.read()
        promises = list(shortcomings.of_promises(found))
        kinds = list(shortcomings.of_categories(found, now=clock.now()))
    except DatabaseError:  # the tables are made after this check of `migrate`
        return []
    return [
        *(Warning(shortcoming_text(one), hint=_HINT, id="reports.W001") for one in promises),
        *(Warning(shortcoming_text(one), hint=_HINT, id="reports.W002") for one in kinds),
    ]


_HINT = "Mend it on the page of the set-up: /kerja/laporan/atur"
