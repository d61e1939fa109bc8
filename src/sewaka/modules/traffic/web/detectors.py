"""The page of detectors that are not to be believed, and cases of them, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sewaka.kernel import clock
from sewaka.kernel.ui.formats import ago, number
from sewaka.kernel.ui.values import Cell, Column, Row, Status, Table
from sewaka.kernel.workflow import StateGroup
from sewaka.modules.traffic import queries, words
from sewaka.modules.traffic.actions.faults import MOST, open_fault_cases
from sewaka.modules.traffic.queries import IllDetector
from sewaka.modules.traffic.web.panel import faults_in_words
from sewaka.platform.people.api import actor_of

_GROUPS = {
    "failed": StateGroup.REJECTED,
    "suspect": StateGroup.WAITING,
    "repaired": StateGroup.OPEN,
}
_DIGITS = 12


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """All that are not healthy; POST opens a case for each chosen one that has failed."""
    actor, now = actor_of(request), clock.now()
    found = queries.ill_detectors(actor=actor)
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("case")[:MOST] if _is_id(key)]
        opened = len(open_fault_cases(detectors=chosen, actor=actor, now=now))
        said = ngettext("%(n)d case was opened.", "%(n)d cases were opened.", opened)
        messages.success(request, said % {"n": opened})
        return redirect("traffic:detectors")
    return render(request, "traffic/detectors.html", _context(found, now=now))


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= _DIGITS


def _context(found: Sequence[IllDetector], *, now: datetime) -> Mapping[str, Any]:
    failed = [one for one in found if one.detector.health == "failed"]
    return {
        "counts": _("%(failed)s have failed, %(other)s are suspect or under watch.")
        % {"failed": number(len(failed)), "other": number(len(found) - len(failed))},
        "has_failed": any(one.case is None for one in failed),
        "table": Table(
            caption=_("Detectors that are not healthy, the longest first"),
            columns=(
                Column("code", _("Detector"), is_main=True),
                Column("health", _("Health")),
                Column("faults", _("What is wrong")),
                Column("since", _("Since")),
                Column("heard", _("Last heard")),
                Column("refused", _("Refused messages"), is_number=True),
                Column("case", _("Case")),
            ),
            rows=[_row(one, now=now) for one in found],
            empty=_("Every detector is healthy."),
            is_selectable=bool(failed),
        ),
    }


def _row(one: IllDetector, *, now: datetime) -> Row:
    detector, case = one.detector, one.case
    group = _GROUPS.get(detector.health, StateGroup.NEW)
    return Row(
        (
            Cell(detector.code, note=detector.junction.name),
            Cell(status=Status(group, words.HEALTH.get(detector.health, detector.health))),
            Cell(faults_in_words(detector.faults), note=detector.refused_code),
            Cell(ago(detector.health_since, now=now) if detector.health_since else ""),
            Cell(ago(detector.last_at, now=now) if detector.last_at else _("never")),
            Cell(number(detector.refused)),
            Cell(case.number, url=reverse("inbox:case", args=[case.number])) if case else Cell(),
        ),
        key=str(detector.pk),
        label=detector.code,
    )
