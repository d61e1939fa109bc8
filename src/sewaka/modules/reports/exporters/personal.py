"""What the reports keep about people: declared, exported, kept no longer than needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import PersonalData, Retention
from sewaka.modules.reports.actions.retention import KEEP_ORIGINAL, erase_contacts, erase_originals
from sewaka.modules.reports.effects.acts import KEEP_CONTACT
from sewaka.modules.reports.models import (
    Moderation,
    Report,
    ReporterContact,
    WebDraft,
    covered,
    drafts,
    tokens,
)

_PUBLIC_DUTY = "UU 25/2009 pasal 36; UU 27/2022 pasal 20 ayat 2 huruf e"
_CONSENT = "UU 27/2022 pasal 20 ayat 2 huruf a"


def contacts_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    """The contacts that the person left with their reports."""
    rows = ReporterContact.objects.filter(report__case__applicant_id=person_id)
    for row in rows.select_related("report__case"):
        yield {
            "number": row.report.case.number,
            "name": row.name,
            "phone": row.phone,
            "email": row.email,
            "consented_at": row.consented_at,
        }


def texts_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    """What the person wrote, unredacted."""
    rows = Report.objects.filter(case__applicant_id=person_id).select_related("case")
    for row in rows.prefetch_related("moderations"):
        yield {
            "number": row.case.number,
            "description": covered.original(row) or row.description,
            "landmark": covered.original(row, covered.LANDMARK) or row.landmark,
            "lat": row.case.lat,
            "lon": row.case.lon,
            "sent_at": row.sent_at,
        }


def coverings_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    """What was covered in the person's words, by whom and when."""
    rows = Moderation.objects.filter(report__case__applicant_id=person_id)
    for row in rows.select_related("report__case"):
        yield {
            "number": row.report.case.number,
            "field": row.field,
            "original": row.original,
            "replacement": row.replacement,
            "reason": row.reason,
            "at": row.at,
        }


def expire_contacts(*, now: datetime, dry_run: bool) -> int:
    """Erase contacts whose time is over; gives how many."""
    return erase_contacts(now=now, dry_run=dry_run)


def expire_drafts(*, now: datetime, dry_run: bool) -> int:
    """Throw away drafts nobody touched; gives how many."""
    if dry_run:
        return WebDraft.objects.filter(updated_at__lte=now - drafts.KEEP).count()
    return drafts.sweep(now=now)


def expire_texts(*, now: datetime, dry_run: bool) -> int:
    """Throw away what was covered, two years after closing; gives how many reports."""
    return erase_originals(now=now, dry_run=dry_run)


def expire_tokens(*, now: datetime, dry_run: bool) -> int:
    """Forget tokens of programs whose time is over; gives how many."""
    return tokens.sweep(now=now, dry_run=dry_run)


RETENTION = (
    Retention(
        code="reports.tokens",
        purpose=_("To tell a program under which number its report stands"),
        keep=tokens.KEEP,
        basis=_CONSENT,
        expire=expire_tokens,
    ),
    Retention(
        code="reports.contacts",
        purpose=_("To tell the author how it goes on"),
        keep=KEEP_CONTACT,
        basis=_CONSENT,
        expire=expire_contacts,
    ),
    Retention(
        code="reports.drafts",
        purpose=_("To keep what was typed until it is sent"),
        keep=drafts.KEEP,
        basis=_CONSENT,
        expire=expire_drafts,
    ),
    Retention(
        code="reports.originals",
        purpose=_("To work on the report and to account for it"),
        keep=KEEP_ORIGINAL,
        basis=_PUBLIC_DUTY,
        expire=expire_texts,
    ),
)


def _contact(field: str) -> PersonalData:
    return PersonalData(
        field=f"reports.ReporterContact.{field}",
        purpose=_("To tell the author how it goes on"),
        basis=_CONSENT,
        retention="reports.contacts",
        audience=_("Officers who handle the report, unless the author is anonymous"),
        key_class="identity",
        export=contacts_of if field == "name" else None,
    )


PERSONAL_DATA = (
    _contact("name"),
    _contact("phone"),
    _contact("email"),
    PersonalData(
        field="reports.GeoReportToken.draft",
        purpose=_("To keep what a program sent until the report stands"),
        basis=_CONSENT,
        retention="reports.tokens",
        audience=_("Nobody: it is read by the city's own job alone"),
        key_class="identity",
    ),
    PersonalData(
        field="reports.WebDraft.answers",
        purpose=_("To keep what was typed until it is sent"),
        basis=_CONSENT,
        retention="reports.drafts",
        audience=_("Nobody but the person at this device"),
        key_class="identity",
    ),
    PersonalData(
        field="reports.Report.description",
        purpose=_("To work on the report and to account for it"),
        basis=_PUBLIC_DUTY,
        retention="reports.originals",
        audience=_("Officers who handle the report; the public reads a covered text"),
        export=texts_of,
    ),
    PersonalData(
        field="reports.Moderation.original",
        purpose=_("To work on the report and to account for it"),
        basis=_PUBLIC_DUTY,
        retention="reports.originals",
        audience=_("Officers who need the author's own words; each look is logged"),
        key_class="identity",
        export=coverings_of,
    ),
)
