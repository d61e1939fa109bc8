"""Whose reports trouble nobody but triage: a troll is not told, and wins nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden
from sewaka.modules.reports import access
from sewaka.modules.reports.effects.reasons import checked_reason
from sewaka.modules.reports.events import SenderBanned, SenderUnbanned
from sewaka.modules.reports.models import Ban, Report, senders
from sewaka.platform.cases import api as cases

BAN_FOR: Final = timedelta(days=90)


@transaction.atomic
def ban_sender(*, number: str, reason: str, actor: Actor, now: datetime) -> Ban:
    """For 90 days the device and the contact of this report are heard by triage alone.

    Raises NotFound, Forbidden, Invalid (`reason`), DomainError("reports.sender_unknown") when
    neither device nor contact is known.
    """
    report = _of(number, actor=actor)
    words = checked_reason(reason)
    if report.device_hash is None and not hasattr(report, "contact"):
        raise DomainError("reports.sender_unknown", number=report.case.number)
    facts = {"reason": words, "by_id": actor.person_id, "at": now, "until": now + BAN_FOR}
    ban, _is_new = Ban.objects.update_or_create(report=report, defaults=facts)
    outbox.record(SenderBanned(case_id=report.pk, until=ban.until), actor=actor, now=now)
    senders.bans_changed()
    return ban


@transaction.atomic
def unban_sender(*, number: str, actor: Actor, now: datetime) -> None:
    """The sender is heard like everybody again. Raises NotFound, Forbidden."""
    report = _of(number, actor=actor)
    if Ban.objects.filter(report=report).delete()[0]:
        outbox.record(SenderUnbanned(case_id=report.pk), actor=actor, now=now)
        senders.bans_changed()


def _of(number: str, *, actor: Actor) -> Report:
    case = cases.get_case(actor=actor, number=number)
    if not access.bans().allows(actor, case):
        raise Forbidden("cases.forbidden", action="ban_sender", state=case.state)
    return Report.objects.select_related("case").get(pk=case.pk)
