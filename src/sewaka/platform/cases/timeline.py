"""Writing the history of a case. Entries are added here and nowhere else."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import Actor
from sewaka.kernel.rows import insert
from sewaka.platform.cases.models import Attachment, Case, CaseEntry
from sewaka.platform.cases.signatures import SYSTEM_ROLE, signature
from sewaka.platform.cases.values import EntryDraft, FileUse
from sewaka.platform.files import api as files


def write(
    case: Case,
    draft: EntryDraft,
    *,
    kind: CaseEntry.Kind,
    actor: Actor,
    at: datetime,
    action: str = "",
    from_state: str = "",
) -> CaseEntry:
    """Add one entry and its files. The case already bears its new state and version."""
    signed = signature(actor, case)
    entry = CaseEntry(
        case=case,
        at=at,
        kind=kind,
        audience=draft.audience,
        action=action,
        from_state=from_state,
        to_state=case.state if from_state or kind == CaseEntry.Kind.OPENED else "",
        text=draft.text,
        facts=dict(draft.facts),
        role=signed.role,
        office=signed.office,
        person_id=actor.person_id,
        case_version=case.version,
    )
    insert(entry)
    _attach(case, draft.files, entry=entry, actor=actor)
    return entry


def passed(case: Case, draft: EntryDraft, *, kind: str, at: datetime) -> CaseEntry:
    """The entry of a case that goes on by itself, not saved yet. The case bears its new version."""
    return CaseEntry(
        case=case,
        at=at,
        kind=kind,
        audience=draft.audience,
        text=draft.text,
        facts=dict(draft.facts),
        role=SYSTEM_ROLE,
        case_version=case.version,
    )


def _attach(case: Case, uses: tuple[FileUse, ...], *, entry: CaseEntry, actor: Actor) -> None:
    """Bind stored files to the case. A file belongs to one case only, for good."""
    if not uses:
        return
    files.attach(file_ids=[use.file_id for use in uses], case_id=case.pk, actor=actor, now=entry.at)
    Attachment.objects.bulk_create(
        Attachment(
            case=case, entry=entry, file_id=use.file_id, purpose=use.purpose, position=position
        )
        for position, use in enumerate(uses)
    )
