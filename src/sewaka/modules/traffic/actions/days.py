"""A traffic engineer says of which kind a day is: a car-free Sunday, a school day made up for.

One engineer is enough, for it moves nothing but which rows of the approved calendar speak; it is on
record with its reason, and can be taken back.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic import access
from sewaka.modules.traffic.events import DayKindChosen
from sewaka.modules.traffic.models import DayChoice, DayType
from sewaka.modules.traffic.rules.days import check_choice


@transaction.atomic
def choose_day(*, day: date, kind: str, reason: str, actor: Actor, now: datetime) -> None:
    """It is of this kind, whatever the calendar says; "" leaves it to the calendar again.

    Raises NotFound, DomainError("traffic.day.past", ".far", ".reason", ".kind").
    """
    person = access.engineer_of(actor=actor)
    words = check_choice(day=day, today=localdate(now), reason=reason)
    if kind and not DayType.objects.filter(pk=kind).exists():
        raise DomainError("traffic.day.kind")
    before = DayChoice.objects.select_for_update().filter(pk=day).first()
    if kind:
        values = {"day_type_id": kind, "reason": words, "chosen_by": person, "chosen_at": now}
        DayChoice.objects.update_or_create(day=day, defaults=values)
    elif before:
        before.delete()
    event = DayKindChosen(
        day=day, kind=kind, before=before.day_type_id if before else "", reason=words
    )
    outbox.record(event, actor=actor, now=now)
