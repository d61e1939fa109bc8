"""Calls for priority at one junction, as its desk shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import clock_time, zone_name
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.traffic import words
from sewaka.modules.traffic.models import PriorityRequest
from sewaka.modules.traffic.rules.priority import OPEN


@dataclass(frozen=True, slots=True)
class Coming:
    """One that is still to come, to which an operator may say no."""

    id: UUID
    said: str


def desk(found: Sequence[PriorityRequest], *, passing: str) -> Mapping[str, Any]:
    """For the desk: who passes, who comes, and the last day's."""
    coming = [Coming(one.pk, _said(one)) for one in found if one.step in OPEN]
    return {
        "passing": words.PASSING.get(passing, ""),
        "coming": coming,
        "priority": _table(found) if found else None,
    }


def _said(one: PriorityRequest) -> str:
    return _("%(vehicle)s (%(kind)s) from %(approach)s, expected %(at)s: %(state)s.") % {
        "vehicle": one.vehicle_id,
        "kind": words.VEHICLES[one.kind],
        "approach": one.approach,
        "at": _at(one),
        "state": words.PRIORITY_STATES[one.step],
    }


def _table(found: Sequence[PriorityRequest]) -> Table:
    return Table(
        caption=_("Vehicles with priority in the last 24 hours"),
        columns=(
            Column("vehicle", _("Vehicle"), is_main=True),
            Column("approach", _("Arm")),
            Column("eta", _("Expected")),
            Column("state", _("What became of it")),
        ),
        rows=[
            Row(
                (
                    Cell(one.vehicle_id, note=str(words.VEHICLES[one.kind])),
                    Cell(one.approach),
                    Cell(_at(one)),
                    Cell(words.PRIORITY_STATES[one.step], note=_note(one)),
                )
            )
            for one in found
        ],
    )


def _note(one: PriorityRequest) -> str:
    if one.exit_by:
        return str(words.EXITS[one.exit_by])
    return str(words.REFUSALS.get(one.reason, ""))


def _at(one: PriorityRequest) -> str:
    return f"{clock_time(one.eta)} {zone_name()}"
