"""A report on paper: the author's receipt, and the letter of a village to an agency.

Both carry the covered text and no contact, so that they may be shown and passed on; the code on
them leads to the public page. Only the paper that a counter hands to a citizen without a phone
leads to the author's own page: it is all that they get.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import long_day, moment
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.labels import STATES
from sewaka.modules.reports.queries import Tracked
from sewaka.platform.cases import api as cases
from sewaka.platform.documents import api as documents
from sewaka.platform.documents.api import Line, Paper
from sewaka.platform.territory import api as territory

_FOLDER: Final = Path(__file__).parents[1] / "documents"
_CITY_CHARACTERS: Final = 5  # 51.71


def receipt(*, tracked: Tracked, address: str, now: datetime, is_key: bool = False) -> bytes:
    """The receipt for the author. `is_key`: the address is the author's secret one."""
    paper = Paper(
        title=_("Receipt of your report"),
        language=_language(),
        office=_office(tracked) or _city(tracked),
        city=_city(tracked),
        number=tracked.case.number,
        intro=_("Your report has arrived. With this number anybody can see how it goes on."),
        lines=[*_what_and_where(tracked), *_promises(tracked)],
        quote=tracked.report.description_public,
        closing=_own_page() if is_key else _public_page(tracked),
        address=address,
    )
    return documents.pdf(template=_FOLDER / "receipt.typ", paper=paper, now=now)


def letter(*, tracked: Tracked, address: str, now: datetime) -> bytes:
    """The letter by which the village office passes it on."""
    agency = catalogue.agency_name(tracked.case.agency_id)
    state = str(STATES[tracked.case.state])
    paper = Paper(
        title=_("Report of a citizen, passed on"),
        language=_language(),
        office=tracked.village or _city(tracked),
        city=_city(tracked),
        number=tracked.case.number,
        intro=_("We pass on this report of a citizen of our area and ask you to take it on."),
        lines=[
            Line(_("Number of the report"), tracked.case.number),
            *_what_and_where(tracked),
            Line(_("State now"), state),
            *_promises(tracked),
        ],
        quote=tracked.report.description_public,
        closing=_("The whole history with photos:"),
        address=address,
        extra={
            "number_label": _("Number of the letter"),
            "to_label": _("To"),
            "to": agency or "-",
            "wish": _("Please answer in the system, so that the citizen can read it too."),
            "place_and_day": ", ".join(filter(None, (tracked.village, long_day(now)))),
            "sign_label": _("Name, office, signature"),
        },
    )
    return documents.pdf(template=_FOLDER / "letter.typ", paper=paper, now=now)


def _public_page(tracked: Tracked) -> str:
    if tracked.case.visibility == "public":
        return _("How it goes on:")
    return _("How it goes on, once an officer has looked at it:")


def _own_page() -> str:
    return _("Your own page. Whoever has this code answers in your name, so keep the paper:")


def _what_and_where(tracked: Tracked) -> list[Line]:
    case = tracked.case
    lines = [
        Line(_("Received"), moment(case.opened_at)),
        Line(_("About"), tracked.category.local_name),
        Line(_("Place"), ", ".join(filter(None, tracked.place))),
    ]
    if case.lat is not None and case.lon is not None:
        lines.append(Line(_("Position"), f"{case.lat:.5f}, {case.lon:.5f}"))
    if tracked.photos:
        lines.append(Line(_("Photos"), str(len(tracked.photos))))
    return lines


def _promises(tracked: Tracked) -> list[Line]:
    """Until when; of several rounds the newest."""
    until = {one.kind: one.due_at for one in cases.clocks(case=tracked.case)}
    labels = {"response": _("Answered by"), "resolution": _("Solved by")}
    return [Line(label, moment(until[kind])) for kind, label in labels.items() if kind in until]


def _office(tracked: Tracked) -> str:
    return catalogue.agency_name(tracked.case.agency_id) or tracked.village


def _city(tracked: Tracked) -> str:
    return territory.name_of(tracked.case.area_code[:_CITY_CHARACTERS])


def _language() -> str:
    return (get_language() or "id")[:2]
