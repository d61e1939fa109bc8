"""Who has to act: which agency is responsible for a category at a place, and who sees it first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sewaka.kernel.access import covers


class Plan(StrEnum):
    """Which way a report goes."""

    HAMLET_FIRST = "hamlet_first"  # hamlet head, village office, then the agency
    DIRECT = "direct"  # to the agency at once
    CONFIDENTIAL = "confidential"  # to the agency at once, closed to the public


class Desk(StrEnum):
    """The office that holds a report. The value is the role that its people carry."""

    HAMLET = "reports.hamlet_head"
    VILLAGE = "reports.village_staff"
    AGENCY = "reports.agency_officer"
    TRIAGE = "reports.triage"


@dataclass(frozen=True, slots=True)
class Route:
    """For one category, under one area (empty: the whole city), one agency, in a range of days."""

    category: str
    agency: str
    area_code: str = ""
    valid_from: date = date.min
    valid_to: date | None = None  # the first day on which it no longer counts

    def is_valid_on(self, day: date) -> bool:
        """Whether the route counts on that local day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class FirstHolder:
    """Who holds a new report, and which agency it is for."""

    desk: Desk
    agency: str  # empty: not known, triage decides


def choose_agency(
    routes: Iterable[Route], *, category: str, area_code: str, on: date
) -> str | None:
    """The agency of the most specific valid route, or None when the city has no rule for it."""
    fitting = [
        route
        for route in routes
        if route.category == category
        and route.is_valid_on(on)
        and (not route.area_code or covers(route.area_code, area_code))
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda route: (len(route.area_code), route.valid_from)).agency


def first_holder(
    *, plan: Plan, agency: str | None, area_code: str, has_hamlet_head: bool
) -> FirstHolder:
    """Who holds a report when it comes in.

    Hamlet-first reports start at the hamlet head where there is one, else at the village office;
    all others at their agency. Without a place or without a route, triage holds it.
    """
    if not agency or not area_code:
        return FirstHolder(Desk.TRIAGE, agency or "")
    if plan is not Plan.HAMLET_FIRST:
        return FirstHolder(Desk.AGENCY, agency)
    return FirstHolder(Desk.HAMLET if has_hamlet_head else Desk.VILLAGE, agency)
