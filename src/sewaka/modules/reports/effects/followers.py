"""Who follows a report: the author, those who have the same problem, those of merged reports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sewaka.modules.reports.models import DuplicateLink, Follower, Report, ReporterContact

_Role, _Channel = Follower.Role, Follower.Channel


def keep_author(
    *, report: Report, contact: ReporterContact | None, person_id: UUID | None, now: datetime
) -> None:
    """The author follows their own report, where there is a way to tell them."""
    if person_id is not None:
        Follower(
            report=report,
            person_id=person_id,
            role=_Role.REPORTER,
            channel=_Channel.NOTICE,
            since=now,
        ).save(force_insert=True)
    elif contact is not None:
        channel = _Channel.MAIL if contact.email else _Channel.NONE
        Follower(
            report=report, contact=contact, role=_Role.REPORTER, channel=channel, since=now
        ).save(force_insert=True)


def others(report: Report) -> QuerySet[Follower]:
    """Those who have the same problem, authors of merged reports among them."""
    return Follower.objects.filter(report=report).exclude(role=_Role.REPORTER)


def bring_along(link: DuplicateLink, *, now: datetime) -> None:
    """Everybody who follows the child follows the master too; the child keeps its own rows.

    Who follows the master already stays as they are.
    """
    own = Follower.objects.filter(report_id=link.child_id, via=None)
    Follower.objects.bulk_create(
        [_copy(one, link=link, now=now) for one in own], ignore_conflicts=True
    )


def take_back(link: DuplicateLink, *, now: datetime) -> None:
    """Those whom the merge brought go; who came with another child as well comes back."""
    link.followers.all().delete()
    remaining = DuplicateLink.objects.filter(~Q(pk=link.pk), master=link.master_id, undone_at=None)
    for other in remaining.order_by("at"):
        bring_along(other, now=now)


def _copy(one: Follower, *, link: DuplicateLink, now: datetime) -> Follower:
    is_author = one.role == _Role.REPORTER
    return Follower(
        report_id=link.master_id,
        person_id=one.person_id,
        contact_id=one.contact_id,
        device_hash=one.device_hash,
        role=_Role.MERGED_REPORTER if is_author else one.role,
        channel=one.channel,
        muted=one.muted,
        since=now,
        via=link,
    )
