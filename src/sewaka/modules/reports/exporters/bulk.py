"""The nightly open data of the reports: every public report in the columns of Open311, every
promise with its dates, and every office's turn. No name, no contact and no photo is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
from django.db.models import Model, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.errors import Invalid
from sewaka.kernel.registry import FeedPage
from sewaka.kernel.workflow import Text
from sewaka.modules.reports.models import Hop, PublicReport, catalogue
from sewaka.modules.reports.models.labels import STATES
from sewaka.modules.reports.models.published import cursor_of, read_cursor
from sewaka.modules.reports.rules.chain import Ending
from sewaka.modules.reports.rules.levels import Level
from sewaka.platform.cases import api as cases

Row = TypeVar("Row", bound=Model)
Columns = Mapping[str, tuple[Mapping[str, Any], Text]]  # shape of a value, and what it means

_TEXT: Final = {"type": "string"}
_TIME: Final = {"type": ["string", "null"], "format": "date-time"}
_DEGREES: Final = {"type": ["number", "null"]}
_STATUS: Final = {"type": "string", "enum": ["open", "closed"]}
_CLOCK: Final = {"type": "string", "enum": ["response", "resolution"]}
_FLAG: Final = {"type": "boolean"}
_COUNT: Final = {"type": "integer", "minimum": 1}
_LEVEL: Final = {"type": "string", "enum": [level.value for level in Level]}
_ENDING: Final = {"type": "string", "enum": ["", *(ending.value for ending in Ending)]}

REQUESTS: Final[Columns] = {
    "service_request_id": (_TEXT, _("Number of the report")),
    "requested_datetime": (_TIME, _("When it came in")),
    "updated_datetime": (_TIME, _("When it last changed")),
    "closed_date": (_TIME, _("When it was closed; empty while it is open")),
    "status_description": (_STATUS, _("Open or closed")),
    "status_notes": (_TEXT, _("The state in words, in Indonesian")),
    "source": (_TEXT, _("Through which door it came: web, phone, counter and others")),
    "service_name": (_TEXT, _("Category")),
    "service_subtype": (_TEXT, _("Complaint, suggestion, criticism or question")),
    "description": (_TEXT, _("The public text, personal marks covered")),
    "agency_responsible": (_TEXT, _("The agency that holds it")),
    "address": (_TEXT, _("Landmark and village")),
    "lat": (_DEGREES, _("Latitude, WGS 84")),
    "long": (_DEGREES, _("Longitude, WGS 84")),
}
CLOCKS: Final[Columns] = {
    "service_request_id": (_TEXT, _("Number of the report")),
    "clock": (_CLOCK, _("Which promise: an answer or a solution")),
    "policy": (_TEXT, _("Under which rule the time was set")),
    "started_datetime": (_TIME, _("When the promise began")),
    "due_datetime": (_TIME, _("Until when it was promised, pauses added")),
    "stopped_datetime": (_TIME, _("When it was answered or ended; empty while it runs")),
    "missed_datetime": (_TIME, _("The due time that passed; empty when it was kept")),
    "is_paused": (_FLAG, _("Whether it stands still now, for the author")),
}
TURNS: Final[Columns] = {
    "service_request_id": (_TEXT, _("Number of the report")),
    "turn": (_COUNT, _("Which turn of the chain it is, from 1")),
    "level": (_LEVEL, _("Which office's turn it was")),
    "area_code": (_TEXT, _("The area of that office; empty for agencies and the city's own")),
    "agency": (_TEXT, _("The agency, where it was an agency's turn")),
    "from_datetime": (_TIME, _("When the turn began")),
    "due_datetime": (_TIME, _("Until when the office had time; empty on the mayor's list")),
    "to_datetime": (_TIME, _("When the turn ended; empty while it runs")),
    "outcome": (_ENDING, _("How it ended: acted, handed over, skipped, returned, nobody there")),
}


def schema_of(columns: Columns) -> Mapping[str, Any]:
    """The JSON Schema of one row."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {name: shape for name, (shape, _meaning) in columns.items()},
        "required": list(columns),
        "additionalProperties": False,
    }


