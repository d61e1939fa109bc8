"""Writes: what can be found. Called by whoever owns the thing, within its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sewaka.kernel.text import clean_text
from sewaka.platform.search.models import SearchAudience, SearchDocument
from sewaka.platform.search.rules import without_private_numbers

MAX_TITLE = 200
MAX_BODY = 20_000


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
    is_public = audience == SearchAudience.PUBLIC
    shown = without_private_numbers if is_public else str
    SearchDocument.objects.update_or_create(
        kind=kind,
        subject=str(subject),
        defaults={
            "title": shown(clean_text(title))[:MAX_TITLE],
            "body": shown(clean_text(body))[:MAX_BODY],
            "audience": audience,
            "url_name": url_name,
            "url_arguments": [str(argument) for argument in url_arguments],
            "happened_at": happened_at,
        },
    )


def forget(*, kind: str, subject: str) -> None:
    """Make a thing unfindable; quiet when it is so already."""
    SearchDocument.objects.filter(kind=kind, subject=str(subject)).delete()
