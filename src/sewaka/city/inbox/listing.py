"""The work list as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.city.inbox import filters as urls
from sewaka.kernel.access import Actor
from sewaka.kernel.calendar import WorkCalendar
from sewaka.kernel.ui import formats
from sewaka.kernel.ui.values import Filter, Link, Status
from sewaka.kernel.workflow import Transition
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from sewaka.platform.territory import api as territory


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One case of the list. `key` is its id with the version that the officer sees."""

    key: str
    number: str
    title: str
    url: str
    status: Status
    left: str  # "3 working days left"
    is_late: bool
    place: str
    person: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class WorkList:
    """Everything the list's page needs, the open case apart."""

    views: tuple[Link, ...]
    filters: tuple[Filter, ...]
    clear_url: str
    rows: tuple[WorkRow, ...]
    count_text: str
    first_url: str
    next_url: str
    bulk_acts: tuple[Transition, ...]
    back_url: str


def work_list(*, actor: Actor, filters: cases.Filters, now: datetime, chosen: str = "") -> WorkList:
    """One page of the work list. Six queries at most, whatever the number of cases."""
    page = cases.inbox(actor=actor, filters=filters, now=now)
    counts = {
        view: cases.count(
            actor=actor, filters=cases.Filters(view=view), now=now,
            most=cases.COUNT_LIMIT if view is filters.view else formats.BADGE_LIMIT,
        )
        for view in cases.View
    }  # fmt: skip
    places = territory.places()
    return WorkList(
        views=tuple(_views(filters, counts=counts)),
        filters=urls.bar(filters, actor=actor, places=places),
        clear_url=urls.url_of(cases.Filters(view=filters.view)),
        rows=_rows(page.cases, filters, places=places, now=now, chosen=chosen),
        count_text=counted(_total(filters, actor=actor, now=now, counts=counts)),
        first_url=urls.url_of(replace(filters, after="")) if filters.after else "",
        next_url=urls.url_of(replace(filters, after=page.next)) if page.next else "",
        bulk_acts=_bulk_acts(page.cases, actor=actor),
        back_url=urls.url_of(filters),
    )


def counted(total: int) -> str:
    """ "41 cases", or "1,000 and more" where counting ends."""
    if total >= cases.COUNT_LIMIT:
        return _("%(n)d cases and more") % {"n": cases.COUNT_LIMIT}
    return ngettext("%(n)d case", "%(n)d cases", total) % {"n": total}


def time_left(case: cases.Case, *, now: datetime, calendar: WorkCalendar | None = None) -> str:
    """How much time is left, in working days; what stands still says so."""
    if case.due_at is None:
        return _("promise paused") if case.closed_at is None else ""
    days = cases.days_left(case.due_at, now=now, calendar=calendar)
    if case.due_at < now:
        if days == 0:
            return _("late since today")
        return ngettext("%(n)d working day late", "%(n)d working days late", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}


def _total(
    filters: cases.Filters, *, actor: Actor, now: datetime, counts: Mapping[cases.View, int]
) -> int:
    """How many cases the filters leave; counted already when only the view is chosen."""
    if filters == cases.Filters(view=filters.view, after=filters.after):
        return counts[filters.view]
    return cases.count(actor=actor, filters=filters, now=now)


def _views(filters: cases.Filters, *, counts: Mapping[cases.View, int]) -> Iterator[Link]:
    words = {
        cases.View.MINE: (_("Mine"), "user"),
        cases.View.DESK: (_("My office"), "users"),
        cases.View.LATE: (_("Late"), "alarm-clock"),
        cases.View.ALL: (_("All I may read"), "eye"),
    }
    for view, (label, icon) in words.items():
        yield Link(
            label=label,
            url=urls.view_url(view, filters),
            icon=icon,
            count=counts[view],
            is_current=view is filters.view,
        )


def _rows(
    found: tuple[cases.Case, ...],
    filters: cases.Filters,
    *,
    places: Mapping[str, territory.Place],
    now: datetime,
    chosen: str,
) -> tuple[WorkRow, ...]:
    calendar = calendars.work_calendar()
    return tuple(
        WorkRow(
            key=f"{case.pk}:{case.version}",
            number=case.number,
            title=case.title,
            url=urls.url_of(filters, number=case.number),
            status=replace(cases.status(case, now=now, calendar=calendar), overdue_days=0),
            left=time_left(case, now=now, calendar=calendar),
            is_late=case.due_at is not None and case.due_at < now,
            place=places[case.area_code].name if case.area_code in places else "",
            person=str(case.assignee) if case.assignee else "",
            is_chosen=case.number == chosen,
        )
        for case in found
    )


def _bulk_acts(found: tuple[cases.Case, ...], *, actor: Actor) -> tuple[Transition, ...]:
    """The acts that at least one case of the page allows and that may be done to many at once."""
    acts: dict[str, Transition] = {}
    for case in found:
        for transition in cases.available(case=case, actor=actor):
            if transition.is_bulk:
                acts.setdefault(transition.action, transition)
    return tuple(acts.values())
