"""Writes: what can be found. Called by whoever owns the thing, within its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sewaka.kernel.text import clean_text
from sewaka.platform.search.models import SearchAudience, SearchDocument
from sewaka.platform.search.rules import without_private_numbers

MAX_TITLE = 200
MAX_BODY = 20_000


@dataclass(frozen=True, slots=True)
class Findable:
    """A thing that can be found; see `index` for what its fields mean."""

    kind: str
    subject: str
    title: str
    body: str
    url_name: str
    url_arguments: Sequence[str]
    happened_at: datetime
    audience: str = SearchAudience.PUBLIC

    def columns(self) -> dict[str, Any]:
        """What is stored of it: cleaned, cut, and covered where everybody may read it."""
        is_public = self.audience == SearchAudience.PUBLIC
        shown = without_private_numbers if is_public else str
        return {
            "title": shown(clean_text(self.title))[:MAX_TITLE],
            "body": shown(clean_text(self.body))[:MAX_BODY],
            "audience": self.audience,
            "url_name": self.url_name,
            "url_arguments": [str(argument) for argument in self.url_arguments],
            "happened_at": self.happened_at,
        }


def index_all(things: Iterable[Findable]) -> None:
    """`index` for many at once: one statement a thousand things. Safe to repeat."""
    rows = [
        SearchDocument(kind=one.kind, subject=str(one.subject), **one.columns()) for one in things
    ]
    SearchDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "subject"],
        update_fields=["title", "body", "audience", "url_name", "url_arguments", "happened_at"],
        batch_size=1_000,
    )


def index(
    *,
    kind: str,
    subject: str,
    title: str,
    body: str,
    url_name: str,
    url_arguments: Sequence[str],
    happened_at: datetime,
    audience: str = SearchAudience.PUBLIC,
) -> None:
    """Make a thing findable, or bring what is kept of it up to date.

    Give only words that everybody in the audience may read. In public ones identity and
    telephone numbers are covered all the same. Safe to repeat.
    """
    thing = Findable(
        kind=kind,
        subject=subject,
        title=title,
        body=body,
        url_name=url_name,
        url_arguments=url_arguments,
        happened_at=happened_at,
        audience=audience,
    )
    index_all([thing])


def forget(*, kind: str, subject: str) -> None:
    """Make a thing unfindable; quiet when it is so already."""
    SearchDocument.objects.filter(kind=kind, subject=str(subject)).delete()
