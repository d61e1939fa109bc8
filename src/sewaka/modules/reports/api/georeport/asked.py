"""The parameters of a reading call, all of them, with every problem of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, QueryDict

from sewaka.kernel.errors import Invalid
from sewaka.kernel.text import clean_text
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.requested import Wanted
from sewaka.modules.reports.rules.georeport import asking
from sewaka.modules.reports.rules.georeport.asking import Moment, Range, Unreadable

T = TypeVar("T")


def zone() -> tzinfo:
    """The city's own time zone."""
    return ZoneInfo(settings.TIME_ZONE)


class Parameters:
    """Reads the parameters of one question and remembers what could not be read."""

    def __init__(self, query: QueryDict) -> None:
        self._query = query
        self.problems: dict[str, str] = {}

    def text(self, name: str) -> str:
        """The last value, cleaned; an empty one is an absent one."""
        return clean_text(self._query.get(name, ""))

    def listed(self, name: str) -> str:
        """All values of a parameter that may come several times, as one comma list."""
        return ",".join(clean_text(one) for one in self._query.getlist(name))

    def read(self, name: str, reader: Callable[[], T], otherwise: T) -> T:
        """What the reader gives; a parameter that can not be read is noted under `name`."""
        try:
            return reader()
        except Unreadable as problem:
            self.problems[name] = problem.code
            return otherwise

    def moment(self, name: str) -> Moment | None:
        """An instant or a day; None when absent."""
        text = self.text(name)
        return self.read(name, lambda: asking.moment(text, zone=zone()), None) if text else None

    def check(self) -> None:
        """Raise Invalid with all that could not be read."""
        if self.problems:
            raise Invalid("api.refused", fields=self.problems)


def wanted_rows(request: HttpRequest, *, now: datetime) -> Wanted:
    """Which rows GET requests means. Raises Invalid with every problem."""
    given = Parameters(request.GET)
    nobody: tuple[str, ...] = ()
    numbers = given.read(
        "service_request_id", lambda: asking.ids(given.listed("service_request_id")), nobody
    )
    found = _paged(given, Wanted(numbers=numbers)) if numbers else _filtered(given, now=now)
    given.check()
    return found


def is_extended(request: HttpRequest) -> bool:
    """Whether the answer may carry more than the standard. Raises Invalid."""
    given = Parameters(request.GET)
    found = given.read("extensions", lambda: asking.flag(given.text("extensions")), False)  # noqa: FBT003
    given.check()
    return found


def _filtered(given: Parameters, *, now: datetime) -> Wanted:
    start, end = given.moment("start_date"), given.moment("end_date")
    after, before = given.moment("updated_after"), given.moment("updated_before")
    lat, long, radius = given.text("lat"), given.text("long"), given.text("radius")
    box = given.text("bbox")
    return _paged(
        given,
        Wanted(
            services=asking.words(given.listed("service_code")),
            agencies=_agencies(given.listed("agency_responsible")),
            statuses=given.read(
                "status", lambda: asking.statuses(given.listed("status")), frozenset()
            ),
            requested=given.read(
                "end_date" if end else "start_date",
                lambda: asking.span(start, end, now=now),
                Range(),
            ),
            updated=Range(after.begins if after else None, before.ends if before else None),
            box=given.read("bbox", lambda: asking.box(box), None) if box else None,
            circle=given.read(
                "radius" if lat and long else "lat",
                lambda: asking.circle(lat=lat, long=long, radius=radius),
                None,
            ),
        ),
    )


def _paged(given: Parameters, found: Wanted) -> Wanted:
    order = given.text("order_by")
    return replace(
        found,
        order=given.read("order_by", lambda: asking.order(order), found.order)
        if order
        else found.order,
        page=given.read(
            "page_size" if given.text("page_size") else "page",
            lambda: asking.page(number=given.text("page"), size=given.text("page_size")),
            None,
        ),
    )


def _agencies(text: str) -> tuple[str, ...]:
    """Codes of agencies; names are taken too, because answers carry names."""
    codes = {name.casefold(): code for code, name in catalogue.current().agency_names.items()}
    return tuple(codes.get(word.casefold(), word) for word in asking.words(text))
