"""Offices that nobody serves any more: triage hears of them on the next morning.

Who served when is kept with every grant, so a morning that was missed is made up for on the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.modules.reports.access import TRIAGE
from sewaka.modules.reports.models import shortcomings, ticks
from sewaka.platform.notify import api as notify
from sewaka.platform.people import api as people

_A_DAY: Final = timedelta(days=1)
_MOST_NAMED: Final = 5


@transaction.atomic
def tell_vacancies(*, now: datetime, actor: Actor = SYSTEM) -> int:  # noqa: ARG001 - an action's signature
    """One notice a day that names the offices left empty since it last looked; gives how many
    people were told. None where no office was, and none twice on one day. The first time it looks
    back one day.
    """
    last = ticks.last_round(name=ticks.VACANCIES)
    if last is not None and localdate(last) >= localdate(now):
        return 0
    ticks.note(now=now, name=ticks.VACANCIES)
    names = shortcomings.newly_vacant(since=last or now - _A_DAY, now=now)
    if not names:
        return 0
    more = f" +{len(names) - _MOST_NAMED}" if len(names) > _MOST_NAMED else ""
    sent = notify.send(
        template="reports.offices_vacant",
        to=people.people_with_role(TRIAGE, now=now),
        facts={"count": len(names), "offices": ", ".join(names[:_MOST_NAMED]) + more},
        now=now,
        url=f"{reverse('reports:queues')}?antrean=tanpa-petugas",
        key=localdate(now).isoformat(),
    )
    return len(sent.notices)
