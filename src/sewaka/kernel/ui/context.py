"""Context processors: what every template may rely on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from sewaka.kernel.ui.frame import frame_of
from sewaka.kernel.ui.preferences import theme_of


def page(request: HttpRequest) -> dict[str, Any]:
    """`frame` (see `Frame`), `theme` ("", "light", "dark") and `language` ("id", "en")."""
    return {
        "frame": SimpleLazyObject(lambda: frame_of(request)),
        "theme": theme_of(request),
        "language": get_language() or "id",
    }
