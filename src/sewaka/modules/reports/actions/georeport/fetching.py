"""A photo that a program only pointed to: fetched later, by the one client that may go out."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from sewaka.kernel import http
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.effects import adding
from sewaka.modules.reports.effects.awaiting import picture_at
from sewaka.modules.reports.models import Report, ReportPhoto
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files

CLIENT = http.Client(max_bytes=files.MAX_BYTES)


def fetch_media(
    *,
    case_id: UUID,
    url: str,
    actor: Actor,
    now: datetime,
    stage: str = ReportPhoto.Stage.BEFORE,
    client: http.Client = CLIENT,
) -> bool:
    """Add the picture behind the address to the report; gives whether it is there now.

    The same picture is added once. What can not be fetched (private addresses, redirects, too
    much, no picture, nobody there) leaves the report as it is and a note for the office.
    """
    try:
        picture = picture_at(url, client=client)
        _add(case_id, picture, stage=stage, actor=actor, now=now)
    except DomainError as problem:
        _note(case_id, why=problem, actor=actor, now=now)
        return False
    return True


@transaction.atomic
def _add(case_id: UUID, picture: bytes, *, stage: str, actor: Actor, now: datetime) -> None:
    report = Report.objects.select_for_update().get(pk=case_id)
    if files.by_digest(case_id=case_id, sha256=sha256(picture).digest()) is not None:
        return
    stored = files.store_photo(upload=picture, actor=actor, now=now)
    adding.add(report=report, stage=stage, file_ids=[stored.pk], actor=actor, now=now)


def _note(case_id: UUID, *, why: DomainError, actor: Actor, now: datetime) -> None:
    text = gettext("The photo of the sending program could not be fetched (%(why)s).") % {
        "why": why.facts.get("why") or why.code
    }
    case = cases.get_case(actor=actor, case_id=case_id)
    if any(line.text == text for line in cases.timeline(case=case, actor=actor)):
        return
    cases.note(case_id=case_id, actor=actor, now=now, text=text)
