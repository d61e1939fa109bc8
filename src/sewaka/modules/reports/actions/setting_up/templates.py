"""Ready-made answers are written, rewritten and taken out of the offer; never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound, Stale
from sewaka.kernel.text import clean_text
from sewaka.modules.reports import access
from sewaka.modules.reports.events import TemplateSaved
from sewaka.modules.reports.models import AnswerTemplate, catalogue
from sewaka.modules.reports.models.templates import TEMPLATE_STATES
from sewaka.modules.reports.rules import answers
from sewaka.platform.notify import api as notify

_MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A ready-made answer as somebody wrote it; no category means every one."""

    name: str
    state: str
    text: str
    category: str = ""
    is_offered: bool = True


def save_template(
    *,
    draft: TemplateDraft,
    actor: Actor,
    now: datetime,
    template_id: UUID | None = None,
    version: int = 0,
) -> AnswerTemplate:
    """Write a new answer, or rewrite the one that was looked at in that version.

    Raises Forbidden, NotFound, Stale, Invalid (name, state, category, text), DomainError when
    nothing differs.
    """
    access.check_set_up(actor)
    draft = _cleaned(draft)
    _check(draft)
    try:
        with transaction.atomic():
            return _save(draft, template_id=template_id, version=version, actor=actor, now=now)
    except IntegrityError:
        fields = {"name": "reports.template.name_taken"}
        raise Invalid("reports.template.invalid", fields=fields) from None


def _save(
    draft: TemplateDraft, *, template_id: UUID | None, version: int, actor: Actor, now: datetime
) -> AnswerTemplate:
    row = AnswerTemplate() if template_id is None else _locked(template_id, version=version)
    before = {} if template_id is None else _says(row)
    row.name, row.state, row.text = draft.name, draft.state, draft.text
    row.category_id, row.is_offered = draft.category or None, draft.is_offered
    after = _says(row)
    if before == after:
        raise DomainError("reports.setup.unchanged")
    row.version = version + 1
    row.save()
    told = TemplateSaved(template_id=row.pk, before=before, after=after)
    outbox.record(told, actor=actor, now=now)
    catalogue.forget()
    return row


def _locked(template_id: UUID, *, version: int) -> AnswerTemplate:
    found = AnswerTemplate.objects.select_for_update(no_key=True).filter(pk=template_id).first()
    if found is None:
        raise NotFound("reports.template.unknown")
    if found.version != version:
        raise Stale("reports.setup.stale")
    return found


def _says(row: AnswerTemplate) -> dict[str, str]:
    return {
        "name": row.name,
        "state": row.state,
        "category": row.category_id or "",
        "text": row.text,
        "is_offered": "yes" if row.is_offered else "no",
    }


def _cleaned(draft: TemplateDraft) -> TemplateDraft:
    name, text = clean_text(draft.name), clean_text(draft.text)
    return TemplateDraft(name, draft.state, text, draft.category, draft.is_offered)


def _check(draft: TemplateDraft) -> None:
    """Raise Invalid for every field at once; for the names in the text only where the rest fits."""
    is_category = not draft.category or draft.category in catalogue.read().categories
    is_long_enough = answers.LEAST_TEXT <= len(draft.text) <= answers.MOST_TEXT
    problems = {
        "name": 1 <= len(draft.name) <= _MOST_NAME or "reports.template.name",
        "state": draft.state in TEMPLATE_STATES or "reports.template.state",
        "category": is_category or "reports.route.category",
        "text": is_long_enough or "reports.template.text",
    }
    found = {field: code for field, code in problems.items() if isinstance(code, str)}
    if found:
        raise Invalid("reports.template.invalid", fields=found)
    notify.check_text(draft.text, allowed=answers.FIELDS, field="text")
