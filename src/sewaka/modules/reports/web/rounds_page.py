"""What the round shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel.calendar import WorkCalendar
from sewaka.kernel.geo import Position
from sewaka.kernel.ui.values import Choice, Filter, Status
from sewaka.modules.reports.models import Report, catalogue
from sewaka.modules.reports.queries import MOST_STOPS, Round
from sewaka.modules.reports.rules import rounds, states
from sewaka.modules.reports.rules.rounds import Stop
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases


@dataclass(frozen=True, slots=True)
class Shown:
    """One stop: where, what, until when, and what to do there."""

    number: str
    title: str
    place: str
    text: str
    status: Status
    due_at: datetime | None
    is_late: bool
    day: date | None  # named to the citizen
    crew: str
    position: Position | None
    metres: int | None  # from the stop before
    begin_url: str
    case_url: str
    act_url: str
    act_label: str


def context(found: Round, *, crew: str, begin: str, now: datetime) -> Mapping[str, Any]:
    """The page: from the named stop, else from the most urgent one."""
    by_key = {str(one.pk): one for one in found.reports}
    start = next((one for one in found.reports if one.case.number == begin), None)
    legs = rounds.nearest_first(_stops(found.reports), start=_position(start) if start else None)
    calendar = calendars.work_calendar()
    count = len(found.reports)
    return {
        "stops": [
            _shown(by_key[leg.key], metres=leg.metres, crew=crew, now=now, calendar=calendar)
            for leg in legs
        ],
        "filters": _filters(found.crews, crew=crew),
        "clear_url": reverse("reports:rounds"),
        "count_text": ngettext("%(n)d place", "%(n)d places", count) % {"n": count},
        "is_cut": count >= MOST_STOPS,
    }


def _filters(crews: Sequence[str], *, crew: str) -> tuple[Filter, ...]:
    if not crews:
        return ()
    return (Filter("kru", _("Crew"), choices=[Choice(one, one) for one in crews], value=crew),)


def _stops(reports: Sequence[Report]) -> list[Stop]:
    return [Stop(str(one.pk), _position(one)) for one in reports]


def _position(report: Report) -> Position | None:
    case = report.case
    if case.lat is None or case.lon is None:
        return None
    return Position(lat=case.lat, lon=case.lon)


def _shown(
    report: Report, *, metres: float | None, crew: str, now: datetime, calendar: WorkCalendar
) -> Shown:
    case = report.case
    is_planned = case.state == states.SCHEDULED
    act = "start" if is_planned else "finish"
    category = catalogue.category(report.category_id)
    village = catalogue.area_name(report.village_code)
    query = {"kru": crew, "dari": case.number} if crew else {"dari": case.number}
    return Shown(
        number=case.number,
        title=category.local_name,
        place=", ".join(filter(None, (report.landmark, village))),
        text=report.description_public,
        status=replace(cases.status(case, now=now, calendar=calendar), overdue_days=0),
        due_at=case.due_at,
        is_late=case.due_at is not None and case.due_at < now,
        day=report.scheduled_on if is_planned else None,
        crew=report.crew,
        position=_position(report),
        metres=None if metres is None else round(metres),
        begin_url=f"{reverse('reports:rounds')}?{urlencode(query)}",
        case_url=reverse("inbox:case", args=[case.number]),
        act_url=reverse("inbox:act", args=[case.number, act]),
        act_label=_("Start work") if is_planned else _("Finished, show the result"),
    )
