"""When two reports may become one, and until when the one that goes on is promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

CLOSED_FOR: Final = timedelta(days=90)  # a master may be closed this long

Dues = Mapping[str, datetime]  # running promises by kind


@dataclass(frozen=True, slots=True)
class Side:
    """What the rule needs to know of one of the two."""

    key: str
    visibility: str
    closed_at: datetime | None
    has_children: bool = False


def refused(*, child: Side, master: Side, now: datetime) -> str:
    """Why these two can not become one: an error code, or nothing.

    `master` is resolved already: never itself a child.
    """
    if child.key == master.key:
        return "reports.merge.itself"
    if child.has_children:
        return "reports.merge.is_master"
    if "secret" in (child.visibility, master.visibility):
        return "reports.merge.sealed"
    if master.closed_at is not None and now - master.closed_at > CLOSED_FOR:
        return "reports.merge.too_old"
    return ""


def earliest(own: Dues, children: Iterable[Dues]) -> dict[str, datetime]:
    """The promises of a master: of each kind that it has itself, the earliest of all."""
    merged = list(children)
    return {
        kind: min([due, *(one[kind] for one in merged if kind in one)]) for kind, due in own.items()
    }
