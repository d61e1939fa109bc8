"""What the pages of the calendar of plan sets show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import moment, number, zone_name
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.traffic.models import PlanCalendar
from sewaka.modules.traffic.models.calendar import Today
from sewaka.modules.traffic.queries.calendar import CalendarView, Versions
from sewaka.modules.traffic.rules.calendar import Line
from sewaka.modules.traffic.rules.planning import PlanState
from sewaka.modules.traffic.web.calendar_forms import CalendarForm, clock
from sewaka.modules.traffic.web.plan_forms import PublishForm
from sewaka.modules.traffic.web.plan_page import status_of


def said(today: Today | None) -> str:
    """ "The calendar says sekolah-pagi now (07.10–08.30 WITA, working day)." """
    if today is None:
        return ""
    facts = {
        "kind": today.kind.local_name if today.kind else _("no known kind of day"),
        "from": clock(today.now.from_min),
        "until": clock(today.now.until_min),
        "zone": zone_name(),
        "set": today.now.plan,
    }
    if not today.now.plan:
        return (
            _("The calendar names no plan set from %(from)s to %(until)s %(zone)s (%(kind)s).")
            % facts
        )
    return _("By the calendar: %(set)s from %(from)s to %(until)s %(zone)s (%(kind)s).") % facts


def versions(found: Versions) -> Mapping[str, Any]:
    """Every version, and today by the one in force."""
    in_force = found.today.calendar.pk if found.today else None
    return {
        "said": said(found.today),
        "today": _day(found.today) if found.today else None,
        "table": Table(
            caption=_("Versions, the newest first"),
            columns=(
                Column("version", _("Version"), is_main=True),
                Column("state", _("State")),
                Column("rows", _("Rows"), is_number=True),
                Column("from", _("In force from")),
            ),
            rows=[
                Row(
                    (
                        Cell(
                            _("Version %(number)s") % {"number": number(one.version)},
                            url=reverse("traffic:calendar_version", args=[one.pk]),
                            note=_("in force") if one.pk == in_force else "",
                        ),
                        Cell(status=status_of(one)),
                        Cell(number(len(one.rules))),
                        Cell(at=one.valid_from),
                    )
                )
                for one in found.versions
            ],
            empty=_("There is no calendar yet: the newest published plan of each junction runs."),
        ),
    }


def base_of(found: Versions) -> Sequence[Line]:
    """What a new draft begins with: the version in force, else nothing."""
    return found.today.calendar.rules if found.today else ()


def form_values(found: CalendarView) -> dict[str, Any]:
    """What the form of a draft begins with."""
    return {
        "lines": found.calendar.rules,
        "day_types": [(one.code, one.local_name) for one in found.day_types],
        "sets": [(one, one) for one in found.sets],
    }


def version(found: CalendarView, form: CalendarForm, publishing: PublishForm) -> Mapping[str, Any]:
    """One of them."""
    own, state = found.calendar, PlanState(found.calendar.step)
    return {
        "calendar": own,
        "name": _("Version %(number)s") % {"number": number(own.version)},
        "view": found,
        "form": form,
        "publishing": publishing,
        "has_errors": form.has_errors,
        "status": status_of(own),
        "begins": moment(own.valid_from) if own.valid_from else "",
        "rows": _rows(own, {one.code: one.local_name for one in found.day_types}),
        "can_approve": state is PlanState.DRAFT and not found.is_own,
        "waits_for_other": state is PlanState.DRAFT and found.is_own,
        "can_publish": state is PlanState.APPROVED,
    }


def _rows(own: PlanCalendar, names: Mapping[str, str]) -> Table:
    return Table(
        caption=_("Rows"),
        columns=(
            Column("kind", _("Kind of day"), is_main=True),
            Column("hours", _("Hours")),
            Column("set", _("Plan set")),
            Column("priority", _("Priority"), is_number=True),
        ),
        rows=[
            Row(
                (
                    Cell(names.get(one.day_type, one.day_type)),
                    Cell(f"{clock(one.from_min)}–{clock(one.until_min)}"),
                    Cell(one.plan),
                    Cell(number(one.priority)),
                )
            )
            for one in own.rules
        ],
        empty=_("It has no rows: it names no set at any hour."),
    )


def _day(today: Today) -> Table:
    kind = today.kind.local_name if today.kind else _("no known kind of day")
    return Table(
        caption=_("Today (%(kind)s)") % {"kind": kind},
        columns=(
            Column("hours", _("Hours"), is_main=True),
            Column("set", _("Plan set")),
        ),
        rows=[
            Row(
                (
                    Cell(
                        f"{clock(one.from_min)}–{clock(one.until_min)}",
                        note=_("now") if one == today.now else "",
                    ),
                    Cell(one.plan or _("none named: the newest of the other sets")),
                )
            )
            for one in today.day
        ],
    )
