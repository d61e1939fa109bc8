"""What happens between reports of the demo city: "me too", merges, and one that was a mistake.

Done by the real actions once the past is written, so at its very end: earlier, an office might
not have had its turn yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from sewaka.kernel.access import ANONYMOUS, Actor, Held
from sewaka.kernel.errors import DomainError
from sewaka.kernel.geo import Position
from sewaka.modules.reports.access import TRIAGE
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import Follower, Report
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.draft import Draft
from sewaka.modules.reports.rules.places import Source
from sewaka.platform.cases import api as cases
from sewaka.platform.people import api as people

_SEED = 20150611
_MERGES = 24
_TAKEN_APART = 3  # of them
_EVERY = 7  # every so manieth public report has others with the same problem
_MOST = 9
_TWINS = 12
TWIN = "twin-"
_JUST_NOW, _A_MOMENT = timedelta(minutes=5), timedelta(minutes=1)
_STEPS_DEG = 0.00008  # some nine metres to the north


def live(*, now: datetime, mark: str) -> None:
    """Followers, second reports of the same thing, and pairs of one kind that become one."""
    dice = Random(_SEED)  # noqa: S311 - a demo, not a secret
    _follow(dice, mark=mark)
    _twins(now=now, mark=mark)
    serving = people.people_with_role(TRIAGE, now=now)
    actor = Actor(person_id=serving[0].pk if serving else None, grants=(Held(TRIAGE),))
    at = now - _A_MOMENT
    for number, (child, master) in enumerate(_pairs(mark)):
        is_merged = _do(child, "merge", actor=actor, at=at, master=master)
        if is_merged and number < _TAKEN_APART:
            _do(child, "unmerge", actor=actor, at=at)


def _follow(dice: Random, *, mark: str) -> None:
    public = Report.objects.filter(
        external_id__startswith=mark, released_at__isnull=False, case__visibility="public"
    )
    rows = [
        Follower(
            report=report,
            device_hash=sha256(f"{report.pk}{one}".encode()).digest(),
            since=(report.released_at or report.sent_at) + timedelta(hours=one + 1),
        )
        for report in public.order_by("external_id")[::_EVERY]
        for one in range(dice.randrange(1, _MOST))
    ]
    Follower.objects.bulk_create(rows, batch_size=1_000)


def _twins(*, now: datetime, mark: str) -> None:
    """Somebody else has just reported the same, a few steps away: hints for the desk to look at."""
    for n, first in enumerate(_newest_public(mark)):
        case = first.case
        if case.lat is None or case.lon is None:
            continue
        draft = Draft(
            category=first.category_id,
            description=f"{first.description_public} Kemarin juga masih begitu.",
            position=Position(lat=case.lat + _STEPS_DEG, lon=case.lon),
            position_source=Source.PIN,
            village_code="" if first.hamlet_code else first.village_code,
            hamlet_code=first.hamlet_code,
            landmark=first.landmark,
        )
        sender = Sender(limits_apply=False, external_id=f"{mark}{TWIN}{n:02d}")
        submit_report(actor=ANONYMOUS, now=now - _JUST_NOW, draft=draft, sender=sender)


def _newest_public(mark: str) -> Iterable[Report]:
    found = Report.objects.filter(
        external_id__startswith=mark,
        case__state__in=states.OPEN_STATES,
        case__visibility="public",
        case__lat__isnull=False,
    )
    return found.select_related("case").order_by("-sent_at", "pk")[:_TWINS]


def _pairs(mark: str) -> Iterator[tuple[UUID, str]]:
    """A later report and the number of an earlier one, of one kind in one village, both open."""
    open_ones = Report.objects.filter(
        external_id__startswith=mark,
        case__state__in=states.OPEN_STATES,
        case__visibility="public",
    ).select_related("case")
    first: dict[tuple[str, str], str] = {}
    found = 0
    for report in open_ones.order_by("sent_at", "pk"):
        place = (report.category_id, report.village_code)
        if place not in first:
            first[place] = report.case.number
            continue
        yield report.pk, first[place]
        found += 1
        if found == _MERGES:
            return


def _do(case_id: UUID, action: str, *, actor: Actor, at: datetime, **given: str) -> bool:
    """Whether it could be done; what can not be merged stays as it is."""
    try:
        cases.move(case_id=case_id, action=action, actor=actor, now=at, given=given)
    except DomainError:
        return False
    return True
