"""The questions of a category: added, reworded, moved, asked no more; never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound, Stale
from sewaka.kernel.text import clean_text
from sewaka.modules.reports import access
from sewaka.modules.reports.events import QuestionSaved
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.rules import question_drafts, questions
from sewaka.modules.reports.rules.question_drafts import QuestionDraft
from sewaka.modules.reports.rules.questions import Form, Question

_TYPED = ("words", "words_en", "hint", "hint_en", "choices", "call")


@transaction.atomic
def save_question(
    *, category: str, code: str, draft: QuestionDraft, seen: datetime, actor: Actor, now: datetime
) -> Category:
    """Write the question `code` of a category anew, or a new one where `code` is empty.

    `seen` is the category's `changed_at` of what was looked at. Reports keep the version of the
    form that they were sent with. Raises Forbidden, NotFound, Stale, Invalid (by the names of the
    draft), DomainError when nothing differs.
    """
    access.check_set_up(actor)
    row = Category.objects.select_for_update(no_key=True).filter(pk=category).first()
    if row is None:
        raise NotFound("reports.category.unknown", category=category)
    form = row.every_question
    before = _standing(form, code) if code else None
    draft = _cleaned(draft, before=before)
    if found := question_drafts.problems(draft, form=form, before=before):
        raise Invalid("reports.question.invalid", fields=found)
    if row.changed_at != seen:
        raise Stale("reports.setup.stale")
    rows = list(question_drafts.placed(row.form, draft))
    if questions.read_form(rows) == form:
        raise DomainError("reports.setup.unchanged")
    told = QuestionSaved(
        service_code=row.pk,
        question=draft.code,
        form=questions.version(rows),
        before={}
        if before is None
        else _words(question_drafts.draft_of(before, place=_place(form, before))),
        after=_words(draft),
    )
    row.form = rows
    row.save(update_fields=["form"])
    outbox.record(told, actor=actor, now=now)
    catalogue.forget()
    return row


def _standing(form: Form, code: str) -> Question:
    found = next((one for one in form if one.code == code), None)
    if found is None:
        raise NotFound("reports.question.unknown", question=code)
    return found


def _place(form: Form, question: Question) -> int:
    return form.index(question) + 1


def _cleaned(draft: QuestionDraft, *, before: Question | None) -> QuestionDraft:
    """Clean words; the code of a question that stands is its own, whatever was sent."""
    words: dict[str, Any] = {name: clean_text(getattr(draft, name)) for name in _TYPED}
    code = clean_text(draft.code) if before is None else before.code
    return replace(draft, code=code, **words)


def _words(draft: QuestionDraft) -> Mapping[str, str]:
    """A question as text for the log; what is empty is left out."""
    return {name: str(value) for name, value in asdict(draft).items() if value not in ("", False)}
