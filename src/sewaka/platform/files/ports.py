"""What files must ask of whoever owns the cases.

Files know no case. `FILES_CASE_SIGHT` in the settings names a function
`sight(*, actor: Actor, case_id: UUID) -> Sight`; without it nobody sees a bound file by right,
only with a pass.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from sewaka.kernel.access import Actor
from sewaka.platform.files.models import StoredFile


class Sight(StrEnum):
    """How much of a case's files a reader may see."""

    NOTHING = "nothing"
    PUBLIC = "public"  # what was released
    PARTY = "party"  # everything: applicant and the offices that handle it


def sight_of(*, file: StoredFile, actor: Actor) -> Sight:
    """What this reader may see of the file. Before it is bound, only its sender sees it."""
    if file.case_id is None:
        is_sender = actor.person_id is not None and file.uploaded_by_id == actor.person_id
        return Sight.PARTY if is_sender else Sight.NOTHING
    path = getattr(settings, "FILES_CASE_SIGHT", "")
    return _ask(path, actor=actor, case_id=file.case_id) if path else Sight.NOTHING


def _ask(path: str, *, actor: Actor, case_id: UUID) -> Sight:
    return Sight(import_string(path)(actor=actor, case_id=case_id))
