"""What the public list shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext as _

from sewaka.kernel.text import clean_text
from sewaka.kernel.ui.values import (
    Cell,
    Choice,
    Column,
    Filter,
    Link,
    Pages,
    Row,
    Status,
    Table,
)
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.labels import STATES
from sewaka.modules.reports.models.published import Filters, FragmentPage
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.web.cards import row_title
from sewaka.modules.reports.web.pages import village_choices

_NAMES = ("kategori", "status", "wilayah", "dinas", "dari", "sampai")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    filters: Filters
    values: Mapping[str, str]  # as they stand in the address
    cursor: str
    is_map: bool

    @property
    def query(self) -> str:
        """The filters of the address, encoded."""
        return urlencode({name: value for name, value in self.values.items() if value})


def read(request: HttpRequest) -> Asked:
    """Read the address; what is no date or too long counts as not given."""
    values = {name: clean_text(request.GET.get(name, ""))[:_LONGEST] for name in _NAMES}
    return Asked(
        filters=_filters_of(values),
        values=values,
        cursor=request.GET.get("setelah", ""),
        is_map=request.GET.get("tampil") == "peta",
    )


def _filters_of(values: Mapping[str, str]) -> Filters:
    since, until = _day(values["dari"]), _day(values["sampai"])
    return Filters(
        category=values["kategori"],
        status=values["status"],
        village=values["wilayah"],
        agency=values["dinas"],
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def context(asked: Asked, found: FragmentPage, *, now: datetime) -> Mapping[str, Any]:
    """The page."""
    query = asked.query
    here = reverse("reports:list")
    return {
        "is_map": asked.is_map,
        "table": None if asked.is_map else _table(asked, found, now=now),
        "filters": _filters(asked, now=now),
        "clear_url": here,
        "pages": None if asked.is_map else _pages(asked, found),
        "list_url": f"{here}?{query}" if query else here,
        "map_url": f"{here}?{query}&tampil=peta" if query else f"{here}?tampil=peta",
        "points_url": f"{reverse('reports:points')}?{query}",
    }


def feature(fragment: str) -> dict[str, Any]:
    """A public report as a GeoJSON point (lon before lat)."""
    row = orjson.loads(fragment)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": {
            "title": row_title(row),
            "url": reverse("reports:report", args=[row["number"]]),
            "group": states.GROUP_OF[row["state"]].value,
            "number": row["number"],
        },
    }


def _table(asked: Asked, found: FragmentPage, *, now: datetime) -> Table:
    query = asked.query
    return Table(
        caption=_("Public reports, newest first"),
        columns=(
            Column("title", _("What was reported"), is_main=True),
            Column("state", _("State")),
            Column("village", _("Village")),
            Column("agency", _("Agency")),
            Column("requested", _("Received")),
            Column("expected", _("Solved by")),
        ),
        rows=[_row(orjson.loads(fragment), now=now) for fragment in found.fragments],
        query=query,
        empty=_("No report fits. Try other filters."),
        empty_link=Link(_("Show all"), reverse("reports:list")),
        downloads=(
            Link("CSV", f"{reverse('reports:csv')}?{query}", icon="download"),
            Link("JSON", f"{reverse('reports:json')}?{query}", icon="braces"),
        ),
    )


def _row(row: Mapping[str, Any], *, now: datetime) -> Row:
    expected = datetime.fromisoformat(row["expected_at"]) if row["expected_at"] else None
    is_late = row["status"] == "open" and expected is not None and expected < now
    status = Status(
        group=states.GROUP_OF[row["state"]],
        label=STATES[row["state"]],
        is_confirmed=row["state"] == states.CONFIRMED,
        overdue_days=max(1, (now - expected).days) if is_late and expected else 0,
    )
    return Row(
        cells=(
            Cell(
                row_title(row),
                url=reverse("reports:report", args=[row["number"]]),
                note=row["number"],
            ),
            Cell(status=status),
            Cell(row["village_name"]),
            Cell(row["agency_name"]),
            Cell(at=datetime.fromisoformat(row["requested_at"])),
            Cell(at=expected),
        ),
        key=row["number"],
    )


def _filters(asked: Asked, *, now: datetime) -> list[Filter]:
    offered = catalogue.offered(on=localdate(now))
    agencies = sorted(catalogue.current().agency_names.items(), key=lambda one: one[1])
    routed = {one.agency for rules in catalogue.current().routes.values() for one in rules}
    values = asked.values
    return [
        Filter(
            "kategori",
            _("About"),
            [Choice(one.service_code, one.local_name) for one in offered],
            values["kategori"],
        ),
        Filter(
            "status",
            _("State"),
            [
                Choice("open", _("Open")),
                Choice("overdue", _("Overdue")),
                Choice("closed", _("Closed")),
            ],
            values["status"],
        ),
        Filter("wilayah", _("Village"), village_choices(), values["wilayah"]),
        Filter(
            "dinas",
            _("Agency"),
            [Choice(code, name) for code, name in agencies if code in routed],
            values["dinas"],
        ),
        Filter("dari", _("From (day)"), (), values["dari"]),
        Filter("sampai", _("Until (day)"), (), values["sampai"]),
    ]


def _pages(asked: Asked, found: FragmentPage) -> Pages:
    """Keyset paging knows the next page and the way back to the first."""
    here = reverse("reports:list")
    next_query = urlencode(
        {**{k: v for k, v in asked.values.items() if v}, "setelah": found.next_cursor}
    )
    return Pages(
        first=1 if found.fragments else 0,
        last=len(found.fragments),
        previous_url=f"{here}?{asked.query}" if asked.cursor else "",
        next_url=f"{here}?{next_query}" if found.next_cursor else "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=get_default_timezone())
