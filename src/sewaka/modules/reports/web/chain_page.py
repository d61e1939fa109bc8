"""The chain of a report as a table: every office, its turn, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.reports.effects.hops import office
from sewaka.modules.reports.models import Hop
from sewaka.modules.reports.rules.chain import Ending
from sewaka.modules.reports.rules.levels import Level
from sewaka.platform.cases import api as cases

_ENDINGS = {
    Ending.HANDED_OVER: gettext_lazy("passed on"),
    Ending.ACTED: gettext_lazy("acted"),
    Ending.SKIPPED: gettext_lazy("skipped: the time was over"),
    Ending.RETURNED: gettext_lazy("returned"),
    Ending.VACANT: gettext_lazy("skipped: no officer yet"),
}


def office_of(hop: Hop) -> str:
    """The office of a turn in words: "Village office, Sesetan"."""
    where = office(Level(hop.level), area_code=hop.area_code, agency=hop.agency_id or "")
    return cases.desk_name(
        role=where["role"], area_code=hop.area_code, agency_code=hop.agency_id or ""
    )


def table(hops: Sequence[Hop], *, now: datetime) -> Table | None:
    """The turns in their order; nothing for a report of before the chain."""
    if not hops:
        return None
    return Table(
        caption=_("The chain: who has it, and until when"),
        columns=(
            Column("office", _("Office"), is_main=True),
            Column("from", _("From")),
            Column("due", _("Time until")),
            Column("outcome", _("What came of it")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(office_of(hop)),
                    Cell(at=hop.from_at),
                    Cell(at=hop.due_at),
                    Cell(_outcome(hop, now=now)),
                ),
                key=str(hop.n),
            )
            for hop in hops
        ],
    )


def _outcome(hop: Hop, *, now: datetime) -> str:
    if hop.outcome:
        return str(_ENDINGS[Ending(hop.outcome)])
    if hop.paused_at is not None:
        return _("waiting for the author's answer")
    if hop.level == Level.MAYOR:
        return _("on the mayor's list")
    return _("time is over") if hop.due_at is not None and hop.due_at <= now else _("has it now")
