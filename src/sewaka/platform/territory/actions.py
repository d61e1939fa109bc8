"""Writes: hamlets added by a village office or imported as a list, outlines imported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, Invalid, NotFound
from sewaka.kernel.geo import Position
from sewaka.kernel.text import clean_text, sort_key
from sewaka.platform.territory import access, atlas
from sewaka.platform.territory.boundaries import Outline, Refused, read_outlines
from sewaka.platform.territory.events import AreaChanged, BoundariesImported
from sewaka.platform.territory.hamlets import (
    KIND_IN,
    BadRow,
    HamletRow,
    RefusedRow,
    Village,
    check_phone,
    is_near,
    read_hamlets,
    read_name,
)
from sewaka.platform.territory.models import Area, Boundary, HamletHead, Level

_MAX_HAMLETS = 999  # the last block of a code has three digits


@dataclass(frozen=True, slots=True)
class BoundaryReport:
    """What an import of outlines did. `exchanged` are areas whose file had lat before lon."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    exchanged: tuple[str, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class HamletReport:
    """What an import of hamlets did, by codes."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[RefusedRow, ...]


@transaction.atomic
def add_hamlet(
    *,
    village_code: str,
    name: str,
    actor: Actor,
    now: datetime,
    position: Position | None = None,
    head_name: str = "",
    phone: str = "",
    is_example: bool = False,
) -> Area:
    """Add a hamlet with the next free code of its village.

    Raises NotFound("territory.unknown"), Forbidden("territory.not_your_village"), Invalid with
    field codes no_name, name_too_long, duplicate_name, bad_phone, far_from_village.
    """
    village = _lock_village(village_code)
    if not access.MAY_ADD_HAMLET.allows(actor, village):
        raise Forbidden("territory.not_your_village", village=village.name)
    row = _checked_row(village, name=name, position=position, head_name=head_name, phone=phone)
    area = _insert(row, village=village, now=now, is_example=is_example)
    outbox.record(AreaChanged(area_code=area.code, change="added"), actor=actor, now=now)
    atlas.changed()
    return area


@transaction.atomic
def import_hamlets(*, text: str, actor: Actor, now: datetime) -> HamletReport:
    """Add and change hamlets from a CSV list (`hamlets.read_hamlets`); good rows are kept.

    A hamlet is known by its village and name. The same list again changes nothing. Raises
    BadHamletFile, Forbidden.
    """
    _check_admin(actor)
    villages = {a.code: a for a in Area.objects.select_for_update().filter(level=Level.VILLAGE)}
    known = {code: _village(area) for code, area in villages.items()}
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    refused: list[RefusedRow] = []
    for row in read_hamlets(text, villages=known):
        if isinstance(row, RefusedRow):
            refused.append(row)
            continue
        area = _find(row)
        if area is None:
            added.append(_insert(row, village=villages[row.village_code], now=now).code)
        else:
            (changed if _update(area, row, now=now) else unchanged).append(area.code)
    for change, codes in (("added", added), ("changed", changed)):
        for code in codes:
            outbox.record(AreaChanged(area_code=code, change=change), actor=actor, now=now)
    if added or changed:
        atlas.changed()
    return HamletReport(tuple(added), tuple(changed), tuple(unchanged), tuple(refused))


@transaction.atomic
def import_boundaries(*, text: str, actor: Actor, now: datetime) -> BoundaryReport:
    """Take over outlines of villages from GeoJSON (`boundaries.read_outlines`).

    Good rows are kept; outlines of villages that the file does not name stay. The same file
    again changes nothing. Raises BadBoundaryFile, Forbidden.
    """
    _check_admin(actor)
    areas = {a.code: a for a in Area.objects.select_for_update().filter(level=Level.VILLAGE)}
    rows = list(read_outlines(text, centres={c: _centre(a) for c, a in areas.items()}))
    outlines = [row for row in rows if isinstance(row, Outline)]
    refused = tuple(row for row in rows if isinstance(row, Refused))
    kept = dict(_kept_shapes())
    fresh = [o for o in outlines if kept.get(o.code) != o.shape]
    Boundary.objects.bulk_create(
        [Boundary(area=areas[o.code], shape=o.shape, imported_at=now) for o in fresh],
        update_conflicts=True,
        update_fields=["shape", "imported_at"],
        unique_fields=["area"],
    )
    report = BoundaryReport(
        added=tuple(o.code for o in fresh if o.code not in kept),
        changed=tuple(o.code for o in fresh if o.code in kept),
        unchanged=tuple(o.code for o in outlines if kept.get(o.code) == o.shape),
        exchanged=tuple(o.code for o in outlines if o.was_exchanged),
        refused=refused,
    )
    if fresh:
        _tell(report, actor=actor, now=now)
    return report


def _tell(report: BoundaryReport, *, actor: Actor, now: datetime) -> None:
    event = BoundariesImported(
        added=report.added, changed=report.changed, refused=len(report.refused)
    )
    outbox.record(event, actor=actor, now=now)
    atlas.changed()


def _kept_shapes() -> Iterable[tuple[str, bytes]]:
    rows = Boundary.objects.values_list("area__code", "shape")
    return [(code, bytes(shape)) for code, shape in rows]


def _check_admin(actor: Actor) -> None:
    if not access.MAY_IMPORT.allows(actor, None):
        raise Forbidden("territory.not_yours")


def _lock_village(code: str) -> Area:
    """The village, locked: its hamlets are numbered one after the other."""
    village = Area.objects.select_for_update().filter(code=code, level=Level.VILLAGE).first()
    if village is None:
        raise NotFound("territory.unknown", area=code)
    return village


def _checked_row(
    village: Area, *, name: str, position: Position | None, head_name: str, phone: str
) -> HamletRow:
    """What a form gives, held to the same rules as a row of a list."""
    problems: dict[str, str] = {}
    found = {"name": clean_text(name), "phone": clean_text(phone)}
    for field, check in (("name", read_name), ("phone", check_phone)):
        try:
            found[field] = check(found[field])
        except BadRow as bad:
            problems[field] = str(bad)
    if position is not None and not is_near(position, village=_village(village)):
        problems["position"] = "far_from_village"
    row = HamletRow(
        line=0,
        village_code=village.code,
        kind=KIND_IN[village.kind],
        name=found["name"],
        head_name=clean_text(head_name),
        phone=found["phone"],
        position=position,
    )
    if "name" not in problems and _find(row) is not None:
        problems["name"] = "duplicate_name"
    if problems:
        raise Invalid("territory.bad_hamlet", fields=problems)
    return row


def _find(row: HamletRow) -> Area | None:
    hamlets = Area.objects.filter(level=Level.HAMLET, parent__code=row.village_code)
    return hamlets.filter(sort_key=sort_key(row.name)).first()


def _insert(row: HamletRow, *, village: Area, now: datetime, is_example: bool = False) -> Area:
    area = Area(
        code=_next_code(village),
        level=Level.HAMLET,
        kind=row.kind,
        name=row.name,
        parent=village,
        lat=row.position.lat if row.position else None,
        lon=row.position.lon if row.position else None,
        is_example=is_example,
    )
    area.save()
    _set_head(area, row, now=now)
    return area


def _next_code(village: Area) -> str:
    last = (
        Area.objects.filter(level=Level.HAMLET, parent=village)
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
    )
    number = int(last.rpartition(".")[2]) + 1 if last else 1
    if number > _MAX_HAMLETS:
        raise Invalid("territory.bad_hamlet", fields={"name": "too_many_hamlets"})
    return f"{village.code}.{number:03d}"


def _update(area: Area, row: HamletRow, *, now: datetime) -> bool:
    """Bring a known hamlet in line with the list; whether anything changed.

    What the list leaves empty stays as it is: an empty cell is no statement.
    """
    is_changed = _set_head(area, row, now=now)
    before = (area.name, area.lat, area.lon)
    area.name = row.name
    if row.position:
        area.lat, area.lon = row.position.lat, row.position.lon
    if before == (area.name, area.lat, area.lon):
        return is_changed
    area.save()
    return True


def _set_head(area: Area, row: HamletRow, *, now: datetime) -> bool:
    """Keep the head's name and number; whether anything changed."""
    if not row.head_name and not row.phone:
        return False
    head = HamletHead.objects.filter(area=area).first() or HamletHead(area=area)
    before = (head.name, head.phone)
    head.name, head.phone = row.head_name or head.name, row.phone or head.phone
    head.confirmed_at = now
    head.save()
    return before != (head.name, head.phone)


def _village(area: Area) -> Village:
    return Village(kind=area.kind, centre=_centre(area))


def _centre(area: Area) -> Position:
    """Every village of the seed has a centre; one without can not judge distances."""
    if area.lat is None or area.lon is None:
        raise NotFound("territory.no_centre", area=area.code)
    return Position(lat=area.lat, lon=area.lon)
