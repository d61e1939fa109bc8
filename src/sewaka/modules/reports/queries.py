"""One report, for whoever may see it: the public, the author with the link, the office."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.kernel.ids import digest, read_number
from sewaka.kernel.querying import as_q
from sewaka.modules.reports import access
from sewaka.modules.reports.models import (
    Ban,
    Category,
    Hop,
    Report,
    ReporterContact,
    ReportPhoto,
    catalogue,
    covered,
    queues,
)
from sewaka.modules.reports.models.listed import Listed
from sewaka.modules.reports.models.listed import mayors_list as read_list
from sewaka.modules.reports.models.queues import Queue
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.draft import Identity
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case, Line
from sewaka.platform.files import api as files

_MOST_DESKS = 50
MOST_STOPS = 60  # more is no round for one day


@dataclass(frozen=True, slots=True)
class Tracked:
    """Everything a tracking page shows. Texts and photos are already those of this reader."""

    actor: Actor
    case: Case
    report: Report
    category: Category
    village: str
    hamlet: str
    text: str
    photos: tuple[ReportPhoto, ...]
    hidden_photos: int  # not released to this reader
    lines: tuple[Line, ...]
    hops: tuple[Hop, ...]
    supporters: int
    unsettled: int  # of them who say, in this round, that it is not settled
    master: str  # number of the report as which this one goes on; empty where not public
    merged: int  # reports that go on as this one
    is_author: bool
    sees_all: bool  # author or office: unreleased photos
    sender: str  # the author's name where they want everybody to read it; else empty

    @property
    def place(self) -> tuple[str, str, str]:
        """Landmark, hamlet, village; what is not known is empty."""
        return self.report.landmark, self.hamlet, self.village


def author(*, number: str, secret: str, actor: Actor) -> Actor:
    """The actor with the rights of the author, if the secret is the report's.

    Raises NotFound alike for a wrong number and a wrong secret.
    """
    canonical = read_number(number)
    found = Report.objects.filter(case__number=canonical or "").values_list("pk", "secret_hash")
    case_id, kept = found.first() or (None, b"")
    if case_id is None or not hmac.compare_digest(bytes(kept), digest(secret)):
        raise NotFound("reports.not_found")
    return replace(actor, link_case_id=case_id)


def tracked(*, actor: Actor, number: str) -> Tracked:
    """The report of that number as this actor may see it. Raises NotFound."""
    case = cases.get_case(actor=actor, number=number)
    report = Report.objects.select_related("category").filter(pk=case.pk).first()
    if report is None:
        raise NotFound("reports.not_found")
    is_author = cases.is_author().allows(actor, case)
    sees_all = is_author or cases.is_office().allows(actor, case)
    photos = tuple(ReportPhoto.objects.filter(report=report).select_related("file"))
    shown = (
        photos
        if sees_all
        else tuple(one for one in photos if one.file.state == files.FileState.READY)
    )
    return Tracked(
        actor=actor,
        case=case,
        report=report,
        category=catalogue.category(report.category_id),
        village=catalogue.area_name(report.village_code),
        hamlet=catalogue.area_name(report.hamlet_code),
        text=_text(report, is_author=is_author),
        photos=shown,
        hidden_photos=len(photos) - len(shown),
        lines=tuple(cases.timeline(case=case, actor=actor)),
        hops=tuple(Hop.objects.filter(case=case).order_by("n")),
        supporters=report.followers.exclude(role="reporter").count(),
        unsettled=report.confirmations.filter(round=report.reopen_round, is_author=False).count(),
        master=_master_number(case, actor=actor),
        merged=report.children.filter(undone_at=None).count(),
        is_author=is_author,
        sees_all=sees_all,
        sender=_public_name(case, report),
    )


def _text(report: Report, *, is_author: bool) -> str:
    """The covered text for everybody, offices included; the author reads their own words."""
    written = covered.original(report) if is_author else None
    return report.description_public if written is None else written


def _master_number(case: Case, *, actor: Actor) -> str:
    if case.parent_id is None:
        return ""
    master = cases.visible_cases(actor=actor).filter(pk=case.parent_id)
    return master.values_list("number", flat=True).first() or ""


def briefs(
    *, actor: Actor, case_ids: Sequence[UUID]
) -> Iterator[tuple[Report, tuple[ReportPhoto, ...]]]:
    """Reports with the author's photos, of those the actor may read as an office. Two queries."""
    mine = Q(case__in=cases.visible_cases(actor=actor).filter(pk__in=list(case_ids)))
    sent = Prefetch(
        "photos", ReportPhoto.objects.filter(stage="before").select_related("file"), "sent_photos"
    )
    for report in Report.objects.filter(mine).select_related("case").prefetch_related(sent):
        yield report, tuple(report.sent_photos)


