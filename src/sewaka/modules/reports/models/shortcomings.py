"""What is wrong with the set-up: promises that nobody can keep, kinds and offices without anybody.

Read by the checks of start-up and by the desk that can mend it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.catalogue import Catalogue
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.levels import Level, roles_at
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.routing import Plan, choose_agency
from sewaka.platform.agencies import api as agencies
from sewaka.platform.people import api as people
from sewaka.platform.territory import api as territory


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """One thing to mend. `code` has a sentence (`labels.SHORTCOMINGS`) that `facts` fill."""

    code: str
    key: str  # of the category, promise or office
    facts: Mapping[str, Any] = field(default_factory=dict)


def of_promises(found: Catalogue) -> Iterator[Shortcoming]:
    """Newest versions that nobody could keep."""
    for policy in found.policies.values():
        for code in dict.fromkeys(fault.code for fault in policies.faults(policy)):
            yield Shortcoming(code, policy.code, {"policy": policy.code})


def of_categories(found: Catalogue, *, now: datetime) -> Iterator[Shortcoming]:
    """Offered categories without an agency for the whole city, or without a promise of theirs."""
    today = localdate(now)
    for code, category in found.categories.items():
        if not category.as_facts().is_active_on(today):
            continue
        facts = {"category": f"{code} {category.local_name}"}
        routes = found.routes.get(code, ())
        if choose_agency(routes, category=code, area_code="", on=today) is None:
            yield Shortcoming("reports.setup.no_route", code, facts)
        if not can_promise(found.policies.get(category.policy), plan=Plan(category.plan)):
            yield Shortcoming("reports.setup.no_promise", code, facts)


def can_promise(policy: Policy | None, *, plan: Plan) -> bool:
    """Whether a promise has time for some office on that way, or on the direct one."""
    return policy is not None and bool(policy.stages(plan))


def of_offices(found: Catalogue, *, now: datetime) -> Iterator[Shortcoming]:
    """Offices that reports go to and where nobody serves: there every report passes at once."""
    today, serving = localdate(now), people.staffing()
    existing = {one.code for one in agencies.agencies(on=today, is_external=False)}
    routes = [one for routes in found.routes.values() for one in routes if one.is_valid_on(today)]
    for code in sorted({route.agency for route in routes}):
        facts = {"office": found.agency_names.get(code, code)}
        if code not in existing:
            yield Shortcoming("reports.setup.office_gone", code, facts)
        elif not serving.serves(roles_at(Level.AGENCY), at=now, agency_code=code):
            yield Shortcoming("reports.setup.nobody_there", code, facts)
    for level, kind in _TERRITORIAL:
        for area in territory.areas(level=kind):
            if not serving.serves(roles_at(level), at=now, area_code=area.code):
                yield Shortcoming("reports.setup.nobody_there", area.code, {"office": area.name})


@dataclass(frozen=True, slots=True)
class _Office:
    name: str
    level: Level
    area: str = ""
    agency: str = ""

    def is_served(self, *, at: datetime) -> bool:
        return people.staffing().serves(
            roles_at(self.level), at=at, area_code=self.area, agency_code=self.agency
        )


def newly_vacant(*, since: datetime, now: datetime) -> list[str]:
    """Names of the offices, hamlets too, where somebody served at `since` and nobody at `now`."""
    found = catalogue.current()
    codes = {route.agency for routes in found.routes.values() for route in routes}
    offices = [
        _Office(found.agency_names.get(code, code), Level.AGENCY, agency=code)
        for code in sorted(codes)
    ]
    for level, kind in (*_TERRITORIAL, (Level.HAMLET, territory.Level.HAMLET)):
        offices += [_Office(area.name, level, area.code) for area in territory.areas(level=kind)]
    return [one.name for one in offices if one.is_served(at=since) and not one.is_served(at=now)]


def every(*, now: datetime) -> list[Shortcoming]:
    """Everything, the promises first; as the database has it now."""
    found = catalogue.read()
    return [*of_promises(found), *of_categories(found, now=now), *of_offices(found, now=now)]


_TERRITORIAL = (
    (Level.DISTRICT, territory.Level.DISTRICT),
    (Level.VILLAGE, territory.Level.VILLAGE),
)
