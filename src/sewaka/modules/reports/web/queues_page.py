"""What the triage desk shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.values import Cell, Column, Link, Row, Table, Text
from sewaka.modules.reports.models import Report, catalogue
from sewaka.modules.reports.models.labels import EXTERNAL_BODIES
from sewaka.modules.reports.models.queues import MOST, Queue
from sewaka.platform.cases import api as cases

_BODIES = dict(EXTERNAL_BODIES)
_LABELS: Mapping[Queue, tuple[Text, str]] = {
    Queue.PLACELESS: (gettext_lazy("Place unclear"), "map-pin-off"),
    Queue.UNROUTED: (gettext_lazy("No agency known"), "signpost"),
    Queue.RETURNED: (gettext_lazy("Returned by an agency"), "undo-2"),
    Queue.OBJECTED: (gettext_lazy("Objections"), "scale"),
    Queue.VACANT: (gettext_lazy("Passed an empty office"), "armchair"),
    Queue.MUTED: (gettext_lazy("Silenced senders"), "volume-x"),
    Queue.OUTSIDE: (gettext_lazy("Other bodies to ask"), "building-2"),
    Queue.TO_PUBLISH: (gettext_lazy("Authors ask to show it"), "eye"),
    Queue.TO_LOOK: (gettext_lazy("Words to look at"), "scan-eye"),
}
_ABOUT: Mapping[Queue, Text] = {
    Queue.PLACELESS: gettext_lazy(
        "Open reports without a village, or whose position says another one."
    ),
    Queue.UNROUTED: gettext_lazy(
        "No route names an agency. Hand them over, and tell the set-up which route is missing."
    ),
    Queue.RETURNED: gettext_lazy(
        "An agency said that it is not its task. After the second time your decision stands."
    ),
    Queue.OBJECTED: gettext_lazy(
        "The author does not agree with the rejection. You decide, and only once."
    ),
    Queue.VACANT: gettext_lazy(
        "An office on their way has nobody, so the next one got them at once. Tell the set-up whom"
        " to enter there."
    ),
    Queue.MUTED: gettext_lazy(
        "Sent by somebody who is silenced. Look whether there is a true one among them."
    ),
    Queue.OUTSIDE: gettext_lazy(
        "Another body has to act, and we promised to ask again. What is due stands first."
    ),
    Queue.TO_PUBLISH: gettext_lazy(
        "Closed reports that their authors want to show. Show them, or keep them closed."
    ),
    Queue.TO_LOOK: gettext_lazy(
        "Something in them may tell who somebody is. The desk that works on one shows it with its"
        " first act; you can do so before."
    ),
}


def counts(held: Mapping[Queue, QuerySet[Report]]) -> Mapping[Queue, int]:
    """How many wait in each, at most the bound."""
    return {one: found.order_by()[:MOST].count() for one, found in held.items()}


def chosen(named: str, *, counts: Mapping[Queue, int]) -> Queue:
    """The named queue, else the first that holds anything, else the first."""
    by_name = {one.value: one for one in counts}
    full = next((one for one, count in counts.items() if count), next(iter(counts)))
    return by_name.get(named, full)


def context(
    found: QuerySet[Report], *, chosen: Queue, counts: Mapping[Queue, int], now: datetime
) -> Mapping[str, Any]:
    """The page."""
    page = reverse("reports:queues")
    return {
        "views": [
            Link(
                label=_LABELS[one][0],
                url=f"{page}?antrean={one.value}",
                icon=_LABELS[one][1],
                count=count,
                is_current=one is chosen,
            )
            for one, count in counts.items()
        ],
        "about": _ABOUT[chosen],
        "table": _table(found[:MOST], chosen=chosen, now=now),
        "is_cut": counts[chosen] >= MOST,
    }


def _table(found: QuerySet[Report], *, chosen: Queue, now: datetime) -> Table:
    is_outside = chosen is Queue.OUTSIDE
    last = Column("due", _("Ask again") if is_outside else _("Time until"))
    more = (Column("body", _("Other body")),) if is_outside else ()
    return Table(
        caption=str(_LABELS[chosen][0]),
        columns=(
            Column("title", _("About"), is_main=True),
            Column("place", _("Place")),
            Column("state", _("State")),
            *more,
            last,
        ),
        rows=[_row(one, is_outside=is_outside, now=now) for one in found],
        empty=_("Nothing waits here."),
    )


def _row(report: Report, *, is_outside: bool, now: datetime) -> Row:
    case = report.case
    body = (Cell(_body(report)),) if is_outside else ()
    return Row(
        key=case.number,
        cells=(
            Cell(case.title, url=reverse("inbox:case", args=[case.number])),
            Cell(catalogue.area_name(report.village_code) or _("unknown")),
            Cell(status=cases.status(case, now=now)),
            *body,
            _due(report) if is_outside else Cell(at=case.due_at),
        ),
    )


def _body(report: Report) -> str:
    name = str(_BODIES.get(report.external_body, report.external_body))
    return " · ".join(filter(None, (name, report.external_reference)))


def _due(report: Report) -> Cell:
    """The promised day; once it has come, since when."""
    if report.ask_back_since is not None:
        return Cell(_("now"))
    return Cell(at=report.ask_back_at)
