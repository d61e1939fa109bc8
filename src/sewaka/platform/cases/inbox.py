"""The work list of an office: what has to be done, by the time that is left.

Flat in cost: a page reads one index range of the open cases and never counts beyond a bound.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid
from sewaka.kernel.ids import read_number
from sewaka.kernel.querying import as_q
from sewaka.platform.cases import access
from sewaka.platform.cases.models import IS_OPEN, Case

PAGE_SIZE = 50
COUNT_LIMIT = 1000  # beyond it a list says "1000+": counting further helps nobody and costs


class View(StrEnum):
    """The standing views of the work list."""

    MINE = "mine"
    DESK = "desk"
    LATE = "late"
    ALL = "all"  # everything open that the actor may read as an office: the chain below


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the work list; empty means everything. All of it stands in the URL."""

    view: View = View.DESK
    module: str = ""
    kind: str = ""
    state_group: str = ""
    area_code: str = ""
    agency_code: str = ""
    words: str = ""  # a number, or words of the title
    after: str = ""  # opaque cursor of the previous page


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the work list and the cursor of the next ("" at the end)."""

    cases: tuple[Case, ...]
    next: str


_RULES = {
    View.MINE: access.is_assignee(),
    View.DESK: access.holds(),
    View.LATE: access.holds(),
    View.ALL: access.is_office(),
}


def inbox(*, actor: Actor, filters: Filters, now: datetime, size: int = PAGE_SIZE) -> Page:
    """One page, least time left first; cases whose clocks stand still come last.

    One query, at most two where the dated cases end. Raises Invalid for a cursor that is none of
    ours.
    """
    found = _narrowed(actor=actor, filters=filters, now=now)
    rows = found.select_related("agency", "assignee").order_by("due_at", "id")
    cases = _after(rows, filters.after, most=size + 1) if filters.after else rows[: size + 1]
    shown = tuple(cases)
    if len(shown) <= size:
        return Page(cases=shown, next="")
    return Page(cases=shown[:size], next=_cursor(shown[size - 1]))


def count(*, actor: Actor, filters: Filters, now: datetime, most: int = COUNT_LIMIT) -> int:
    """How many cases the filters leave, at most `most`. One query, bounded."""
    found = _narrowed(actor=actor, filters=filters, now=now)
    # In the list's order: so it ends with the last row that counts. Without, all that the index
    # names are gathered first.
    return found.order_by("due_at", "id")[:most].count()


def _narrowed(*, actor: Actor, filters: Filters, now: datetime) -> QuerySet[Case]:
    found = Case.objects.filter(IS_OPEN)
    found = found.filter(as_q(_RULES[filters.view].where(actor)))
    if filters.view is View.LATE:
        found = found.filter(due_at__lt=now)
    for column in ("module", "kind", "state_group"):
        if value := getattr(filters, column):
            found = found.filter(**{column: value})
    if filters.agency_code:
        found = found.filter(agency_id=filters.agency_code)
    if code := filters.area_code:
        below = Q(area_code__gte=f"{code}.", area_code__lt=f"{code}/")
        found = found.filter(Q(area_code=code) | below)
    return _with_words(found, filters.words)


def _with_words(found: QuerySet[Case], words: str) -> QuerySet[Case]:
    if number := read_number(words):
        return found.filter(number=number)
    for word in words.split()[:5]:
        found = found.filter(title__icontains=word)
    return found


def _cursor(case: Case) -> str:
    due = case.due_at.astimezone(UTC).isoformat() if case.due_at else ""
    return base64.urlsafe_b64encode(f"{due}|{case.pk.hex}".encode()).decode().rstrip("=")


def _after(rows: QuerySet[Case], cursor: str, *, most: int) -> list[Case]:
    """Rows after the cursor in the order (due_at, id), those without a due last.

    Dated and undated cases are asked for apart, so that each is a range of the index and a deep
    page costs what the first one costs.
    """
    due, last = _read(cursor)
    undated = rows.filter(due_at__isnull=True)
    if due is None:
        return list(undated.filter(id__gt=last)[:most])
    dated = rows.filter(Q(due_at__gt=due) | Q(id__gt=last), due_at__gte=due)
    found = list(dated[:most])
    if len(found) < most:
        found += undated[: most - len(found)]
    return found


def _read(cursor: str) -> tuple[datetime | None, UUID]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        due_text, _, key = base64.urlsafe_b64decode(padded).decode().partition("|")
        last = UUID(hex=key)
        due = datetime.fromisoformat(due_text) if due_text else None
    except (binascii.Error, ValueError):
        raise Invalid("cases.invalid", fields={"after": "not_a_cursor"}) from None
    if due is not None and due.tzinfo is None:
        raise Invalid("cases.invalid", fields={"after": "not_a_cursor"})
    return due, last
