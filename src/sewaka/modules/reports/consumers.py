"""What the reports do when they hear their own events: be findable, and tell the author."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from django.urls import reverse
from django.utils.translation import gettext, override

from sewaka.kernel.outbox import Consumer, Received
from sewaka.modules.reports.effects import recounting, watching
from sewaka.modules.reports.events import (
    EVENTS,
    InfoAsked,
    MayorAsked,
    ReportAccepted,
    ReporterContactRead,
    ReportEvent,
    ReportForwarded,
    ReportNotResponsible,
    ReportRejected,
    ReportResolved,
)
from sewaka.modules.reports.models import PublicReport, Report, ReporterContact
from sewaka.platform.cases.api import Case, ClockBreached
from sewaka.platform.notify import api as notify
from sewaka.platform.search import api as search

KIND = "reports.report"
# Each has its text in seed/notices.toml, under the event's name.
TOLD: tuple[type[ReportEvent | ReporterContactRead], ...] = (
    InfoAsked,
    ReporterContactRead,
    ReportForwarded,
    ReportAccepted,
    ReportResolved,
    ReportRejected,
    ReportNotResponsible,
)
_NEWS = timedelta(days=2)
_FIELDS = ("description", "landmark", "category_name", "village_name", "agency_name")


def keep_findable(*, received: Received, now: datetime) -> None:  # noqa: ARG001 - the log's signature
    """Index what everybody may read of the report now; forget it when that is nothing.

    Reads the present public row, not the event: safe to repeat, in any order.
    """
    if received.case_id is None:
        return
    subject = str(received.case_id)
    row = PublicReport.objects.filter(case_id=received.case_id).first()
    if row is None:
        search.forget(kind=KIND, subject=subject)
        return
    shown = orjson.loads(row.fragment)
    search.index(
        kind=KIND,
        subject=subject,
        title=shown["title"],
        body="\n".join(shown[name] for name in _FIELDS if shown[name]),
        url_name="reports:report",
        url_arguments=[row.number],
        happened_at=row.requested_at,
    )


def tell_author(*, received: Received, now: datetime) -> None:
    """A notice, and a mail where an address was left, at each turn that the author waits for.

    What happened days ago (an import, the demo's past, a log read anew) is not told any more.
    """
    event = received.event
    if (
        not isinstance(event, ReportEvent | ReporterContactRead)
        or received.occurred_at < now - _NEWS
    ):
        return
    case = Case.objects.select_related("applicant", "agency").get(pk=event.case_id)
    report = Report.objects.get(pk=case.pk)
    to = _author_of(case, report)
    if not to:
        return
    notify.send(
        template=received.name,
        to=to,
        facts={"number": case.number, "office": _office(case, report)},
        now=now,
        url=reverse("reports:report", args=[case.number]),
        case_id=case.pk,
        key=str(received.id),
    )


def tell_office(*, received: Received, now: datetime) -> None:
    """The mayor asks: everybody at the office that has it, and its head, are told by when."""
    event = received.event
    if not isinstance(event, MayorAsked) or received.occurred_at < now - _NEWS:
        return
    case = Case.objects.select_related("assignee").get(pk=event.case_id)
    notify.send(
        template=received.name,
        to=watching.office_and_head(case, now=now),
        facts={"number": case.number, "due": event.answer_due_at},
        now=now,
        url=reverse("reports:report", args=[case.number]),
        case_id=case.pk,
        key=str(received.id),
    )


def mark_to_count(*, received: Received, now: datetime) -> None:
    """Have the report counted again: whatever happened, its figures are taken anew as a whole."""
    event = received.event
    is_ours = not isinstance(event, ClockBreached) or event.module == "reports"
    if is_ours and received.case_id is not None:
        recounting.mark(case_id=received.case_id, now=now)


def _office(case: Case, report: Report) -> str:
    """Who writes; for a closed report nothing that tells what it is about."""
    if case.visibility == "public" and case.agency is not None:
        return case.agency.name
    with override(case.applicant.language if case.applicant else report.language):
        return gettext("The office in charge")


def _author_of(case: Case, report: Report) -> list[notify.Recipient]:
    """The person with an account; else the address that was left; nobody once it was erased."""
    if report.contact_erased_at is not None:
        return []
    if case.applicant is not None:
        return [case.applicant]
    contact = ReporterContact.objects.filter(pk=case.pk).first()
    if contact is None or not contact.email:
        return []
    return [notify.Contact(contact.email, report.language, contact.subject_id)]


CONSUMERS = (
    Consumer(
        name="reports.keep_findable",
        events=tuple(event for event in EVENTS if issubclass(event, ReportEvent)),
        run=keep_findable,
    ),
    Consumer(name="reports.tell_author", events=TOLD, run=tell_author),
    Consumer(name="reports.tell_office", events=(MayorAsked,), run=tell_office),
    Consumer(
        name="reports.mark_to_count",
        events=(*(event for event in EVENTS if issubclass(event, ReportEvent)), ClockBreached),
        run=mark_to_count,
    ),
)
