"""Who sits at which desk of the demo city, asked once each."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.modules.reports.access import (
    AGENCY_OFFICER,
    DISTRICT_HEAD,
    HAMLET_HEAD,
    VILLAGE_STAFF,
)
from sewaka.modules.reports.demo.fates import Who
from sewaka.modules.reports.demo.replay import Replayed
from sewaka.platform.people import api as people


class Desks:
    """The officers, by the place they serve."""

    def __init__(self, *, now: datetime) -> None:
        """Ask for the grants of this moment."""
        self._now = now
        self._known: dict[Held, Actor] = {}

    def actor(self, who: Who, replayed: Replayed) -> Actor:
        """Who does a deed of that side on this report."""
        case, report = replayed.history.case, replayed.report
        match who:
            case Who.AUTHOR:
                return replayed.author
            case Who.CITY:
                return SYSTEM
            case Who.HAMLET:
                return self._officer(Held(HAMLET_HEAD, area_code=report.hamlet_code))
            case Who.VILLAGE:
                return self._officer(Held(VILLAGE_STAFF, area_code=report.village_code))
            case Who.DISTRICT:
                district = report.village_code.rpartition(".")[0]
                return self._officer(Held(DISTRICT_HEAD, area_code=district))
            case Who.AGENCY:
                return self._officer(Held(AGENCY_OFFICER, agency_code=case.agency_id or ""))

    def _officer(self, held: Held) -> Actor:
        if held not in self._known:
            serving = people.people_with_role(
                held.role, now=self._now, area_code=held.area_code, agency_code=held.agency_code
            )
            person_id = serving[0].pk if serving else None
            self._known[held] = Actor(person_id=person_id, grants=(held,))
        return self._known[held]
