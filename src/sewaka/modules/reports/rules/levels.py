"""The levels of the chain (estafet), the offices that stand on them, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sewaka.modules.reports.rules.routing import Desk, Plan


class Level(StrEnum):
    """Where a report lies while nobody has answered it."""

    HAMLET = "hamlet"
    VILLAGE = "village"
    DISTRICT = "district"
    AGENCY = "agency"
    AGENCY_HEAD = "agency_head"
    INSPECTORATE = "inspectorate"
    INSPECTOR = "inspector"  # the head of the inspectorate
    TRIAGE = "triage"
    MAYOR = "mayor"  # the mayor's list: looked at daily, without a due


LEVELS_OF: Final[Mapping[Plan, tuple[Level, ...]]] = MappingProxyType(
    {
        Plan.HAMLET_FIRST: (Level.HAMLET, Level.VILLAGE, Level.DISTRICT, Level.AGENCY),
        Plan.DIRECT: (Level.AGENCY, Level.AGENCY_HEAD),
        Plan.CONFIDENTIAL: (Level.INSPECTORATE, Level.INSPECTOR),
    }
)
TERRITORIAL: Final = frozenset({Level.HAMLET, Level.VILLAGE, Level.DISTRICT})
AGENCY_LEVELS: Final = (Level.AGENCY, Level.INSPECTORATE)
HEAD_LEVELS: Final = (Level.AGENCY_HEAD, Level.INSPECTOR)
# Somebody is always there: a city without triage or mayor is caught by a system check instead.
NEVER_VACANT: Final = frozenset({Level.TRIAGE, Level.MAYOR})

_DESK_OF: Mapping[Level, Desk] = {
    Level.HAMLET: Desk.HAMLET,
    Level.VILLAGE: Desk.VILLAGE,
    Level.DISTRICT: Desk.DISTRICT,
    Level.AGENCY: Desk.AGENCY,
    Level.AGENCY_HEAD: Desk.AGENCY_HEAD,
    Level.INSPECTORATE: Desk.INSPECTORATE,
    Level.INSPECTOR: Desk.AGENCY_HEAD,
    Level.TRIAGE: Desk.TRIAGE,
}
# Whose presence makes an office staffed; the head of a village or an agency may stand in.
_SERVED_BY: Mapping[Level, frozenset[str]] = {
    Level.HAMLET: frozenset({Desk.HAMLET}),
    Level.VILLAGE: frozenset({Desk.VILLAGE, "reports.village_head"}),
    Level.DISTRICT: frozenset({Desk.DISTRICT}),
    Level.AGENCY: frozenset({Desk.AGENCY, Desk.AGENCY_HEAD}),
    Level.AGENCY_HEAD: frozenset({Desk.AGENCY_HEAD}),
    Level.INSPECTORATE: frozenset({Desk.INSPECTORATE}),
    Level.INSPECTOR: frozenset({Desk.AGENCY_HEAD}),
    Level.TRIAGE: frozenset({Desk.TRIAGE}),
    Level.MAYOR: frozenset({"mayor"}),
}
_VILLAGE_PARTS: Final = 4  # 51.71.01.1003
_PARTS_OF: Mapping[Level, int] = {Level.VILLAGE: _VILLAGE_PARTS, Level.DISTRICT: 3}


def roles_at(level: Level) -> frozenset[str]:
    """The roles whose holders staff an office of that level."""
    return _SERVED_BY[level]


def desk_at(level: Level, *, before: Level | None) -> Desk:
    """Whose work list shows a report on that level.

    The mayor asks, he does not do the work: on his list it still lies with the agency, or with
    triage or the inspectors where it came from there (`before`: the level it came from).
    """
    if level is not Level.MAYOR:
        return _DESK_OF[level]
    if before in (Level.INSPECTORATE, Level.INSPECTOR):
        return Desk.INSPECTORATE
    return Desk.TRIAGE if before is Level.TRIAGE else Desk.AGENCY


def level_of(desk: Desk, *, plan: Plan) -> Level:
    """The level on which a desk stands in a plan."""
    if plan is Plan.CONFIDENTIAL and desk is Desk.AGENCY:
        return Level.INSPECTORATE
    if plan is Plan.CONFIDENTIAL and desk is Desk.AGENCY_HEAD:
        return Level.INSPECTOR
    return next(level for level, its in _DESK_OF.items() if its is desk)


def area_at(level: Level, *, area_code: str) -> str:
    """The area that an office of that level serves, from the area of the report; "" for agencies.

    A hamlet's office exists only where the report names a hamlet.
    """
    if level is Level.HAMLET:
        return area_code
    parts = _PARTS_OF.get(level)
    return ".".join(area_code.split(".")[:parts]) if parts else ""


def is_hamlet(area_code: str) -> bool:
    """Whether the code is that of a hamlet: one part longer than a village's."""
    return area_code.count(".") >= _VILLAGE_PARTS
