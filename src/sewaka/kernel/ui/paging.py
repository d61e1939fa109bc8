"""A long list in pages with numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

from sewaka.kernel.ui.values import Pages

M = TypeVar("M", bound=Model)

PARAMETER = "hal"
_DIGITS = 5  # of a page number


def paged(rows: QuerySet[M], *, asked: str, size: int) -> Page[M]:
    """That page of the rows. A wrong number is the first page, one too high the last."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS else 1
    return Paginator(rows, size).get_page(number)


def pages_of(shown: Page[M], *, query: Mapping[str, str] | None = None) -> Pages | None:
    """Where in the list the page is; None when it is the only one. `query` stays in addresses."""
    if not shown.has_other_pages():
        return None

    def address(number: int) -> str:
        return f"?{urlencode({**(query or {}), PARAMETER: number})}"

    return Pages(
        first=shown.start_index(),
        last=shown.end_index(),
        total=shown.paginator.count,
        previous_url=address(shown.previous_page_number()) if shown.has_previous() else "",
        next_url=address(shown.next_page_number()) if shown.has_next() else "",
    )
