"""Ready bytes that hold as long as the set-up does."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.catalogue import Catalogue

_MOST = 64  # formats, languages and the days around midnight; far below
_made_for: Catalogue | None = None
_kept: dict[Hashable, bytes] = {}


def remembered(key: Hashable, make: Callable[[], bytes]) -> bytes:
    """The bytes under that key, made anew when the catalogue was read anew.

    Threads that meet here make the same bytes twice at worst.
    """
    global _made_for  # noqa: PLW0603 - one memory of the process, like the catalogue's own
    present = catalogue.current()
    if _made_for is not present or len(_kept) >= _MOST:
        _kept.clear()
        _made_for = present
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = make()
    return found
