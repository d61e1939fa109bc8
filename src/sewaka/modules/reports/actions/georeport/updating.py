"""Updates that programs send (mySociety's extension): a comment, or a deed of the workflow.

What a status may do is the right of the key: programs of citizens comment on the reports that they
sent themselves, settle them and open them again; programs of agencies do what the agency's own
officers may, through the same actions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.ids import read_number
from sewaka.kernel.workflow import Ask, AskKind, Transition
from sewaka.modules.reports.actions.georeport.taking import FETCH_MEDIA
from sewaka.modules.reports.effects import adding, awaiting
from sewaka.modules.reports.effects.awaiting import Deed
from sewaka.modules.reports.models import (
    ClientRole,
    ExternalUpdate,
    GeoReportClient,
    Report,
    ReportPhoto,
)
from sewaka.modules.reports.rules.georeport.statuses import STATUS_OF
from sewaka.modules.reports.rules.georeport.updates import Update, check
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case, FileUse
from sewaka.platform.files import api as files

# Deeds that a status of the extension can mean, the likeliest first; which of them leads out of
# the present state, and whose it is, says the workflow. No program looks at finished work: that is
# another office's own deed.
_AGENCY: Final[Mapping[str, tuple[str, ...]]] = {
    "INVESTIGATING": ("accept",),
    "ACTION_SCHEDULED": ("schedule",),
    "IN_PROGRESS": ("start", "accept"),
    "FIXED": ("finish",),
    "CLOSED": ("finish",),
    "NO_FURTHER_ACTION": ("reject",),
    "NOT_COUNCILS_RESPONSIBILITY": ("not_responsible",),
}
_CITIZEN: Final[Mapping[str, tuple[str, ...]]] = {
    "OPEN": ("dispute",),
    "FIXED": ("settle",),
    "CLOSED": ("settle",),
}
_WORDS = frozenset({AskKind.TEXT, AskKind.LONG_TEXT})


@transaction.atomic
def update_request(
    *,
    client: GeoReportClient,
    update: Update,
    uploads: Sequence[files.Upload] = (),
    actor: Actor,
    now: datetime,
) -> ExternalUpdate:
    """Comment or move; gives what was kept of it. The same (client, update_id) once only.

    A deed that has to be proven waits for the photo at its `media_url` (`effects.awaiting`).
    Raises NotFound for what the program may not see, Forbidden for what its key may not do,
    DomainError for an update_id that was used for other words, and what the workflow raises.
    """
    check(update)
    # Two at once with the same number: the second waits for the first.
    GeoReportClient.objects.select_for_update().get(pk=client.pk)
    known = ExternalUpdate.objects.filter(client=client, update_id=update.update_id).first()
    if known is not None:
        if bytes(known.request_hash) != update.digest:
            raise DomainError("reports.open311.update_reused")
        return known
    case, acting = _seen(client, update.number, actor=actor)
    kept = ExternalUpdate(client=client, update_id=update.update_id, received_at=now)
    kept.request_hash = update.digest
    deed = None if uploads else _waiting(client, case, update, actor=acting, now=now)
    if deed is not None:
        kept.waiting = awaiting.kept(case, deed)
        kept.entry = awaiting.announce(case, update, actor=acting, now=now)
        awaiting.fetch_later(kept, url=update.media_url)
    else:
        kept.entry = _done(client, case, update, uploads, actor=acting, now=now)
        if not uploads:
            _fetch_later(client, case, update)
    kept.save(force_insert=True)
    return kept


def _fetch_later(client: GeoReportClient, case: Case, update: Update) -> None:
    """A picture that no deed waits for joins the report when it is here."""
    if update.media_url:
        job = app.configure_task(FETCH_MEDIA)
        job.defer(case_id=str(case.pk), url=update.media_url, stage=_stage(client).value)


def _waiting(
    client: GeoReportClient, case: Case, update: Update, *, actor: Actor, now: datetime
) -> Deed | None:
    """The deed that this update asks for, if it can not be done before its photo is here."""
    asked = _deed(client, case, update, actor=actor)
    if asked is None or not awaiting.must_wait(asked, case, update):
        return None
    return awaiting.checked(asked, _given(asked, update), actor=actor, now=now)


def _deed(
    client: GeoReportClient, case: Case, update: Update, *, actor: Actor
) -> Transition | None:
    """The first deed that the status can mean and the key may do now; None for a mere comment."""
    if update.status == STATUS_OF[case.state]:  # nothing is asked for but to be heard
        return None
    deeds = _AGENCY if client.role == ClientRole.AGENCY else _CITIZEN
    possible = {one.action: one for one in cases.available(case=case, actor=actor)}
    named = (possible[action] for action in deeds.get(update.status, ()) if action in possible)
    return next(named, None)


def _done(
    client: GeoReportClient,
    case: Case,
    update: Update,
    uploads: Sequence[files.Upload],
    *,
    actor: Actor,
    now: datetime,
) -> UUID:
    """The deed or the comment, with the pictures that came; the entry of the timeline."""
    deed = _deed(client, case, update, actor=actor)
    if deed is None:
        is_heard = update.status == "OPEN" and case.closed_at is None
        if not is_heard and update.status != STATUS_OF[case.state]:
            raise Forbidden("reports.open311.key_not_allowed")
        return _comment(client, case, update, uploads, actor=actor, now=now)
    given = _given(deed, update)
    pictures = _pictures(deed, uploads, actor=actor, now=now)
    if not pictures:
        _add(client, case, uploads, actor=actor, now=now)
    given |= pictures
    moved = cases.move(case_id=case.pk, action=deed.action, actor=actor, now=now, given=given)
    return moved.entry_id


def _pictures(
    transition: Transition, uploads: Sequence[files.Upload], *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """The pictures of the result, for the deed that asks for some."""
    names = [ask.name for ask in transition.asks if ask.kind is AskKind.PHOTO]
    if not names or not uploads:
        return {}
    stored = [files.store_photo(upload=one, actor=actor, now=now).pk for one in uploads]
    return {names[0]: tuple(stored)}


def _seen(client: GeoReportClient, number: str, *, actor: Actor) -> tuple[Case, Actor]:
    """The case and the program as an actor on it. A sealed case is never a program's to see."""
    own = Report.objects.filter(case__number=read_number(number) or "", client=client)
    case_id = own.values_list("pk", flat=True).first()
    if client.role == ClientRole.AGENCY:
        acting = awaiting.office_of(client, language=actor.language)
    elif case_id is not None:
        acting = Actor(via="link", link_case_id=case_id, language=actor.language)
    else:
        acting = actor
    try:
        case = cases.get_case(actor=acting, number=number)
    except NotFound:
        raise NotFound("reports.open311.no_request") from None
    if case.module != "reports" or case.visibility == "secret":
        raise NotFound("reports.open311.no_request")
    if client.role == ClientRole.CITIZEN and case_id is None:
        raise Forbidden("reports.open311.key_not_allowed")
    return case, acting


