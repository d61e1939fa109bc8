"""What the mayor's list shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import CaseCard
from sewaka.modules.reports.models import ticks
from sewaka.modules.reports.models.listed import MOST, Listed
from sewaka.modules.reports.web.chain_page import office_of
from sewaka.platform.cases import api as cases

_SECRET = "secret"  # noqa: S105 - a visibility, not a password


@dataclass(frozen=True, slots=True)
class Shown:
    """One report of the list. Of a sealed one only number and dates."""

    card: CaseCard
    since: datetime
    reason: str
    office: str
    passed_by: tuple[str, ...]
    answer_due_at: datetime | None
    is_answer_late: bool
    ask_url: str  # empty: nothing to ask


def context(listed: Sequence[Listed], *, now: datetime) -> Mapping[str, Any]:
    """The page."""
    return {
        "listed": [_shown(one, now=now) for one in listed],
        "is_cut": len(listed) >= MOST,
        "is_delayed": ticks.is_delayed(now=now),
    }


def _shown(one: Listed, *, now: datetime) -> Shown:
    case = one.case
    is_sealed = case.visibility == _SECRET
    return Shown(
        card=CaseCard(
            title=_("Sealed report") if is_sealed else case.title,
            url="" if is_sealed else reverse("reports:report", args=[case.number]),
            number=case.number,
            at=case.opened_at,
            status=cases.status(case, now=now),
        ),
        since=one.since,
        reason=_("answered, but not done in time") if one.is_answered else _("not answered"),
        office="" if is_sealed else _holder(one),
        passed_by=() if is_sealed else tuple(office_of(hop) for hop in one.passed_by),
        answer_due_at=one.answer_due_at,
        is_answer_late=one.answer_due_at is not None and one.answer_due_at < now,
        ask_url="" if is_sealed else reverse("reports:ask_office", args=[case.number]),
    )


def _holder(one: Listed) -> str:
    case = one.case
    return cases.desk_name(
        role=case.holder_role, area_code=case.area_code, agency_code=case.agency_id or ""
    )
