"""What the pages of the city's own net show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.formats import moment, number
from sewaka.kernel.ui.values import Cell, Column, Row, Status, Table
from sewaka.kernel.workflow import StateGroup
from sewaka.modules.traffic import net_words, town
from sewaka.modules.traffic.control.network import GREENS, PROTECTED, Link, Turn
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.queries.nets import KnownJunction, Matrix, Streets

_TURNS = {
    Turn.LEFT: gettext_lazy("to the left"),
    Turn.THROUGH: gettext_lazy("straight on"),
    Turn.RIGHT: gettext_lazy("to the right"),
    Turn.UTURN: gettext_lazy("back"),
}


def streets(found: Streets) -> Mapping[str, Any]:
    """The page of the net."""
    imported = found.imported
    return {
        "imported": imported,
        "counts": net_words.counted(counts=imported.counts) if imported else "",
        "at": moment(imported.imported_at) if imported else "",
        "notes": [
            f"{at}: {said}" if at else said
            for code, at, detail in found.notes
            for said in [net_words.note(code=code, detail=detail)]
        ],
        "table": Table(
            caption=_("Signals of the net"),
            columns=(
                Column("junction", _("Junction"), is_main=True),
                Column("state", _("Conflict matrix")),
                Column("notes", _("What was guessed")),
                Column("plans", _("Plans")),
            ),
            rows=[_junction(one) for one in found.junctions],
            empty=_("None."),
        ),
    }


def _junction(one: KnownJunction) -> Row:
    code = one.junction.code
    guessed = " ".join(net_words.note(code=note, detail=detail) for note, detail in one.notes)
    plans = reverse("traffic:plans", args=[code])
    return Row(
        (
            Cell(one.junction.name, note=code, url=reverse("traffic:matrix", args=[code])),
            Cell(status=_status(is_approved=one.approval is not None)),
            Cell(guessed or _("nothing")),
            Cell(_("Signal plans"), url=plans),
        )
    )


def _status(*, is_approved: bool) -> Status:
    if is_approved:
        return Status(StateGroup.DONE, _("approved"))
    return Status(StateGroup.WAITING, _("not approved yet"))


def matrix(found: Matrix) -> Mapping[str, Any]:
    """The page of one junction."""
    approval = found.approval
    return {
        "found": found,
        "status": _status(is_approved=approval is not None),
        "at": moment(approval.approved_at) if approval else "",
        "is_own": town.own() is not None,
        "notes": [net_words.note(code=code, detail=detail) for code, detail in found.notes],
        "movements": _movements(found),
        "stages": _stages(found),
    }


def _movements(found: Matrix) -> Table:
    junction = found.post.junction
    return Table(
        caption=_("Movements, and which must not be green together"),
        columns=(
            Column("number", _("Movement"), is_main=True),
            Column("way", _("Way")),
            Column("foes", _("Crosses")),
            Column("yields", _("Gives way to")),
        ),
        rows=[
            Row(
                (
                    Cell(number(index + 1)),
                    Cell("; ".join(_way(found, one) for one in links)),
                    Cell(_listed(junction.conflicts[index])),
                    Cell(_listed(junction.yields[index])),
                )
            )
            for index in range(junction.size)
            if (links := [one for one in junction.links if one.index == index])
        ],
    )


def _way(found: Matrix, link: Link) -> str:
    if link.is_crossing:
        return _("people on foot")
    names = town.net().lane_names
    begin, end = names[link.from_lane], names[link.to_lane]
    words = {
        "street": found.streets.get(edge_of(begin)) or edge_of(begin),
        "lane": number(int(begin.rpartition("_")[2]) + 1),  # from the kerb, as elsewhere
        "turn": _TURNS[link.turn],
        "out": found.streets.get(edge_of(end)) or edge_of(end),
    }
    return _("%(street)s, lane %(lane)s, %(turn)s, into %(out)s") % words


def _listed(row: Any) -> str:
    return ", ".join(number(int(one) + 1) for one in np.flatnonzero(row)) or "–"


def _stages(found: Matrix) -> Table:
    return Table(
        caption=_("Stages"),
        columns=(
            Column("stage", _("Stage"), is_main=True),
            Column("protected", _("Green, nobody crosses")),
            Column("permissive", _("Green, giving way")),
        ),
        rows=[
            Row(
                (
                    Cell(number(stage.index + 1)),
                    Cell(_lit(stage.green, {PROTECTED})),
                    Cell(_lit(stage.green, set(GREENS) - {PROTECTED})),
                )
            )
            for stage in found.post.junction.stages
        ],
    )


def _lit(green: str, wanted: set[str]) -> str:
    return ", ".join(number(n + 1) for n, light in enumerate(green) if light in wanted) or "–"