def _comment(
    client: GeoReportClient,
    case: Case,
    update: Update,
    uploads: Sequence[files.Upload],
    *,
    actor: Actor,
    now: datetime,
) -> UUID:
    audience = "public" if client.role == ClientRole.AGENCY else "applicant"
    uses = _add(client, case, uploads, actor=actor, now=now)
    entry = cases.comment(
        case_id=case.pk, actor=actor, now=now, text=update.text, audience=audience, files=uses
    )
    return entry.pk


def _stage(client: GeoReportClient) -> ReportPhoto.Stage:
    """What its pictures show: an agency's its work, a citizen's what is wrong."""
    is_office = client.role == ClientRole.AGENCY
    return ReportPhoto.Stage.AFTER if is_office else ReportPhoto.Stage.BEFORE


def _add(
    client: GeoReportClient,
    case: Case,
    uploads: Sequence[files.Upload],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[FileUse, ...]:
    """Pictures that no deed asks for: beside the others of the report."""
    stored = [files.store_photo(upload=one, actor=actor, now=now).pk for one in uploads]
    if not stored:
        return ()
    report = Report.objects.get(pk=case.pk)
    return adding.add(report=report, stage=_stage(client), file_ids=stored, actor=actor, now=now)


def _given(transition: Transition, update: Update) -> dict[str, Any]:
    """The answers that a deed asks for: the words in its first text, the code in its choices."""
    words = [ask.name for ask in transition.asks if ask.kind in _WORDS]
    given: dict[str, Any] = {words[0]: update.text} if words else {}
    if update.reason and "reason" in words:
        given["reason"] = update.reason
    return given | {ask.name: update.code for ask in transition.asks if _takes_code(ask, update)}


def _takes_code(ask: Ask, update: Update) -> bool:
    if not update.code:
        return False
    is_offered = update.code in {code for code, _label in ask.choices}
    return is_offered or ask.kind is AskKind.DATE
