"""What happens between reports of the demo city: "me too", merges, and one that was a mistake.

Done by the real actions once the past is written, so at its very end: earlier, an office might
not have had its turn yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from sewaka.kernel.access import Actor, Held
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.access import TRIAGE
from sewaka.modules.reports.models import Follower, Report
from sewaka.modules.reports.rules import states
from sewaka.platform.cases import api as cases
from sewaka.platform.people import api as people

_SEED = 20150611
_MERGES = 24
_TAKEN_APART = 3  # of them
_EVERY = 7  # every so manieth public report has others with the same problem
_MOST = 9


def live(*, now: datetime, mark: str) -> None:
    """Followers of some reports, and pairs of one kind in one village that become one."""
    dice = Random(_SEED)  # noqa: S311 - a demo, not a secret
    _follow(dice, mark=mark)
    serving = people.people_with_role(TRIAGE, now=now)
    actor = Actor(person_id=serving[0].pk if serving else None, grants=(Held(TRIAGE),))
    for number, (child, master) in enumerate(_pairs(mark)):
        is_merged = _do(child, "merge", actor=actor, at=now, master=master)
        if is_merged and number < _TAKEN_APART:
            _do(child, "unmerge", actor=actor, at=now)


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
