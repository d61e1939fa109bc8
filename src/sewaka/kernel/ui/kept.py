"""Pages that the phone's worker may keep: the same bytes for everybody, no token, no name."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponse

R = TypeVar("R", bound=HttpResponse)


def for_everybody(response: R) -> R:
    """Mark the answer. Its template context must say `shared=True`, so that the frame obeys too."""
    response.headers["Cache-Control"] = "no-cache"
    return response
