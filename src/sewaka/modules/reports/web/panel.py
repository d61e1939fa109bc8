"""The report's part of the staff's page of a case: what was reported, where, with which photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ui.formats import moment
from sewaka.kernel.ui.values import CaseBrief, Side
from sewaka.modules.reports import access, queries
from sewaka.modules.reports.effects import likeness
from sewaka.modules.reports.models import Report, ReportPhoto
from sewaka.modules.reports.models.labels import KINDS
from sewaka.modules.reports.rules.draft import Identity
from sewaka.modules.reports.web import alike, question_page
from sewaka.modules.reports.web.tracking_page import photos_of, small_photo
from sewaka.platform.cases import api as cases


def case_briefs(
    *, cases: Sequence[cases.Case], actor: Actor, now: datetime
) -> Mapping[UUID, CaseBrief]:
    """Words and small photos of reports, for a list of what the actor may read."""
    found = queries.briefs(actor=actor, case_ids=[one.pk for one in cases])
    return {report.pk: _brief(report, photos, now=now) for report, photos in found}


def _brief(report: Report, photos: Sequence[ReportPhoto], *, now: datetime) -> CaseBrief:
    shown = (small_photo(one, title=report.case.title, now=now) for one in photos)
    return CaseBrief(
        text=report.description_public, photos=[one for one in shown if one is not None]
    )


def case_panel(*, case: cases.Case, actor: Actor, now: datetime) -> str:
    """The panel as HTML, for an office that may read the case; empty when it has no report.

    Showing the author's contact is an entry in the log.
    """
    try:
        tracked = queries.tracked(actor=actor, number=case.number)
    except NotFound:
        return ""
    before = photos_of(tracked, ReportPhoto.Stage.BEFORE, now=now)
    found = likeness.of_case(case=case, report=tracked.report, now=now)
    context = {
        "tracked": tracked,
        "this": Side(
            _("This report"),
            text=tracked.text,
            photos=before,
            note=moment(case.opened_at),
        ),
        "alike": alike.shown(found),
        "may_merge": bool(found) and _may_merge(case=case, actor=actor),
        "answered": question_page.answered(tracked.category, tracked.report.answers),
        "kind": KINDS.get(tracked.report.kind, ""),
        "before": before,
        "after": photos_of(tracked, ReportPhoto.Stage.AFTER, now=now),
        "reporter": queries.reporter(actor=actor, case=case, now=now),
        "is_anonymous": tracked.report.identity_mode == Identity.ANONYMOUS,
        "privacy_url": reverse("reports:privacy", args=[case.number]),
        "may_write": access.offices_of_the_place().allows(actor, case),
    }
    return render_to_string("reports/panel.html", context)


def _may_merge(*, case: cases.Case, actor: Actor) -> bool:
    """Whether the desk may say that it is the same; the form stands further down the page."""
    return any(one.action == "merge" for one in cases.available(case=case, actor=actor))
