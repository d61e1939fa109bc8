""" "Saya juga": somebody else has the same problem."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.reports.models import Report, Supporter
from sewaka.platform.cases import api as cases


@transaction.atomic
def support(*, number: str, device: bytes, actor: Actor, now: datetime) -> int:
    """Count the actor, or the device of a stranger, once; gives how many there are now.

    Raises NotFound for absent and hidden reports alike, and for those closed to the public.
    """
    case = cases.get_case(actor=actor, number=number)
    report = Report.objects.filter(pk=case.pk, released_at__isnull=False).first()
    if report is None or case.visibility != "public":
        raise NotFound("reports.not_found")
    if actor.person_id is not None:
        who: dict[str, object] = {"person_id": actor.person_id}
    else:
        who = {"device_hash": device}
    Supporter.objects.get_or_create(report=report, **who, defaults={"since": now})
    return Supporter.objects.filter(report=report).count()
