"""Looking at what is sealed: an anonymous author's contact, and the words as they were written.

Every look leaves its entry in the log first; when that can not be written, nothing is shown.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.modules.reports import access, queries
from sewaka.modules.reports.effects.reasons import checked_reason
from sewaka.modules.reports.events import ReporterContactRead
from sewaka.modules.reports.models import Report, ReporterContact, covered
from sewaka.modules.reports.queries import Reporter
from sewaka.platform.cases import api as cases


@transaction.atomic
def open_contact(*, number: str, reason: str, actor: Actor, now: datetime) -> Reporter:
    """Who the anonymous author is; the author is told that triage looked, and why.

    Raises NotFound, Forbidden (only triage may), Invalid (`reason`) and
    DomainError("reports.no_contact") when the author left none.
    """
    case = cases.get_case(actor=actor, number=number)
    if not access.opens_contacts().allows(actor, case):
        raise Forbidden("cases.forbidden", action="open_contact", state=case.state)
    words = checked_reason(reason)
    contact = ReporterContact.objects.select_related("report").filter(pk=case.pk).first()
    if contact is None:
        raise DomainError("reports.no_contact", number=case.number)
    shown = queries.shown(contact=contact, actor=actor, now=now)
    with override(contact.report.language):
        told = _("An officer opened your contact. Reason: %(reason)s") % {"reason": words}
    cases.comment(case_id=case.pk, actor=actor, now=now, text=told)
    event = ReporterContactRead(
        case_id=case.pk,
        number=case.number,
        subject_id=contact.subject_id,
        reason=words,
    )
    outbox.record(event, actor=actor, now=now)
    return shown


def read_original(*, number: str, actor: Actor, now: datetime) -> str:
    """The author's own words, for an office that needs them.

    Raises NotFound for a report that is not the actor's to know or has nothing covered, Forbidden.
    """
    case = cases.get_case(actor=actor, number=number)
    if not access.reads_originals().allows(actor, case):
        raise Forbidden("cases.forbidden", action="read_original", state=case.state)
    report = Report.objects.select_related("case").filter(pk=case.pk).first()
    written = covered.original(report) if report else None
    if report is None or written is None:
        raise NotFound("reports.not_found")
    outbox.read_event(
        what="reports.Moderation",
        purpose="reports.originals",
        subjects=[covered.subject_of(report)],
        actor=actor,
        now=now,
    )
    return written
