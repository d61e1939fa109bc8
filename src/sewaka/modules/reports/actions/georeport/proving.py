"""Finished work that a program proves by the address of a photo.

Where the category wants the result to be shown, the report does not move on a promise: what the
program said is kept, the photo is fetched by the job, and with it in hand the work is finished by
the same action, in the name of the same key. A photo that can not be had, or that proves too
little, leaves the report where it was, a note for the office, and an answer for the program.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from sewaka.kernel import http
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.kernel.problems import field_sentence
from sewaka.modules.reports.effects.awaiting import office_of, picture_at
from sewaka.modules.reports.models import ExternalUpdate
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files

CLIENT = http.Client(max_bytes=files.MAX_BYTES)


def finish_with_photo(
    *,
    update_id: UUID,
    url: str,
    actor: Actor,
    now: datetime,
    client: http.Client = CLIENT,
) -> bool:
    """Fetch the photo and do what waits for it, once; gives whether it is done."""
    try:
        picture = picture_at(url, client=client)
        return _finish(update_id, picture, now=now)
    except DomainError as problem:
        _give_up(update_id, why=problem, actor=actor, now=now)
        return False


@transaction.atomic
def _finish(update_id: UUID, picture: bytes, *, now: datetime) -> bool:
    update = _locked(update_id)
    waiting = update.waiting
    if waiting is None:
        return not update.refusal
    if not update.client.is_active:
        raise Forbidden("reports.open311.key_unknown")
    office = office_of(update.client, language="id")
    photo = files.store_photo(upload=picture, actor=office, now=now)
    cases.move(
        case_id=UUID(waiting["case"]),
        action=waiting["action"],
        given={**waiting["given"], waiting["photo"]: (photo.pk,)},
        actor=office,
        now=now,
    )
    update.waiting = None
    update.save()
    return True


@transaction.atomic
def _give_up(update_id: UUID, *, why: DomainError, actor: Actor, now: datetime) -> None:
    update = _locked(update_id)
    if update.waiting is None:
        return
    words = gettext("The work that a program called finished does not count as such: %(why)s")
    text = words % {"why": field_sentence(_code_of(why), why.facts)}
    cases.note(case_id=UUID(update.waiting["case"]), actor=actor, now=now, text=text)
    update.waiting, update.refusal = None, _code_of(why)
    update.save()


def _locked(update_id: UUID) -> ExternalUpdate:
    rows = ExternalUpdate.objects.select_for_update(of=("self",)).select_related("client")
    return rows.get(pk=update_id)


def _code_of(problem: DomainError) -> str:
    """The code that says it best: of the first field that is wrong, else the error's own."""
    fields = problem.fields.values() if isinstance(problem, Invalid) else ()
    return next(iter(fields), problem.code)
