"""The promises as the desk of the set-up reads them: what is in force, and what was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sewaka.kernel.errors import NotFound
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.setup import Category, SlaPolicy
from sewaka.modules.reports.rules.policies import Policy, rough_minutes
from sewaka.modules.reports.rules.questions import Words
from sewaka.modules.reports.rules.routing import Plan
from sewaka.platform.people import api as people


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a promise. `made_by` is empty for what the software brought, and `names` are
    there for what the city added.
    """

    policy: Policy
    since: datetime
    made_by: str
    names: Words | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """The newest version of a promise, and the categories that use it."""

    policy: Policy
    categories: tuple[Category, ...]


def in_force() -> list[InForce]:
    """Every promise, the shortest answer first."""
    found = catalogue.read()
    used: dict[str, list[Category]] = {}
    for category in found.categories.values():
        used.setdefault(category.policy, []).append(category)
    return [InForce(one, tuple(used.get(one.code, ()))) for one in found.policies.values()]


def to_begin_with() -> Policy:
    """The open promise with the most time: a new one is written by changing it."""
    found = [one for one in catalogue.read().policies.values() if Plan.HAMLET_FIRST in one.chains]
    return max(found, key=lambda one: rough_minutes(one.resolution))


def versions(code: str) -> list[Version]:
    """Every version of a promise, the newest first. Raises NotFound."""
    known = catalogue.read().versions
    rows = SlaPolicy.objects.filter(code=code).select_related("made_by").order_by("-version")
    found = [
        Version(
            known[code, row.version],
            row.since,
            people.display_name(row.made_by),
            Words(row.name, row.name_en) if row.name else None,
        )
        for row in rows
    ]
    if not found:
        raise NotFound("reports.policy.unknown", policy=code)
    return found
