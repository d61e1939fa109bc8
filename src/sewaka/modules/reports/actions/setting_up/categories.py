"""Categories: added, changed, retired by their last day; never deleted, so old reports stay."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound, Stale
from sewaka.kernel.text import clean_text
from sewaka.modules.reports import access
from sewaka.modules.reports.events import CategorySaved
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.labels import GROUPS
from sewaka.modules.reports.models.shortcomings import can_promise
from sewaka.modules.reports.rules import categories
from sewaka.modules.reports.rules.categories import CategoryDraft
from sewaka.modules.reports.rules.routing import Plan


@transaction.atomic
def save_category(
    *, code: str, draft: CategoryDraft, seen: datetime, actor: Actor, now: datetime
) -> Category:
    """Change a category; `seen` is the `changed_at` of what was looked at.

    Raises Forbidden, NotFound, Stale, Invalid (by the names of the draft), DomainError when
    nothing differs. Reports keep the promise that they began with.
    """
    access.check_set_up(actor)
    row = Category.objects.select_for_update(no_key=True).filter(pk=code).first()
    if row is None:
        raise NotFound("reports.category.unknown", category=code)
    draft, before = _cleaned(draft), row.as_draft()
    _check(draft, before=before)
    if row.changed_at != seen:
        raise Stale("reports.setup.stale")
    old, new = asdict(before), asdict(draft)
    changed = [name for name in new if new[name] != old[name]]
    if not changed:
        raise DomainError("reports.setup.unchanged")
    for name in changed:
        setattr(row, name, list(new[name]) if name == "identities" else new[name])
    row.save(update_fields=changed)
    told = CategorySaved(service_code=code, before=_words(old, changed), after=_words(new, changed))
    outbox.record(told, actor=actor, now=now)
    catalogue.forget()
    return row


def _words(values: dict[str, Any], changed: list[str]) -> dict[str, str]:
    """What differs, as text for the log."""
    found = {}
    for name in changed:
        value = values[name]
        found[name] = (
            ",".join(value) if name == "identities" else str("" if value is None else value)
        )
    return found


def _cleaned(draft: CategoryDraft) -> CategoryDraft:
    words = {name: clean_text(getattr(draft, name)) for name in ("name", "name_en", "keywords")}
    return CategoryDraft(**{**asdict(draft), **words})


def _check(draft: CategoryDraft, *, before: CategoryDraft) -> None:
    facts = {one.name: getattr(draft, one.name) for one in fields(CategoryDraft)}
    found = categories.problems(facts, groups=GROUPS)
    policy = catalogue.read().policies.get(draft.policy)
    if policy is None or ("plan" not in found and not can_promise(policy, plan=Plan(draft.plan))):
        found["policy"] = "reports.category.policy"
    if (draft.plan == Plan.CONFIDENTIAL) is not (before.plan == Plan.CONFIDENTIAL):
        found["plan"] = "reports.category.sealed"
    elif (draft.visibility == "secret") is not (before.visibility == "secret"):
        found["visibility"] = "reports.category.sealed"
    if found:
        raise Invalid("reports.category.invalid", fields=found)
