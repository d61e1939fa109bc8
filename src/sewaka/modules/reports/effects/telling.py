"""Telling those who follow a report, at once or when a deed can not be taken back any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from sewaka.modules.reports.models import Follower, Report, ReporterContact, WaitingNotice
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case
from sewaka.platform.notify import api as notify

_BATCH = 200


def tell(
    *,
    template: str,
    case: Case,
    key: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Tell the author, and authors of merged reports: a notice, or a mail to the address left.

    Asking twice with the same `key` tells once. `facts` are those of the text, besides number and
    office.
    """
    report = Report.objects.get(pk=case.pk)
    for to in _readers(case, report):
        notify.send(
            template=template,
            to=to,
            facts={"number": case.number, "office": _office(case, report), **(facts or {})},
            now=now,
            url=reverse("reports:report", args=[case.number]),
            case_id=case.pk,
            key=key,
        )


def wait(*, template: str, event_id: UUID, case_id: UUID, happened_at: datetime) -> None:
    """Keep a notice back for as long as its deed may be taken back."""
    WaitingNotice.objects.get_or_create(
        id=event_id,
        defaults={
            "report_id": case_id,
            "template": template,
            "send_at": happened_at + cases.UNDO_WINDOW,
        },
    )


def forget_waiting(*, case_id: UUID) -> None:
    """The deed was taken back: nobody hears of it."""
    WaitingNotice.objects.filter(report_id=case_id).delete()


@transaction.atomic
def send_waiting(*, now: datetime) -> int:
    """Send what has waited long enough; gives how many. Rows of another worker are left to it."""
    due = WaitingNotice.objects.select_for_update(skip_locked=True).filter(send_at__lte=now)
    rows = list(due.order_by("send_at")[:_BATCH])
    known = Case.objects.select_related("applicant", "agency").in_bulk(
        [row.report_id for row in rows]
    )
    for row in rows:
        tell(template=row.template, case=known[row.report_id], key=str(row.pk), now=now)
        row.delete()
    return len(rows)


def _office(case: Case, report: Report) -> str:
    """Who writes; for a closed report nothing that tells what it is about."""
    if case.visibility == "public" and case.agency is not None:
        return str(case.agency.name)
    with override(case.applicant.language if case.applicant else report.language):
        return gettext("The office in charge")


def _readers(case: Case, report: Report) -> list[notify.Recipient]:
    """The author and the phones that asked, unless the contact was erased, and authors of merged
    reports who did not wish to be left alone.
    """
    readers: list[notify.Recipient] = []
    if report.contact_erased_at is None:
        readers += [*_author(case), notify.Phones(case.pk)]
    merged = Follower.objects.filter(
        report=case.pk, role=Follower.Role.MERGED_REPORTER, muted=False
    )
    for row in merged.select_related("person", "contact__report"):
        readers += [row.person] if row.person else _by_mail(row.contact)
    return readers


def _author(case: Case) -> list[notify.Recipient]:
    if case.applicant is not None:
        return [case.applicant]
    return _by_mail(ReporterContact.objects.select_related("report").filter(pk=case.pk).first())


def _by_mail(contact: ReporterContact | None) -> list[notify.Recipient]:
    if contact is None or not contact.email:
        return []
    return [notify.Contact(contact.email, contact.report.language, contact.subject_id)]
