"""What the pages about privacy show, as values of the components."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.values import Cell, Choice, Column, Photo, Row, Table
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.queries import PrivacyOf
from sewaka.modules.reports.rules.draft import Identity
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files
from sewaka.platform.territory import api as territory

IDENTITIES = {
    Identity.NAMED: gettext_lazy("Officers who handle it may know the name."),
    Identity.ANONYMOUS: gettext_lazy(
        "The author wishes to stay unknown: no officer sees the name."
    ),
    Identity.CONFIDENTIAL: gettext_lazy("The whole report is closed to the public."),
}
MOST_SEALED = 100  # sealed reports on one page; there are a handful a year


def context(found: PrivacyOf, *, now: datetime) -> Mapping[str, Any]:
    """The page of one report."""
    return {
        "case": found.case,
        "found": found,
        "identity": IDENTITIES[Identity(found.report.identity_mode)],
        "photos": list(_photos(found, now=now)),
        "excluded": _offices(found.case.excluded_units) if found.may_exclude else [],
        "agencies": _agencies(found.case) if found.may_exclude else [],
    }


def sealed_list(found: Iterable[cases.Case], *, now: datetime) -> Mapping[str, Any]:
    """The inspectors' table."""
    rows = [_row(case, now=now) for case in found]
    return {"table": Table(_("Sealed reports"), _COLUMNS, rows, empty=_("No sealed report."))}


def units_sent(post: QueryDict, *, kept: Iterable[str]) -> list[str]:
    """The offices that stay shut out, and the one that was added."""
    staying = set(post.getlist("unit")) & set(kept)
    added = post.get("agency", "")
    known = catalogue.current().agency_names
    return sorted(staying | ({added} if added in known else set()))


_COLUMNS = (
    Column("number", gettext_lazy("Number"), is_main=True, is_code=True),
    Column("title", gettext_lazy("About")),
    Column("state", gettext_lazy("State")),
    Column("due", gettext_lazy("Answered by")),
    Column("offices", gettext_lazy("Hidden from"), is_number=True),
)


def _row(case: cases.Case, *, now: datetime) -> Row:
    return Row(
        key=case.number,
        cells=(
            Cell(text=case.number, url=reverse("inbox:case", args=[case.number])),
            Cell(text=case.title),
            Cell(status=cases.status(case, now=now)),
            Cell(at=case.due_at),
            Cell(text=str(len(case.excluded_units))),
        ),
    )


def _offices(codes: Iterable[str]) -> list[Choice]:
    names = catalogue.current().agency_names
    return [
        Choice(code, names.get(code) or _("Office of %(area)s") % {"area": territory.name_of(code)})
        for code in codes
    ]


def _agencies(case: cases.Case) -> list[Choice]:
    shut_out = {*case.excluded_units, case.agency_id}
    names = catalogue.current().agency_names
    return [Choice(code, name) for code, name in names.items() if code not in shut_out]


def _photos(found: PrivacyOf, *, now: datetime) -> Iterable[Photo]:
    for one in found.photos:
        urls = files.urls(file=one.file, sight=files.Sight.PARTY, now=now)
        if urls is not None:
            yield Photo(
                url=urls.small,
                alt=_("Photo %(n)d: choose what to blacken") % {"n": one.position + 1},
                width=160,
                height=max(1, round(160 * urls.height / urls.width)),
                full_url=reverse("reports:blacken", args=[found.case.number, one.file_id]),
            )
