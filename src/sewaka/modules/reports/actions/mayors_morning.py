"""The mayor's list is looked at daily: on each working day its reader hears how long it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.modules.reports.effects.hops import MAYORS_OFFICE
from sewaka.modules.reports.models import listed
from sewaka.platform.calendars import api as calendars
from sewaka.platform.notify import api as notify
from sewaka.platform.people import api as people


@transaction.atomic
def tell_mayor(*, now: datetime, actor: Actor = SYSTEM) -> int:  # noqa: ARG001 - an action's signature
    """One notice a working day with the length of the list and its oldest; gives how many were
    told. None on other days, none when the list is empty, and none twice on one day.
    """
    today = localdate(now)
    if not calendars.work_calendar().is_working_day(today):
        return 0
    length = listed.length()
    if length is None:
        return 0
    sent = notify.send(
        template="reports.mayors_morning",
        to=people.people_with_role(MAYORS_OFFICE, now=now),
        facts={"count": length.count, "oldest": localdate(length.oldest)},
        now=now,
        url=reverse("reports:mayor"),
        key=today.isoformat(),
    )
    return len(sent.notices)
