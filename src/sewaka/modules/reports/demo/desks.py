"""Who sits at which desk of the demo city, asked once each."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.modules.reports.access import (
    AGENCY_HEAD,
    AGENCY_OFFICER,
    DISTRICT_HEAD,
    HAMLET_HEAD,
    TRIAGE,
    VALIDATOR,
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
        if who is Who.AUTHOR:
            return replayed.author
        if who is Who.CITY:
            return SYSTEM
        agency = case.agency_id or ""
        serving = {
            Who.HAMLET: Held(HAMLET_HEAD, area_code=report.hamlet_code),
            Who.VILLAGE: Held(VILLAGE_STAFF, area_code=report.village_code),
            Who.DISTRICT: Held(DISTRICT_HEAD, area_code=report.village_code.rpartition(".")[0]),
            Who.VALIDATOR: Held(VALIDATOR),
            Who.TRIAGE: Held(TRIAGE),
            Who.HEAD: Held(AGENCY_HEAD, agency_code=agency),
            Who.AGENCY: Held(AGENCY_OFFICER, agency_code=agency),
        }
        return self._officer(serving[who])

    def has_head(self, hamlet_code: str) -> bool:
        """Whether somebody serves as head of that hamlet."""
        if not hamlet_code:
            return False
        return self._officer(Held(HAMLET_HEAD, area_code=hamlet_code)).person_id is not None

    def _officer(self, held: Held) -> Actor:
        if held not in self._known:
            serving = people.people_with_role(
                held.role, now=self._now, area_code=held.area_code, agency_code=held.agency_code
            )
            person_id = serving[0].pk if serving else None
            self._known[held] = Actor(person_id=person_id, grants=(held,))
        return self._known[held]
