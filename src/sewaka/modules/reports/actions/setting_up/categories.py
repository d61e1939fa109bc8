"""Categories: added, changed, retired by their last day; never deleted, so old reports stay."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound, Stale
from sewaka.kernel.text import clean_text
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import renaming
from sewaka.modules.reports.events import CategorySaved
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.labels import GROUP_ICONS, GROUPS, ICONS
from sewaka.modules.reports.models.shortcomings import can_promise
from sewaka.modules.reports.rules import categories
from sewaka.modules.reports.rules.categories import CategoryDraft
from sewaka.modules.reports.rules.routing import Plan


def add_category(*, code: str, draft: CategoryDraft, actor: Actor, now: datetime) -> Category:
    """Enter a category under a code that never changes; without a route, triage holds its reports.

    Raises Forbidden, Invalid (code, and by the names of the draft).
    """
    access.check_set_up(actor)
    code, draft = clean_text(code), _cleaned(draft)
    _check(draft, before=None, code=code)
    try:
        with transaction.atomic():
            return _add(code, draft, actor=actor, now=now)
    except IntegrityError:  # two at once: the other's category stands
        raise _taken() from None


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
    if "name" in changed:
        renaming.ask_for_rows(code)
    return row


def _add(code: str, draft: CategoryDraft, *, actor: Actor, now: datetime) -> Category:
    values = asdict(draft)
    row = Category(service_code=code, **values)
    row.identities = list(draft.identities)
    row.save(force_insert=True)
    told = CategorySaved(service_code=code, before={}, after=_words(values, list(values)))
    outbox.record(told, actor=actor, now=now)
    catalogue.forget()
    return Category.objects.get(pk=code)  # with the instant that the trigger wrote


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
    typed = ("name", "name_en", "keywords", "lapor_topic")
    words: dict[str, Any] = {name: clean_text(getattr(draft, name)) for name in typed}
    return replace(draft, icon=draft.icon or GROUP_ICONS.get(draft.group, ""), **words)


def _check(draft: CategoryDraft, *, before: CategoryDraft | None, code: str = "") -> None:
    """Raise Invalid for every field at once; `code` is that of a new category."""
    facts = {one.name: getattr(draft, one.name) for one in fields(CategoryDraft)}
    found = categories.problems(facts, groups=GROUPS, icons=ICONS)
    policy = catalogue.read().policies.get(draft.policy)
    if policy is None or ("plan" not in found and not can_promise(policy, plan=Plan(draft.plan))):
        found["policy"] = "reports.category.policy"
    found |= _of_sealing(draft, before=before)
    if before is None:
        found |= _of_code(code)
    if found:
        raise Invalid("reports.category.invalid", fields=found)


def _of_sealing(draft: CategoryDraft, *, before: CategoryDraft | None) -> dict[str, str]:
    """A category is sealed or not for good; a second sealed one would have nobody's route."""
    was_sealed = (False, False) if before is None else _sealing(before)
    plan, visibility = _sealing(draft)
    code = "reports.category.sealed_new" if before is None else "reports.category.sealed"
    if plan is not was_sealed[0]:
        return {"plan": code}
    return {} if visibility is was_sealed[1] else {"visibility": code}


def _sealing(draft: CategoryDraft) -> tuple[bool, bool]:
    return draft.plan == Plan.CONFIDENTIAL, draft.visibility == "secret"


def _of_code(code: str) -> dict[str, str]:
    if not categories.CODE.fullmatch(code):
        return {"code": "reports.category.code"}
    is_taken = Category.objects.filter(pk__iexact=code).exists()
    return {"code": "reports.category.taken"} if is_taken else {}


def _taken() -> Invalid:
    return Invalid("reports.category.invalid", fields={"code": "reports.category.taken"})