def meanings_of(columns: Columns) -> Mapping[str, Text]:
    """What each column means, for people."""
    return {name: meaning for name, (_shape, meaning) in columns.items()}


def requests(*, cursor: str, limit: int) -> FeedPage:
    """All public reports, oldest first."""
    found = PublicReport.objects.order_by("requested_at", "case_id")
    if cursor:
        at, case_id = read_cursor(cursor)
        later = Q(requested_at__gt=at) | Q(requested_at=at, case_id__gt=case_id)
        found = found.filter(later, requested_at__gte=at)
    rows = list(
        found.values_list("fragment", "case__report__channel", "requested_at", "case_id")[
            : limit + 1
        ]
    )
    shown = rows[:limit]
    return FeedPage(
        rows=tuple(_request(orjson.loads(fragment), channel) for fragment, channel, *_ in shown),
        next_cursor=cursor_of(*shown[-1][2:]) if len(rows) > limit else "",
    )


def clocks(*, cursor: str, limit: int) -> FeedPage:
    """The promises of all public reports."""
    found = cases.SlaClock.objects.filter(case_id__in=PublicReport.objects.values("case_id"))
    return _by_id(found.select_related("case"), _clock, cursor=cursor, limit=limit)


def turns(*, cursor: str, limit: int) -> FeedPage:
    """The turns of the offices with all public reports."""
    found = Hop.objects.filter(case_id__in=PublicReport.objects.values("case_id"))
    return _by_id(found.select_related("case"), _turn, cursor=cursor, limit=limit)


def _by_id(
    found: QuerySet[Row], shape: Callable[[Row], Mapping[str, Any]], *, cursor: str, limit: int
) -> FeedPage:
    if cursor:
        found = found.filter(pk__gt=_id(cursor))
    rows = list(found.order_by("pk")[: limit + 1])
    shown = rows[:limit]
    return FeedPage(
        rows=tuple(shape(row) for row in shown),
        next_cursor=str(shown[-1].pk) if len(rows) > limit else "",
    )


def _request(row: Mapping[str, Any], channel: str) -> Mapping[str, Any]:
    return {
        "service_request_id": row["number"],
        "requested_datetime": row["requested_at"],
        "updated_datetime": row["updated_at"],
        "closed_date": row["closed_at"],
        "status_description": row["status"],
        "status_notes": _in_indonesian(STATES[row["state"]]),
        "source": channel,
        "service_name": row["category_name"],
        "service_subtype": row["kind"],
        "description": row["description"],
        "agency_responsible": row["agency_name"],
        "address": ", ".join(part for part in (row["landmark"], row["village_name"]) if part),
        "lat": row["lat"],
        "long": row["lon"],
    }


def _clock(row: cases.SlaClock) -> Mapping[str, Any]:
    times = {
        "started_datetime": row.started_at,
        "due_datetime": row.due_at,
        "stopped_datetime": row.stopped_at,
        "missed_datetime": row.breached_at,
    }
    return {
        "service_request_id": row.case.number,
        "clock": row.kind,
        "policy": row.policy,
        **{name: at.isoformat() if at else None for name, at in times.items()},
        "is_paused": row.paused_at is not None,
    }


def _turn(row: Hop) -> Mapping[str, Any]:
    times = {"from_datetime": row.from_at, "due_datetime": row.due_at, "to_datetime": row.to_at}
    return {
        "service_request_id": row.case.number,
        "turn": row.n,
        "level": row.level,
        "area_code": row.area_code,
        "agency": catalogue.agency_name(row.agency_id),
        **{name: at.isoformat() if at else None for name, at in times.items()},
        "outcome": row.outcome,
    }


def _id(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError:
        raise Invalid("reports.cursor", fields={"cursor": "reports.cursor"}) from None


def _in_indonesian(words: Text) -> str:
    """The same file whoever's language the process speaks."""
    with translation.override("id"):
        return str(words)
