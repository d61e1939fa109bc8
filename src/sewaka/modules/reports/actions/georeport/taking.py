"""A request that a program sends: through the same action as a phone's report, or queued for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from pydantic import TypeAdapter

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ids import digest
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.effects.arrivals import judge
from sewaka.modules.reports.models import GeoReportClient, GeoReportToken, tokens
from sewaka.modules.reports.rules.draft import Draft
from sewaka.platform.files import api as files

FETCH_MEDIA: Final = "reports.fetch_media"
TAKE_QUEUED: Final = "reports.take_queued"
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Sending:
    """What a program hands in. `device` tells its users apart, for the limits."""

    draft: Draft
    device: str = ""
    media_url: str = ""
    photo_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A number with its two promises, or a token."""

    number: str = ""
    token: str = ""
    response_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    is_public: bool = False  # everybody can read it already
    passed_to: str = ""  # the neighbour whose it is


_stored = TypeAdapter(Sending)


def take(
    *,
    client: GeoReportClient,
    sending: Sending,
    uploads: Sequence[files.Upload],
    actor: Actor,
    now: datetime,
) -> Taken:
    """Open a report, or keep it for the job where the program wants tokens.

    Everything is checked before either. Raises what `submit_report` and `store_photo` raise.
    """
    if not (uploads or client.answers_by_token or sending.media_url):
        return _submit(client=client, sending=sending, actor=actor, now=now)
    return _take_with_more(client=client, sending=sending, uploads=uploads, actor=actor, now=now)


@transaction.atomic
def _take_with_more(
    *,
    client: GeoReportClient,
    sending: Sending,
    uploads: Sequence[files.Upload],
    actor: Actor,
    now: datetime,
) -> Taken:
    """The same where photos, a job or a token stand or fall with the report."""
    stored = [files.store_photo(upload=one, actor=actor, now=now).pk for one in uploads]
    sending = replace(sending, photo_ids=tuple(stored))
    if not client.answers_by_token:
        return _submit(client=client, sending=sending, actor=actor, now=now)
    judge(sending.draft, sender=_sender(client, sending), actor=actor, now=now)
    token = tokens.hand_out(client=client, draft=_stored.dump_json(sending).decode(), now=now)
    app.configure_task(TAKE_QUEUED, queueing_lock=f"{TAKE_QUEUED}.{token}").defer(timestamp=0)
    return Taken(token=token)


def take_queued(*, actor: Actor, now: datetime) -> int:
    """Open the reports that wait under a token, oldest first; gives how many.

    Each in a transaction of its own, at the instant at which it was sent. What can not be opened
    any more (its category has ended meanwhile) is marked as failed.
    """
    waiting = GeoReportToken.objects.filter(stage=GeoReportToken.Stage.QUEUED)
    done = 0
    for key in waiting.order_by("created_at").values_list("pk", flat=True)[:_BATCH]:
        done += _take_one(key, actor=actor, now=now)
    return done


@transaction.atomic
def _take_one(key: UUID, *, actor: Actor, now: datetime) -> bool:
    found = GeoReportToken.objects.select_for_update(skip_locked=True, of=("self",))
    token = found.select_related("client").filter(pk=key, stage="queued").first()
    if token is None or not token.draft or token.expires_at <= now:
        return False
    sending = _stored.validate_json(token.draft)
    try:
        with transaction.atomic():
            taken = _submit(client=token.client, sending=sending, actor=actor, now=token.created_at)
    except DomainError:
        token.stage = GeoReportToken.Stage.FAILED
    else:
        token.stage, token.number = GeoReportToken.Stage.READY, taken.number
    token.draft = None
    token.save()
    return bool(token.number)


def _submit(*, client: GeoReportClient, sending: Sending, actor: Actor, now: datetime) -> Taken:
    sent = submit_report(
        actor=actor,
        now=now,
        draft=sending.draft,
        sender=_sender(client, sending),
        photo_ids=sending.photo_ids,
    )
    if sending.media_url and not sending.photo_ids:
        app.configure_task(FETCH_MEDIA).defer(case_id=str(sent.case_id), url=sending.media_url)
    return Taken(
        number=sent.number,
        response_due_at=sent.response_due_at,
        resolution_due_at=sent.resolution_due_at,
        is_public=sent.is_public,
        passed_to=sent.passed_to,
    )


def _sender(client: GeoReportClient, sending: Sending) -> Sender:
    mark = f"open311:{client.pk}:{sending.device}"
    return Sender(device=digest(mark) if sending.device else None, client_id=client.pk)
