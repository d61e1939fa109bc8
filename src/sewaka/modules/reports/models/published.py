"""What everybody may read: lists, boxes, one row. The same answer whoever asks, so no actor.

Everything comes from `PublicReport`; its rows are written only for released, public reports.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, Value, When

from sewaka.kernel.errors import Invalid, NotFound
from sewaka.kernel.geo import Box
from sewaka.kernel.ids import read_number
from sewaka.modules.reports.models import PublicReport, cells
from sewaka.modules.reports.rules.boxes import is_small

PAGE_SIZE: Final = 50
MAX_PAGE: Final = 100
MAX_IN_BOX: Final = 500
BOX_DAYS: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list; empty means everything. All of it stands in the address."""

    category: str = ""
    status: str = ""  # open, closed, overdue
    village: str = ""  # a village or a district
    agency: str = ""
    since: datetime | None = None
    until: datetime | None = None  # not included

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the list."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class FragmentPage:
    """Ready JSON objects, newest first, and the cursor of the next page ("" at the end)."""

    fragments: tuple[str, ...]
    next_cursor: str

    def as_json(self) -> bytes:
        """The page as one JSON document: `{"items": [...], "next": "..."}`."""
        items = ",".join(self.fragments)
        return f'{{"items":[{items}],"next":"{self.next_cursor}"}}'.encode()


def page(
    *, filters: Filters, now: datetime, cursor: str = "", size: int = PAGE_SIZE
) -> FragmentPage:
    """One page of the public list, newest first. One query; cost does not grow with the table.

    Raises Invalid for a cursor that is none of ours.
    """
    rows = list(
        _beyond(_narrowed(filters, now=now), cursor)
        .order_by("-requested_at", "-case_id")
        .values_list("fragment", "requested_at", "case_id")[: size + 1]
    )
    has_more = len(rows) > size
    shown = rows[:size]
    last = shown[-1] if has_more else None
    return FragmentPage(
        fragments=tuple(row[0] for row in shown),
        next_cursor=cursor_of(last[1], last[2]) if last else "",
    )


def in_box(
    *, box: Box, filters: Filters, now: datetime, limit: int = MAX_IN_BOX
) -> tuple[str, ...]:
    """Fragments of the newest reports in a box, of the last 90 days unless `since` says else.

    A small box goes cell by cell, a large one walks the time index (see `rules.boxes`).
    """
    found = _narrowed(filters, now=now).filter(between(box))
    if filters.since is None:
        found = found.filter(requested_at__gt=now - BOX_DAYS)
    size = min(limit, MAX_IN_BOX)
    if is_small(box):
        return cells.newest(found, box=box, column="fragment", size=size)
    rows = found.order_by("-requested_at", "-case_id").values_list("fragment", flat=True)
    return tuple(rows[:size])


def one(*, number: str) -> str:
    """The fragment of one public report. Raises NotFound for absent and hidden alike."""
    canonical = read_number(number) or ""
    found = PublicReport.objects.filter(case__number=canonical).values_list("fragment", flat=True)
    for fragment in found:
        return fragment
    raise NotFound("reports.not_found")


def changed_since(*, cursor: str, limit: int) -> tuple[Sequence[str], str]:
    """Fragments in the order of their last change, for the open-data feed, and the next cursor."""
    found: QuerySet[PublicReport] = PublicReport.objects.all()
    if cursor:
        at, case_id = read_cursor(cursor)
        later = Q(updated_at__gt=at) | Q(updated_at=at, case_id__gt=case_id)
        found = found.filter(later, updated_at__gte=at)
    rows = list(
        found.order_by("updated_at", "case_id").values_list("fragment", "updated_at", "case_id")[
            : limit + 1
        ]
    )
    has_more = len(rows) > limit
    shown = rows[:limit]
    return [row[0] for row in shown], cursor_of(*shown[-1][1:]) if has_more else ""


def cursor_of(at: datetime, case_id: UUID) -> str:
    """An opaque mark of a place in a list."""
    text = f"{at.timestamp():.6f}|{case_id.hex}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """The place that a cursor marks. Raises Invalid."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        seconds, _, key = base64.urlsafe_b64decode(padded.encode()).decode().partition("|")
        return datetime.fromtimestamp(float(seconds), tz=UTC), UUID(hex=key)
    except (binascii.Error, ValueError, OverflowError, OSError):
        raise Invalid("reports.cursor", fields={"cursor": "reports.cursor"}) from None


def _narrowed(filters: Filters, *, now: datetime) -> QuerySet[PublicReport]:
    found: QuerySet[PublicReport] = PublicReport.objects.all()
    if filters.category:
        found = found.filter(service_code=filters.category)
    if filters.village:
        below = Q(village_code__gte=f"{filters.village}.", village_code__lt=f"{filters.village}/")
        found = found.filter(Q(village_code=filters.village) | below)
    if filters.agency:
        found = found.filter(agency_code=filters.agency)
    if filters.since is not None:
        found = found.filter(requested_at__gte=filters.since)
    if filters.until is not None:
        found = found.filter(requested_at__lt=filters.until)
    return _of_status(found, filters.status, now=now)


def _of_status(
    found: QuerySet[PublicReport], status: str, *, now: datetime
) -> QuerySet[PublicReport]:
    match status:
        case "open":
            return found.filter(is_open=True)
        case "closed":
            return found.filter(is_open=False)
        case "overdue":
            return found.filter(is_open=True, expected_at__lt=now)
        case _:
            return found


def _beyond(found: QuerySet[PublicReport], cursor: str) -> QuerySet[PublicReport]:
    if not cursor:
        return found
    at, case_id = read_cursor(cursor)
    older = Q(requested_at__lt=at) | Q(requested_at=at, case_id__lt=case_id)
    return found.filter(older, requested_at__lte=at)


def inside(box: Box) -> Func:
    """`point(lon, lat) <@ box(...)`: the expression that the spatial index knows."""
    return Func(
        _point(F("lon"), F("lat")),
        Func(
            _point(Value(box.west), Value(box.south)),
            _point(Value(box.east), Value(box.north)),
            function="box",
        ),
        template="%(expressions)s",
        arg_joiner=" <@ ",
        output_field=BooleanField(),
    )


def between(box: Box) -> Case:
    """Rows that lie in the box, its edges included.

    A CASE, because the planner takes it for every second row and so walks an index in order. The
    four comparisons themselves it takes for independent of each other and of the cell, expects
    next to nothing, and prefers to fetch all rows and sort them.
    """
    within = Q(lon__gte=box.west, lon__lte=box.east, lat__gte=box.south, lat__lte=box.north)
    return Case(When(within, then=True), default=False, output_field=BooleanField())


def _point(*parts: F | Value) -> Func:
    return Func(*parts, function="point")


def joined(fragments: Iterable[str]) -> bytes:
    """Fragments as a JSON array."""
    return f"[{','.join(fragments)}]".encode()
