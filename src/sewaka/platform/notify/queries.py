"""Reads: a person's inbox, what the demo city would have sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.querying import as_q
from sewaka.platform.notify import access, texts
from sewaka.platform.notify.models import Mail, Notice, Preference, Sms

PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as its reader sees it."""

    id: UUID
    subject: str
    body: str
    url: str
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail or text message (no title) of the demo city, for the page that shows them."""

    to: str
    title: str
    body: str
    at: datetime


def inbox(*, actor: Actor) -> Sequence[Shown]:
    """The newest 50 notices of the actor. One query."""
    mine = as_q(access.OWN_NOTICES.where(actor))
    rows = Notice.objects.filter(mine).select_related("template").order_by("-created_at")
    return [_shown(notice) for notice in rows[:PAGE]]


def unread(*, actor: Actor) -> int:
    """How many notices the actor has not seen. One query, none for strangers."""
    if actor.person_id is None:
        return 0
    return Notice.objects.filter(person_id=actor.person_id, read_at=None).count()


def wants_mail(*, actor: Actor) -> bool:
    """Whether the actor gets mails too."""
    if actor.person_id is None:
        return False
    row = Preference.objects.filter(person_id=actor.person_id).first()
    return row is None or row.by_mail


def demo_mails(*, limit: int = PAGE) -> Sequence[Outgoing]:
    """The newest mails with their words. The caller has made sure that this is a demo city."""
    return [
        Outgoing(
            to=one.address or "", title=one.title or "", body=one.body or "", at=one.created_at
        )
        for one in Mail.objects.order_by("-created_at")[:limit]
    ]


def demo_messages(*, limit: int = PAGE) -> Sequence[Outgoing]:
    """The same of text messages."""
    return [
        Outgoing(one.number or "", "", one.body or "", one.created_at)
        for one in Sms.objects.order_by("-created_at")[:limit]
    ]


def _shown(notice: Notice) -> Shown:
    message = texts.read(notice.template, facts=notice.facts)
    return Shown(
        id=notice.pk,
        subject=message.subject,
        body=message.body,
        url=notice.url,
        at=notice.created_at,
        is_new=notice.read_at is None,
    )
