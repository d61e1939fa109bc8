"""What every installation starts with: categories, promises, routes. Loading twice changes nothing.

Plans, promises and agencies are a proposal for the city to edit; rows that exist are left as the
city made them.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from sewaka.kernel import clock
from sewaka.modules.reports.actions.rebuilding import rebuild_public
from sewaka.modules.reports.models import (
    Category,
    HopBudget,
    RoutingRule,
    SlaPolicy,
    catalogue,
)
from sewaka.modules.reports.rules.draft import Identity
from sewaka.modules.reports.rules.policies import STARTING_POLICIES
from sewaka.platform.notify import api as notify

_FOLDER = Path(__file__).parents[1] / "seed"


@transaction.atomic
def load() -> None:
    """Add what is missing."""
    _policies()
    known = set(Category.objects.values_list("service_code", flat=True))
    rows = [row for row in _rows() if row["code"] not in known]
    forms = tomllib.loads((_FOLDER / "forms.toml").read_text(encoding="utf-8"))
    Category.objects.bulk_create([_category(row, form=forms.get(row["code"], [])) for row in rows])
    RoutingRule.objects.bulk_create(
        [RoutingRule(category_id=row["code"], agency_id=row["agency"]) for row in rows]
    )
    _notices(now=clock.now())
    catalogue.forget()
    rebuild_public(now=clock.now(), only_unfilled=True)


def _policies() -> None:
    """The promises with the time of each office; versions that exist stay as the city made them."""
    SlaPolicy.objects.bulk_create(
        [
            SlaPolicy(
                code=policy.code,
                version=policy.version,
                response_amount=policy.response.amount,
                response_unit=policy.response.unit,
                resolution_amount=policy.resolution.amount,
                resolution_unit=policy.resolution.unit,
            )
            for policy in STARTING_POLICIES
        ],
        ignore_conflicts=True,
    )
    bare = SlaPolicy.objects.filter(hops=None)
    ids = dict(bare.values_list("code", "pk"))
    HopBudget.objects.bulk_create(
        HopBudget(
            policy_id=ids[policy.code],
            plan=plan,
            level=stage.level,
            amount=stage.budget.amount,
            unit=stage.budget.unit,
        )
        for policy in STARTING_POLICIES
        if policy.code in ids
        for plan, stages in policy.chains.items()
        for stage in stages
    )


def _notices(*, now: datetime) -> None:
    """The texts that authors get; an editor's own words stay."""
    texts = tomllib.loads((_FOLDER / "notices.toml").read_text(encoding="utf-8"))
    for code, languages in texts.items():
        words = {language: (text[0], text[1]) for language, text in languages.items()}
        notify.define(code=code, words=words, now=now)


def _rows() -> Iterator[dict[str, str]]:
    with (_FOLDER / "categories.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _category(row: dict[str, str], *, form: list[dict[str, Any]]) -> Category:
    return Category(
        service_code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        group=row["group"],
        icon=row["icon"],
        keywords=row["keywords"],
        plan=row["plan"],
        policy=row["policy"],
        visibility=row["visibility"],
        identities=[identity.value for identity in Identity],
        needs_after_photo=row["after_photo"] == "1",
        duplicate_radius_m=int(row["duplicate_radius_m"]),
        duplicate_days=int(row["duplicate_days"]),
        siblings=row["siblings"].split(),
        lapor_topic=row["lapor_topic"],
        order=int(row["order"]),
        form=form,
    )
