"""The report's part of the staff's page of a case: what was reported, where, with which photos."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.reports import queries
from sewaka.modules.reports.models import ReportPhoto
from sewaka.modules.reports.models.labels import KINDS
from sewaka.modules.reports.rules.draft import Identity
from sewaka.modules.reports.web.tracking_page import photos_of
from sewaka.platform.cases import api as cases


def case_panel(*, case: cases.Case, actor: Actor, now: datetime) -> str:
    """The panel as HTML, for an office that may read the case; empty when it has no report.

    Showing the author's contact is an entry in the log.
    """
    try:
        tracked = queries.tracked(actor=actor, number=case.number)
    except NotFound:
        return ""
    context = {
        "tracked": tracked,
        "kind": KINDS.get(tracked.report.kind, ""),
        "before": photos_of(tracked, ReportPhoto.Stage.BEFORE, now=now),
        "after": photos_of(tracked, ReportPhoto.Stage.AFTER, now=now),
        "reporter": queries.reporter(actor=actor, case=case, now=now),
        "is_anonymous": tracked.report.identity_mode == Identity.ANONYMOUS,
        "privacy_url": reverse("reports:privacy", args=[case.number]),
    }
    return render_to_string("reports/panel.html", context)
