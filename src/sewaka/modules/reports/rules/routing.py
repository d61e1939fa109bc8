"""Who has to act: which agency is responsible for a category at a place, and who sees it first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sewaka.kernel.access import covers


class Plan(StrEnum):
    """Which way a report goes."""

    HAMLET_FIRST = "hamlet_first"  # hamlet head, village office, district, then the agency
    DIRECT = "direct"  # to the agency at once, then its head
    CONFIDENTIAL = "confidential"  # to the inspectors alone, sealed


class Desk(StrEnum):
    """The office that holds a report. The value is the role that its people carry."""

    HAMLET = "reports.hamlet_head"
    VILLAGE = "reports.village_staff"
    DISTRICT = "reports.district_head"
    AGENCY = "reports.agency_officer"
    AGENCY_HEAD = "reports.agency_head"
    TRIAGE = "reports.triage"
    INSPECTORATE = "reports.inspector"


@dataclass(frozen=True, slots=True)
class Route:
    """For one category, under one area (empty: the whole city), one agency, in a range of days."""

    category: str
    agency: str
    area_code: str = ""
    valid_from: date = date.min
    valid_to: date | None = None  # the first day on which it no longer counts

    def overlaps(self, other: Route) -> bool:
        """Whether both count on some day for the same category and area."""
        ends, others = self.valid_to or date.max, other.valid_to or date.max
        is_same = (self.category, self.area_code) == (other.category, other.area_code)
        return is_same and self.valid_from < others and other.valid_from < ends

    def is_valid_on(self, day: date) -> bool:
        """Whether the route counts on that local day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def choose_agency(
    routes: Iterable[Route], *, category: str, area_code: str, on: date
) -> str | None:
    """The agency of the most specific valid route, or None when the city has no rule for it."""
    found = choose_route(routes, category=category, area_code=area_code, on=on)
    return found.agency if found is not None else None


def choose_route(
    routes: Iterable[Route], *, category: str, area_code: str, on: date
) -> Route | None:
    """The most specific valid route itself."""
    fitting = [
        route
        for route in routes
        if route.category == category
        and route.is_valid_on(on)
        and (not route.area_code or covers(route.area_code, area_code))
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda route: (len(route.area_code), route.valid_from))
