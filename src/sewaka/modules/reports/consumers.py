"""What the reports do when they hear their own events: be findable, and tell the author."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from sewaka.kernel.outbox import Consumer, Received
from sewaka.modules.reports.effects import finding, hints, likeness, recounting, telling, watching
from sewaka.modules.reports.events import (
    EVENTS,
    DeedTakenBack,
    ExternalAnswered,
    ExternalAskBackDue,
    InfoAsked,
    MayorAsked,
    PhotosMissing,
    ReportAccepted,
    ReporterContactRead,
    ReportEvent,
    ReportForwarded,
    ReportNotResponsible,
    ReportRejected,
    ReportResolved,
    ReportScheduled,
    ReportsMerged,
)
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.models.labels import EXTERNAL_BODIES
from sewaka.platform.cases.api import Case, ClockBreached
from sewaka.platform.notify import api as notify

# Each has its text in seed/notices.toml, under the event's name.
TOLD: tuple[type[ReportEvent | ReporterContactRead], ...] = (
    InfoAsked,
    ReporterContactRead,
    ReportForwarded,
    ReportAccepted,
    ReportScheduled,
    ReportResolved,
    ReportRejected,
    ReportNotResponsible,
    ExternalAnswered,
    ReportsMerged,
    PhotosMissing,
)
# Their doer may take them back for ten minutes; so long nobody is told.
REVERSIBLE = (ReportForwarded, ReportRejected, ReportsMerged)
WHICH_MISSING = "reports.photos_missing_which"
_NEWS = timedelta(days=2)


def keep_findable(*, received: Received, now: datetime) -> None:  # noqa: ARG001 - the log's signature
    """Index what everybody may read of the report now; forget it when that is nothing.

    Reads the present public row, not the event: safe to repeat, in any order.
    """
    if received.case_id is not None:
        finding.keep_findable([received.case_id])


def tell_author(*, received: Received, now: datetime) -> None:
    """A notice, and a mail where an address was left, at each turn that the author waits for.

    What may still be taken back is told ten minutes later. What happened days ago (an import, the
    demo's past, a log read anew) is not told any more.
    """
    event = received.event
    if (
        not isinstance(event, ReportEvent | ReporterContactRead)
        or received.occurred_at < now - _NEWS
    ):
        return
    if isinstance(event, DeedTakenBack):
        telling.forget_waiting(case_id=event.case_id)
    elif isinstance(event, REVERSIBLE):
        telling.wait(
            template=received.name,
            event_id=received.id,
            case_id=event.case_id,
            happened_at=received.occurred_at,
        )
    else:
        case = Case.objects.select_related("applicant", "agency").get(pk=event.case_id)
        telling.tell(
            template=_template_of(event),
            case=case,
            key=str(received.id),
            now=now,
            facts=_facts_of(event),
        )


def _facts_of(event: ReportEvent | ReporterContactRead) -> Mapping[str, int | str]:
    """What the text says besides number and office."""
    if isinstance(event, PhotosMissing):
        which = ", ".join(map(str, event.places))
        return {"missing": event.missing, "expected": event.expected, "which": which}
    return {}


def _template_of(event: ReportEvent | ReporterContactRead) -> str:
    """The text of an event is under its name; which photos are missing is a text of its own."""
    is_known = isinstance(event, PhotosMissing) and bool(event.places)
    return WHICH_MISSING if is_known else event.name


def tell_office(*, received: Received, now: datetime) -> None:
    """The mayor asks, or the day has come to ask another body again: everybody at the office that
    has it, and its head, are told.
    """
    event = received.event
    if received.occurred_at < now - _NEWS:
        return
    if isinstance(event, MayorAsked):
        facts: Mapping[str, Any] = {"due": event.answer_due_at}
    elif isinstance(event, ExternalAskBackDue):
        facts = {"body": str(dict(EXTERNAL_BODIES).get(event.external_body, event.external_body))}
    else:
        return
    case = Case.objects.select_related("assignee").get(pk=event.case_id)
    notify.send(
        template=received.name,
        to=watching.office_and_head(case, now=now),
        facts={"number": case.number, **facts},
        now=now,
        url=reverse("reports:report", args=[case.number]),
        case_id=case.pk,
        key=str(received.id),
    )


def keep_what_the_desk_saw(*, received: Received, now: datetime) -> None:
    """Taken on by itself: whatever stood beside it as maybe the same was another one."""
    if received.case_id is None or received.occurred_at < now - _NEWS:
        return
    report = Report.objects.select_related("case").get(pk=received.case_id)
    found = likeness.of_case(case=report.case, report=report, now=received.occurred_at)
    hints.keep_officers(found, case_id=report.pk, now=received.occurred_at)


def mark_to_count(*, received: Received, now: datetime) -> None:
    """Have the report counted again: whatever happened, its figures are taken anew as a whole."""
    event = received.event
    is_ours = not isinstance(event, ClockBreached) or event.module == "reports"
    if is_ours and received.case_id is not None:
        recounting.mark(case_id=received.case_id, now=now)


CONSUMERS = (
    Consumer(
        name="reports.keep_findable",
        events=tuple(event for event in EVENTS if issubclass(event, ReportEvent)),
        run=keep_findable,
    ),
    Consumer(name="reports.tell_author", events=(*TOLD, DeedTakenBack), run=tell_author),
    Consumer(name="reports.tell_office", events=(MayorAsked, ExternalAskBackDue), run=tell_office),
    Consumer(
        name="reports.keep_what_the_desk_saw",
        events=(ReportAccepted,),
        run=keep_what_the_desk_saw,
    ),
    Consumer(
        name="reports.mark_to_count",
        events=(*(event for event in EVENTS if issubclass(event, ReportEvent)), ClockBreached),
        run=mark_to_count,
    ),
)
