"""Before the city opens: promises that can be kept, and an agency for every kind of report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name
from django.db import DatabaseError
from django.utils.timezone import localdate

from sewaka.kernel import clock
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.routing import choose_agency


@register(Tags.database)
def check_set_up(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warn of promises whose offices have longer than the answer, and of kinds without a route."""
    if not databases:
        return []
    try:
        return [*_promises(), *_routes()]
    except DatabaseError:  # the tables are made after this check of `migrate`
        return []


def _promises() -> Iterator[CheckMessage]:
    newest = catalogue.read().policies.values()
    for words in (problem for policy in newest for problem in policies.problems(policy)):
        yield Warning(words, hint="Change it on the page of the promises.", id="reports.W001")


def _routes() -> Iterator[CheckMessage]:
    known, today = catalogue.read(), localdate(clock.now())
    for code, category in known.categories.items():
        is_offered = category.as_facts().is_active_on(today)
        agency = choose_agency(known.routes.get(code, ()), category=code, area_code="", on=today)
        if is_offered and agency is None:
            words = f"{code} {category.name}: no agency for the whole city, triage will hold it"
            yield Warning(words, id="reports.W002")
