"""The module's part of the staff's page of a case: why there was an alarm, or what is broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.access import Actor
from sewaka.kernel.ui.formats import number
from sewaka.kernel.ui.values import CaseBrief, Cell, Column, Row, Table
from sewaka.modules.traffic import access, queries, words
from sewaka.modules.traffic.models import IncidentDetail
from sewaka.platform.cases import api as cases


def case_briefs(
    *,
    cases: Sequence[cases.Case],
    actor: Actor,
    now: datetime,  # noqa: ARG001 - every module is asked so
) -> Mapping[UUID, CaseBrief]:
    """By which rule each was found, for a list of what the actor may read."""
    ids = [one.pk for one in cases]
    by_rule = queries.incident_rules(actor=actor, case_ids=ids)
    by_fault = queries.fault_codes(actor=actor, case_ids=ids)
    return {pk: CaseBrief(text=_rule(code)) for pk, code in by_rule.items()} | {
        pk: CaseBrief(text=faults_in_words(codes)) for pk, codes in by_fault.items()
    }


def case_panel(*, case: cases.Case, actor: Actor, now: datetime) -> str:  # noqa: ARG001 - as above
    """The panel as HTML."""
    fault = queries.fault(actor=actor, case_id=case.pk)
    if fault is not None:
        shown = {
            "fault": fault,
            "faults": faults_in_words(fault.faults),
            "health": words.HEALTH.get(fault.detector.health, ""),
            "now": faults_in_words(fault.detector.faults),
        }
        return render_to_string("traffic/fault_panel.html", shown)
    detail = queries.incident(actor=actor, case_id=case.pk)
    return _incident(detail, actor=actor) if detail is not None else ""


def faults_in_words(codes: Sequence[str]) -> str:
    """ "Silent while its neighbours count." and so on."""
    return " ".join(str(words.FAULTS.get(code, code)) for code in codes)


def _incident(detail: IncidentDetail, *, actor: Actor) -> str:
    context = {
        "detail": detail,
        "rule": _rule(detail.detected_by),
        "severity": words.SEVERITIES.get(detail.severity, ""),
        "cause": _CAUSES.get(detail.cause, ""),
        "evidence": _evidence(detail),
        "desk_url": reverse("traffic:desk", args=[detail.junction])
        if access.may_steer(actor=actor)
        else "",
        "public_url": reverse("traffic:junction", args=[detail.junction]),
    }
    return render_to_string("traffic/incident_panel.html", context)


_CAUSES = dict((*words.INCIDENT_CAUSES, *words.FALSE_ALARMS))


def _rule(code: str) -> str:
    return str(words.INCIDENTS.get(code, code))


def _evidence(detail: IncidentDetail) -> Table | None:
    if not detail.evidence:
        return None
    return Table(
        caption=_("What the rule has seen"),
        columns=(
            Column("figure", _("Figure"), is_main=True),
            Column("value", _("Measured"), is_number=True),
            Column("limit", _("Limit"), is_number=True),
        ),
        rows=[
            Row(
                (
                    Cell(words.EVIDENCE.get(name, name)),
                    Cell(number(round(value, 2))),
                    Cell("" if limit is None else number(limit)),
                )
            )
            for name, (value, limit) in detail.evidence.items()
        ],
    )
