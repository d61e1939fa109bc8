"""Work that a program calls finished and whose photo is still to be fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext
from procrastinate.contrib.django import app

from sewaka.kernel import http
from sewaka.kernel.access import Actor, Held
from sewaka.kernel.workflow import AskKind, Transition
from sewaka.modules.reports.access import AGENCY_OFFICER
from sewaka.modules.reports.models import ExternalUpdate, GeoReportClient, Report
from sewaka.modules.reports.rules.georeport.updates import Update
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case

FETCH_PROOF: Final = "reports.fetch_proof"


@dataclass(frozen=True, slots=True)
class Deed:
    """What will be done once the photo is here: the action, its words, and where the photo goes."""

    action: str
    given: Mapping[str, str]
    photo: str


def office_of(client: GeoReportClient, *, language: str) -> Actor:
    """The program as an officer of its agency."""
    held = Held(AGENCY_OFFICER, agency_code=client.agency_id or "")
    return Actor(via="api", grants=(held,), language=language)


def must_wait(transition: Transition, case: Case, update: Update) -> bool:
    """Whether the deed has to be proven, and the photo is still elsewhere."""
    if not update.media_url or not _photo_of(transition):
        return False
    return Report.objects.filter(pk=case.pk, category__needs_after_photo=True).exists()


def checked(
    transition: Transition, given: Mapping[str, str], *, actor: Actor, now: datetime
) -> Deed:
    """The deed, its words read as the workflow will read them. Raises Invalid."""
    cases.read_asks(transition.asks, given, actor=actor, now=now)
    return Deed(transition.action, given, _photo_of(transition))


def announce(case: Case, update: Update, *, actor: Actor, now: datetime) -> UUID:
    """Tell the office that its program called the work finished; the entry."""
    words = gettext(
        "A program says that the work is finished. Its photo is being fetched: %(text)s"
    )
    text = words % {"text": update.text}
    return cases.note(case_id=case.pk, actor=actor, now=now, text=text).pk


def kept(case: Case, deed: Deed) -> dict[str, Any]:
    """The deed as it waits in the database."""
    return {
        "case": str(case.pk),
        "action": deed.action,
        "given": dict(deed.given),
        "photo": deed.photo,
    }


def fetch_later(update: ExternalUpdate, *, url: str) -> None:
    """Let the job fetch the photo."""
    app.configure_task(FETCH_PROOF).defer(update_id=str(update.pk), url=url)


def _photo_of(transition: Transition) -> str:
    """The name under which the deed asks for its proof; empty where it asks for none."""
    proofs = (ask.name for ask in transition.asks if ask.is_proof and ask.kind is AskKind.PHOTO)
    return next(proofs, "")


def picture_at(url: str, *, client: http.Client) -> bytes:
    """What lies behind the address. Raises a DomainError for what may or can not be fetched."""
    answer = client.request("GET", url)
    if answer.status != HTTPStatus.OK:
        raise http.Unreachable("http.unreachable", why=f"HTTP {answer.status}")
    return answer.body