def _public_name(case: Case, report: Report) -> str:
    """The author's name for everybody, only by the author's own wish and in an open report."""
    if case.visibility != "public" or not report.is_name_public:
        return ""
    contact = ReporterContact.objects.filter(pk=report.pk).first()
    return (contact.name or "") if contact else ""


def for_letter(*, actor: Actor, number: str) -> Tracked:
    """The report for a letter of the village or district of its place. Raises NotFound."""
    found = tracked(actor=actor, number=number)
    if not access.offices_of_the_place().allows(actor, found.case):
        raise NotFound("reports.not_found")
    return found


@dataclass(frozen=True, slots=True)
class Reporter:
    """What the handling office may know of the author."""

    name: str
    phone: str
    email: str


def reporter(*, actor: Actor, case: Case, now: datetime) -> Reporter | None:
    """The author's contact for the desk that handles the report; None for everybody else.

    An anonymous author is nobody's to see. Reading is written to the log before it is shown.
    """
    contact = ReporterContact.objects.select_related("report").filter(pk=case.pk).first()
    if contact is None:
        return None
    if not access.contact_desk(contact.report.identity_mode).allows(actor, case):
        return None
    return shown(contact=contact, actor=actor, now=now)


def shown(*, contact: ReporterContact, actor: Actor, now: datetime) -> Reporter:
    """The contact, after its reading was written to the log. The caller has checked who asks."""
    outbox.read_event(
        what="reports.ReporterContact",
        purpose="reports.contacts",
        subjects=[contact.subject_id],
        actor=actor,
        now=now,
    )
    return Reporter(contact.name or "", contact.phone or "", contact.email or "")


def entry_token(*, entry: str, actor: Actor) -> str:
    """Under which token this officer's entry for a citizen is kept; nobody else's opens it.

    Raises NotFound for everybody who serves at no counter.
    """
    if actor.person_id is None or not access.enters_for_citizens().allows(actor, None):
        raise NotFound("reports.not_found")
    return f"entry:{actor.person_id}:{entry}"


def mayors_list(*, actor: Actor) -> list[Listed]:
    """What passed all levels. Raises NotFound for everybody but the mayor."""
    if not access.mayors_pages().allows(actor, None):
        raise NotFound("reports.not_found")
    return read_list()


def listed_case(*, actor: Actor, number: str) -> Case:
    """A report that the mayor may ask about. Raises NotFound."""
    if not access.mayors_pages().allows(actor, None):
        raise NotFound("reports.not_found")
    return cases.get_case(actor=actor, number=number)


@dataclass(frozen=True, slots=True)
class Round:
    """What an agency's crews have to go to, least time left first; `crews` are those named."""

    reports: tuple[Report, ...]
    crews: tuple[str, ...]


def crews_round(*, actor: Actor, crew: str = "") -> Round:
    """The work of the actor's agency that is answered and not finished. Two queries.

    Never a sealed report: this list is kept on phones. Raises NotFound for everybody else.
    """
    if not any(actor.holds(role) for role in access.AGENCY_ROLES):
        raise NotFound("reports.not_found")
    work = Case.objects.filter(
        as_q(access.agency_desk().where(actor)),
        state__in=states.TO_GO_TO,
        visibility__in=("public", "parties"),
    )
    found = Report.objects.filter(case__in=work)
    named = found.exclude(crew="").order_by("crew").values_list("crew", flat=True).distinct()
    shown = found.filter(crew=crew) if crew else found
    rows = shown.select_related("case").order_by("case__due_at", "case_id")[:MOST_STOPS]
    return Round(reports=tuple(rows), crews=tuple(named[:_MOST_DESKS]))


