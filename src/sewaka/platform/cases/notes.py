"""Words on a case that change no state: messages between author and office, internal notes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, Invalid
from sewaka.kernel.text import clean_text, has_words
from sewaka.platform.cases import access, timeline
from sewaka.platform.cases.events import CaseNoted
from sewaka.platform.cases.locking import locked, not_before, swap
from sewaka.platform.cases.models import Audience, Case, CaseEntry
from sewaka.platform.cases.opening import event_facts
from sewaka.platform.cases.values import EntryDraft, FileUse

MAX_LENGTH = 4000


@transaction.atomic
def comment(
    *,
    case_id: UUID,
    actor: Actor,
    now: datetime,
    text: str,
    audience: str = Audience.APPLICANT,
    files: tuple[FileUse, ...] = (),
    version: int | None = None,
) -> CaseEntry:
    """A message between the author and the office; only the office may write one to the public.

    Raises NotFound, Stale, Forbidden, Invalid.
    """
    case = locked(case_id=case_id, actor=actor, version=version)
    is_office = access.works_on().allows(actor, case)
    is_private = audience == Audience.APPLICANT
    is_theirs = access.is_author().allows(actor, case) and is_private
    if audience == Audience.INTERNAL or not (is_office or is_theirs):
        raise Forbidden("cases.forbidden", action="comment", state=case.state)
    draft = EntryDraft(text=_words(text), audience=audience, files=files)
    return _add(case, draft, kind=CaseEntry.Kind.COMMENT, actor=actor, now=now)


@transaction.atomic
def note(
    *, case_id: UUID, actor: Actor, now: datetime, text: str, version: int | None = None
) -> CaseEntry:
    """An internal note: read by offices only. Raises NotFound, Stale, Forbidden, Invalid."""
    case = locked(case_id=case_id, actor=actor, version=version)
    if not access.works_on().allows(actor, case):
        raise Forbidden("cases.forbidden", action="note", state=case.state)
    draft = EntryDraft(text=_words(text), audience=Audience.INTERNAL)
    return _add(case, draft, kind=CaseEntry.Kind.NOTE, actor=actor, now=now)


def _add(
    case: Case, draft: EntryDraft, *, kind: CaseEntry.Kind, actor: Actor, now: datetime
) -> CaseEntry:
    at = not_before(case, now)
    swap(case)
    entry = timeline.write(case, draft, kind=kind, actor=actor, at=at)
    told = CaseNoted(
        **event_facts(case),
        entry_id=entry.pk,
        audience=draft.audience,
        is_from_office=access.is_office().allows(actor, case),
    )
    outbox.record(told, actor=actor, now=at, subject=case.applicant_id, case_id=case.pk)
    return entry


def _words(raw: str) -> str:
    text = clean_text(raw)
    if not text or not has_words(text):
        raise Invalid("cases.invalid", fields={"text": "required"})
    if len(text) > MAX_LENGTH:
        raise Invalid("cases.invalid", fields={"text": "too_long"})
    return text
