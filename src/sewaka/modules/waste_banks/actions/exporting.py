"""What leaves the city under its name is noted with the hash of its bytes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import SemesterFileMade


@transaction.atomic
def note_semester_file(
    *, year: int, semester: int, is_draft: bool, sha256: str, actor: Actor, now: datetime
) -> None:
    """A semester file for SIPSN is handed out. For supervisors. Raises NotFound."""
    access.check_supervisor(actor=actor)
    event = SemesterFileMade(year=year, semester=semester, is_draft=is_draft, sha256=sha256)
    outbox.record(event, actor=actor, now=now)
