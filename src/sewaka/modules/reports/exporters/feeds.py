"""The public reports for others: open data, the city map, the head of the home page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson
from django.urls import reverse

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.geo import Box
from sewaka.kernel.registry import FeedPage
from sewaka.kernel.ui.values import CaseCard, Photo, Status
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models import published as public
from sewaka.modules.reports.models.labels import STATES
from sewaka.modules.reports.models.published import Filters
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.boxes import CITY

_TEXT = {"type": "string"}
_TIME = {"type": ["string", "null"], "format": "date-time"}
_DEGREES = {"type": ["number", "null"]}
COLUMNS: Mapping[str, Any] = {
    "number": _TEXT,
    "status": {"type": "string", "enum": ["open", "closed"]},
    "state": {"type": "string", "enum": list(states.GROUP_OF)},
    "category": _TEXT,
    "category_name": _TEXT,
    "kind": _TEXT,
    "title": _TEXT,
    "description": _TEXT,
    "area_code": _TEXT,
    "village_name": _TEXT,
    "agency": _TEXT,
    "agency_name": _TEXT,
    "lat": _DEGREES,
    "lon": _DEGREES,
    "requested_at": _TIME,
    "updated_at": _TIME,
    "expected_at": _TIME,
    "closed_at": _TIME,
}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": COLUMNS,
    "required": list(COLUMNS),
    "additionalProperties": False,
}


def public_reports(*, cursor: str, limit: int) -> FeedPage:
    """Public reports in the order of their last change."""
    fragments, next_cursor = public.changed_since(cursor=cursor, limit=limit)
    return FeedPage(rows=tuple(_row(one) for one in fragments), next_cursor=next_cursor)


def on_map(*, actor: Actor, box: Box | None, limit: int) -> Iterator[Mapping[str, Any]]:  # noqa: ARG001 - public reports are the same for everybody
    """The newest public reports in a box."""
    found = public.in_box(box=box or CITY, filters=Filters(), now=clock.now(), limit=limit)
    for row in map(orjson.loads, found):
        yield {
            "lat": row["lat"],
            "lon": row["lon"],
            "title": _title(row),
            "group": states.GROUP_OF[row["state"]].value,
            "number": row["number"],
            "url": reverse("reports:report", args=[row["number"]]),
        }


def recent(*, limit: int) -> Iterator[CaseCard]:
    """The newest public reports, as cards."""
    now = clock.now()
    found = public.page(filters=Filters(), now=now, size=limit)
    for row in map(orjson.loads, found.fragments):
        yield _card(row, now=now)


def _card(row: Mapping[str, Any], *, now: datetime) -> CaseCard:
    category = catalogue.current().categories.get(row["category"])
    expected = datetime.fromisoformat(row["expected_at"]) if row["expected_at"] else None
    is_late = row["status"] == "open" and expected is not None and expected < now
    pictures = [one for one in row["photos"] if one.get("small")]
    title = _title(row)
    return CaseCard(
        title=title,
        url=reverse("reports:report", args=[row["number"]]),
        number=row["number"],
        place=row["village_name"],
        status=Status(
            group=states.GROUP_OF[row["state"]],
            label=STATES[row["state"]],
            is_confirmed=row["state"] == states.CONFIRMED,
            overdue_days=max(1, (now - expected).days) if is_late and expected else 0,
        ),
        at=datetime.fromisoformat(row["requested_at"]),
        photo=Photo(url=pictures[0]["small"], alt=title) if pictures else None,
        icon=category.icon if category else "",
    )


def _title(row: Mapping[str, Any]) -> str:
    category = catalogue.current().categories.get(row["category"])
    name = category.local_name if category else row["category_name"]
    return ", ".join(filter(None, (name, row["landmark"] or row["village_name"])))


def _row(fragment: str) -> Mapping[str, Any]:
    row = orjson.loads(fragment)
    row["area_code"] = row["village"]
    return {name: row[name] for name in COLUMNS}
