"""The city's own figures, over all cases, and every module's widgets beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.figures import Column, Figures, Kpi, Row, Table
from sewaka.kernel.registry import modules
from sewaka.kernel.workflow import Text
from sewaka.platform.agencies import api as agencies
from sewaka.platform.cases import api as cases
from sewaka.platform.territory import api as territory

PERIODS = (7, 30, 90, 365)
USUAL_DAYS = 30
_KEPT_S = 60  # figures may be a minute old, and say so

COLUMNS = (
    Column("open", _("Open")),
    Column("overdue", _("Overdue")),
    Column("received", _("Received")),
    Column("closed", _("Closed")),
    Column("median_days", _("Median days")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor looks at. `days` is one of `PERIODS`, `area_code` a district or village."""

    days: int = USUAL_DAYS
    area_code: str = ""

    @property
    def key(self) -> str:
        """The name under which the figures are kept for a minute."""
        return f"dashboard:{self.days}:{self.area_code}"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the page."""

    code: str
    title: Text
    figures: Figures


def blocks(*, choice: Choice, now: datetime) -> tuple[Block, ...]:
    """All blocks for the choice, at most a minute old."""
    kept: tuple[Block, ...] | None = cache.get(choice.key)
    if kept is None:
        kept = (_city(choice, now), *_widgets(choice, now))
        cache.set(choice.key, kept, _KEPT_S)
    return kept


def _widgets(choice: Choice, now: datetime) -> list[Block]:
    widgets = [widget for module in modules() for widget in module.widgets]
    return [
        Block(
            code=widget.code,
            title=widget.title,
            figures=widget.figures(now=now, days=choice.days, area_code=choice.area_code),
        )
        for widget in sorted(widgets, key=lambda widget: widget.order)
    ]


def _city(choice: Choice, now: datetime) -> Block:
    """Open, overdue and median days: in all, by agency, by village."""
    found = cases.standing(now=now, days=choice.days, area_code=choice.area_code)
    agency_names = {agency.code: agency.name for agency in agencies.agencies()}
    village_names = {code: place.name for code, place in territory.places().items()}
    total = found.total
    kpis = (
        Kpi("open", _("Open now"), total.open),
        Kpi("overdue", _("Past their promise"), total.overdue, is_alarm=total.overdue > 0),
        Kpi("received", _("Received"), total.received),
        Kpi("closed", _("Closed"), total.closed),
        Kpi("median_days", _("Median time to close"), total.median_days, unit=_("days")),
    )
    tables = (
        _table("agency", _("By agency"), found.by_agency, agency_names),
        _table("village", _("By village"), found.by_village, village_names, is_map=True),
    )
    return Block("city", _("The whole city"), Figures(as_of=now, kpis=kpis, tables=tables))


def _table(
    code: str,
    caption: Text,
    lines: Mapping[str, cases.Counts],
    names: Mapping[str, str],
    *,
    is_map: bool = False,
) -> Table:
    rows = [
        Row(
            key=key,
            cells=(
                names.get(key, key),
                counts.open,
                counts.overdue,
                counts.received,
                counts.closed,
                counts.median_days,
            ),
        )
        for key, counts in lines.items()
    ]
    rows.sort(key=lambda row: (-int(row.cells[1] or 0), str(row.cells[0])))
    first = Column("name", caption, is_number=False)
    return Table(code, caption, (first, *COLUMNS), tuple(rows), is_map=is_map)
