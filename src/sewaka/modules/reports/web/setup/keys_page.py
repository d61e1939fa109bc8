"""What the page of the keys shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import day, number
from sewaka.modules.reports.models import ClientRole, GeoReportClient, clients


@dataclass(frozen=True, slots=True)
class Program:
    """One program. Both addresses are empty when its key is out of use."""

    name: str
    facts: tuple[tuple[str, str], ...]
    change_url: str
    off_url: str


def listing() -> dict[str, Any]:
    """Every program, those in use first."""
    return {"programs": [_program(one) for one in clients.every_client()]}


def _program(one: GeoReportClient) -> Program:
    agency = one.agency.local_name if one.agency is not None else ""
    facts = (
        (_("What it may do"), str(ClientRole(one.role).label)),
        (_("Agency"), agency),
        (_("Requests in one hour"), number(one.hourly_quota)),
        (_("Since"), day(one.created_at)),
        (_("State"), "" if one.is_active else _("switched off")),
    )
    return Program(
        name=one.name,
        facts=tuple(fact for fact in facts if fact[1]),
        change_url=reverse("reports:setup_key", args=[one.pk]) if one.is_active else "",
        off_url=reverse("reports:setup_key_off", args=[one.pk]) if one.is_active else "",
    )