def queues_of(*, actor: Actor) -> tuple[Queue, ...]:
    """The queues that this actor looks after; an agency sees the bodies that it promised to ask.

    Raises NotFound for everybody without one.
    """
    found: list[Queue] = []
    if actor.holds(access.TRIAGE):
        found += [one for one in Queue if one not in queues.OF_MODERATORS]
    elif any(actor.holds(role) for role in access.AGENCY_ROLES):
        found.append(Queue.OUTSIDE)
    if actor.holds(access.MODERATOR):
        found += queues.OF_MODERATORS
    if not found:
        raise NotFound("reports.not_found")
    return tuple(found)


def queue(*, actor: Actor, queue: Queue) -> QuerySet[Report]:
    """What waits there, the most urgent first. Raises NotFound for a queue that is not theirs."""
    if queue not in queues_of(actor=actor):
        raise NotFound("reports.not_found")
    found = queues.waiting(queue)
    if queue is Queue.OUTSIDE and not actor.holds(access.TRIAGE):
        own = Case.objects.filter(as_q(access.agency_desk().where(actor)))
        found = found.filter(case__in=own)
    return found.select_related("case")


@dataclass(frozen=True, slots=True)
class PrivacyOf:
    """What an office may know and do about the privacy of a report."""

    case: Case
    report: Report
    photos: tuple[ReportPhoto, ...]
    ban: Ban | None
    may_open_contact: bool
    may_read_original: bool
    may_blacken: bool
    may_ban: bool
    may_exclude: bool


def privacy(*, actor: Actor, number: str, now: datetime) -> PrivacyOf:
    """The same for an office that reads the report. Raises NotFound for everybody else."""
    case = cases.get_case(actor=actor, number=number)
    report = Report.objects.select_related("case").filter(pk=case.pk).first()
    if report is None or not cases.is_office().allows(actor, case):
        raise NotFound("reports.not_found")
    may_ban, may_look = access.bans().allows(actor, case), access.blackens().allows(actor, case)
    is_anonymous = report.identity_mode == Identity.ANONYMOUS
    photos = ReportPhoto.objects.filter(report=report).select_related("file") if may_look else ()
    return PrivacyOf(
        case=case,
        report=report,
        photos=tuple(photos),
        ban=Ban.objects.filter(report=report, until__gt=now).first() if may_ban else None,
        may_open_contact=is_anonymous and access.opens_contacts().allows(actor, case),
        may_read_original=may_look and covered.is_covered(report),
        may_blacken=may_look,
        may_ban=may_ban,
        may_exclude=case.visibility == "secret" and access.inspectors().allows(actor, case),
    )


def photo_to_blacken(*, number: str, file_id: UUID, actor: Actor) -> ReportPhoto:
    """The photo, for an officer who may blacken it. Raises NotFound, Forbidden."""
    case = cases.get_case(actor=actor, number=number)
    if not access.blackens().allows(actor, case):
        raise Forbidden("cases.forbidden", action="blacken", state=case.state)
    found = ReportPhoto.objects.filter(report_id=case.pk, file_id=file_id)
    photo = found.select_related("report__case", "file").first()
    if photo is None:
        raise NotFound("reports.not_found")
    return photo


def sealed_cases(*, actor: Actor, most: int) -> list[Case]:
    """The sealed reports that this inspector may know of, least time left first.

    Raises NotFound for every other role.
    """
    if not actor.holds(access.INSPECTOR):
        raise NotFound("reports.not_found")
    found = cases.visible_cases(actor=actor).filter(module="reports", visibility="secret")
    return list(found.order_by("due_at", "-opened_at")[:most])


@dataclass(frozen=True, slots=True)
class LateDesk:
    """A desk and how many late reports lie with it now."""

    role: str
    area_code: str
    agency_code: str
    count: int


def late_desks(*, actor: Actor, now: datetime) -> tuple[LateDesk, ...] | None:
    """Which desks are late, the worst first: for the mayor's office; None for everybody else."""
    if not sees_small_counts(actor=actor):
        return None
    late = (
        Case.objects.filter(module="reports", closed_at=None, due_at__lt=now)
        .exclude(visibility=cases.Visibility.SECRET)
        .values_list("holder_role", "area_code", "agency_id")
        .annotate(late=Count("pk"))
        .order_by("-late", "holder_role", "area_code")
    )
    return tuple(
        LateDesk(role, area_code, agency or "", count)
        for role, area_code, agency, count in late[:_MOST_DESKS]
    )


def sees_small_counts(*, actor: Actor) -> bool:
    """Whether small counts of private reports and names of desks are this reader's business."""
    return actor.is_strong and actor.holds(access.MAYOR)
