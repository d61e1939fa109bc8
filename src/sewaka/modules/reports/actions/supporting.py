""" "Saya juga": somebody else has the same problem, and says when it is not settled."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.text import clean_text
from sewaka.modules.reports.effects import followers
from sewaka.modules.reports.models import Confirmation, Follower, Report
from sewaka.modules.reports.models.labels import refusal
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.reopening import SUPPORTERS_NEEDED
from sewaka.platform.cases import api as cases

_LONGEST = 1000


class _Who(TypedDict, total=False):
    person_id: UUID
    device_hash: bytes


@transaction.atomic
def support(*, number: str, device: bytes, actor: Actor, now: datetime) -> int:
    """Count the actor, or the device of a stranger, once; gives how many there are now.

    Raises NotFound for absent and hidden reports alike, and for those closed to the public.
    """
    report = _public_report(number, actor=actor)
    channel = Follower.Channel.NOTICE if actor.person_id else Follower.Channel.NONE
    Follower.objects.get_or_create(
        report=report, **_who(actor, device), defaults={"since": now, "channel": channel}
    )
    return followers.others(report).count()


@transaction.atomic
def say_not_settled(*, number: str, device: bytes, reason: str, actor: Actor, now: datetime) -> int:
    """One of those who have the same problem says that it is not settled; gives how many have.

    The third opens the report again. Only who followed before the work was called done is heard,
    and once. Raises NotFound, DomainError("reports.dispute.not_open", "reports.dispute.once",
    "reports.dispute.not_following").
    """
    report = _public_report(number, actor=actor, is_locked=True)
    who = _who(actor, device)
    until = report.author_until
    if report.case.state != states.RESOLVED or until is None or now >= until:
        raise refusal("reports.dispute.not_open")
    if not followers.others(report).filter(**who, since__lt=report.resolved_at).exists():
        raise refusal("reports.dispute.not_following")
    said = Confirmation.objects.filter(
        report=report, round=report.reopen_round, is_author=False, verdict="disputed"
    )
    if said.filter(**who).exists():
        raise refusal("reports.dispute.once")
    Confirmation.objects.create(
        report=report,
        round=report.reopen_round,
        verdict=Confirmation.Verdict.DISPUTED,
        reason=clean_text(reason)[:_LONGEST],
        is_author=False,
        at=now,
        **who,
    )
    count = said.count()
    if count >= SUPPORTERS_NEEDED:
        cases.move(case_id=report.pk, action="reopen_for_supporters", actor=SYSTEM, now=now)
    return count


def _public_report(number: str, *, actor: Actor, is_locked: bool = False) -> Report:
    case = cases.get_case(actor=actor, number=number)
    found = Report.objects.select_related("case").filter(pk=case.pk, released_at__isnull=False)
    report = (found.select_for_update(of=("self",)) if is_locked else found).first()
    if report is None or report.case.visibility != "public":
        raise NotFound("reports.not_found")
    return report


def _who(actor: Actor, device: bytes) -> _Who:
    if actor.person_id is not None:
        return {"person_id": actor.person_id}
    return {"device_hash": device}
