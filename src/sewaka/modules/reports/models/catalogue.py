"""What rarely changes, kept in memory: categories, routes, promises, names of places and offices.

Every process reads them once and again after `REFRESH_S`; what the city edits is live everywhere
within that time, and the process that edits calls `forget`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sewaka.kernel.errors import NotFound
from sewaka.kernel.remembered import Remembered
from sewaka.modules.reports.models import (
    AnswerTemplate,
    Category,
    HopBudget,
    RoutingRule,
    SlaPolicy,
)
from sewaka.modules.reports.rules.levels import LEVELS_OF, Level
from sewaka.modules.reports.rules.policies import Policy, Stage
from sewaka.modules.reports.rules.questions import Words
from sewaka.modules.reports.rules.routing import Plan, Route
from sewaka.platform.agencies import api as agencies
from sewaka.platform.territory import api as territory

REFRESH_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One reading of the set-up."""

    categories: Mapping[str, Category]
    routes: Mapping[str, tuple[Route, ...]]  # by category
    policies: Mapping[str, Policy]  # newest version by code
    versions: Mapping[tuple[str, int], Policy]  # every version, for the cases that keep theirs
    policy_names: Mapping[str, Words]  # of the promises that the city added
    agency_names: Mapping[str, str]
    templates: tuple[AnswerTemplate, ...]  # those that are offered
    agency_words: Mapping[str, tuple[str, ...]]  # full and short name: how people call an agency


def current() -> Catalogue:
    """The present set-up, at most `REFRESH_S` old."""
    return _kept.get()


def forget() -> None:
    """Read anew at the next use."""
    _kept.forget()


def category(code: str) -> Category:
    """The category of that code, retired ones included. Raises NotFound."""
    found = current().categories.get(code)
    if found is None:
        raise NotFound("reports.category.unknown", category=code)
    return found


def as_it_is_now(code: str) -> Category:
    """The category as the database has it, for whoever changes it. Raises NotFound."""
    found = read().categories.get(code)
    if found is None:
        raise NotFound("reports.category.unknown", category=code)
    return found


def offered(*, on: date) -> list[Category]:
    """The categories that new reports may use on that day, in their order."""
    return [one for one in current().categories.values() if one.as_facts().is_active_on(on)]


def sealed_category() -> Category | None:
    """The category whose route and promise count for every sealed report."""
    found = (one for one in current().categories.values() if one.plan == Plan.CONFIDENTIAL)
    return next(found, None)


def policy(code: str) -> Policy:
    """The newest version of a promise. Raises KeyError: a category names only existing ones."""
    return current().policies[code]


def policy_version(code: str, version: int) -> Policy:
    """That version of a promise: a case keeps the one it started with."""
    return current().versions[code, version]


def agency_name(code: str | None) -> str:
    """The agency's full name; empty when there is none."""
    return current().agency_names.get(code or "", "")


def area_name(code: str) -> str:
    """The name of a village or hamlet; empty when there is none."""
    return territory.name_of(code) if code else ""


def read() -> Catalogue:
    """The set-up as the database has it now."""
    routes: dict[str, list[Route]] = {}
    offices = list(agencies.agencies())
    for row in RoutingRule.objects.all():
        routes.setdefault(row.category_id, []).append(row.as_route())
    policies = _policies()
    return Catalogue(
        categories={row.service_code: row for row in Category.objects.all()},
        routes={code: tuple(rules) for code, rules in routes.items()},
        policies={one.code: one for one in policies},
        versions={(one.code, one.version): one for one in policies},
        policy_names=_policy_names(),
        templates=tuple(AnswerTemplate.objects.filter(is_offered=True)),
        agency_names={row.code: row.name for row in offices},
        agency_words={row.code: (row.name, row.short_name) for row in offices},
    )


def _policy_names() -> dict[str, Words]:
    named = SlaPolicy.objects.exclude(name="").order_by("version")
    return {row.code: Words(row.name, row.name_en) for row in named}


def _policies() -> list[Policy]:
    """Every version of every promise with its chains, older versions first."""
    stages: dict[int, dict[Plan, dict[Level, Stage]]] = {}
    for row in HopBudget.objects.all():
        of_plan = stages.setdefault(row.policy_id, {}).setdefault(Plan(row.plan), {})
        of_plan[Level(row.level)] = row.as_stage()
    return [
        row.as_policy(
            {
                plan: tuple(found[level] for level in LEVELS_OF[plan] if level in found)
                for plan, found in stages.get(row.pk, {}).items()
            }
        )
        for row in SlaPolicy.objects.order_by("version")
    ]


_kept = Remembered(read=read, recheck_s=REFRESH_S)
