"""The calendar as a table."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.platform.calendars.models import Holiday, HolidayKind


def holidays(found: Iterable[Holiday], *, year: int, may_edit: bool) -> Table:
    """The holidays of one year; names are links for those who may change them."""
    return Table(
        caption=_("Holidays of %(year)s") % {"year": year},
        columns=(
            Column("day", _("Day"), is_main=True),
            Column("name", _("Name")),
            Column("kind", _("Kind")),
            Column("offices", _("Offices")),
            Column("checked", _("Compared with the decree")),
        ),
        rows=[_row(holiday, may_edit=may_edit) for holiday in found],
        empty=_("No holiday in this year yet."),
    )


def _row(holiday: Holiday, *, may_edit: bool) -> Row:
    edit = reverse("calendars:edit", args=[holiday.pk]) if may_edit else ""
    return Row(
        (
            Cell(date_format(holiday.day, "l, j F Y"), value=holiday.day.isoformat()),
            Cell(holiday.local_name, url=edit),
            Cell(HolidayKind(holiday.kind).label),
            Cell(_("closed") if holiday.closes_offices else _("open")),
            Cell(_("yes") if holiday.is_verified else _("not yet")),
        )
    )
