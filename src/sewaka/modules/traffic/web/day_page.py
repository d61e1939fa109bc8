"""Today by hour against a usual such day, as charts, tables and CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel import figures
from sewaka.kernel.ui import formats
from sewaka.kernel.ui.values import Line
from sewaka.modules.traffic.models import profiles
from sewaka.modules.traffic.models.profiled import QUARTERS_A_DAY, Profile
from sewaka.modules.traffic.models.profiles import Day

HOURS = tuple(f"{hour:02}" for hour in range(24))
_QUARTERS_AN_HOUR = 4
_USUAL = (
    "volume_p15", "volume_p50", "volume_p85", "delay_p15_s", "delay_p50_s", "delay_p85_s", "days",
    "of_days",
)  # fmt: skip
_Of = Callable[[Profile], float | None]


def day(found: Day, *, junction: str) -> Mapping[str, Any]:
    """Two charts with their tables, what the usual is made of, and how whole today is."""
    return {
        "kind": found.kind.local_name if found.kind else "",
        "has_usual": bool(found.usual),
        "has_any": bool(found.usual or found.so_far),
        "hours": HOURS,
        "volume": _volume(found),
        "delay": _delay(found),
        "made_of": _made_of(found),
        "heard": "" if found.completeness is None else formats.percent(found.completeness),
        "csv_url": reverse("traffic:day_csv", args=[junction]),
    }


def day_table(days: Mapping[str, Day], *, junction: str) -> figures.Table:
    """Every approach by quarter of the hour, today beside the usual; "" is the whole junction."""
    names = ("date", "from", "approach", "vehicles", "delay_s", "completeness", "kind_of_day")
    columns = [figures.Column(name, name) for name in (*names, *(f"usual_{one}" for one in _USUAL))]
    rows = [
        row
        for approach, found in days.items()
        for at in range(QUARTERS_A_DAY)
        if (row := _csv_row(junction, approach, found, at))
    ]
    return figures.Table("today", "", tuple(columns), tuple(rows))


def _volume(found: Day) -> list[Line]:
    """Vehicles an hour: four times the quarter's."""
    today = {at: _an_hour(one.passed) for at, one in found.so_far.items() if one.is_whole}
    return _lines(
        found,
        today,
        low=lambda one: _an_hour(one.volume_p15),
        middle=lambda one: _an_hour(one.volume_p50),
        high=lambda one: _an_hour(one.volume_p85),
    )


def _delay(found: Day) -> list[Line]:
    today = {at: one.delay_s for at, one in found.so_far.items() if one.is_whole}
    return _lines(
        found,
        today,
        low=lambda one: one.delay_p15_s,
        middle=lambda one: one.delay_p50_s,
        high=lambda one: one.delay_p85_s,
    )


def _lines(
    found: Day, today: Mapping[int, float | None], *, low: _Of, middle: _Of, high: _Of
) -> list[Line]:
    drawn = [Line(_("Today"), _rounded(today))]
    if found.usual:
        drawn += [
            Line(name, _rounded({at: of(one) for at, one in found.usual.items()}))
            for name, of in ((_("Usual"), middle), (_("Usual, low"), low), (_("Usual, high"), high))
        ]
    return drawn


def _rounded(values: Mapping[int, float | None]) -> list[float | None]:
    return [None if one is None else round(one) for one in profiles.hourly(values)]


def _an_hour(vehicles: float) -> float:
    return vehicles * _QUARTERS_AN_HOUR


def _made_of(found: Day) -> str:
    """ "12 of 13 days": of the best known quarter."""
    best = max(found.usual.values(), key=lambda one: one.days, default=None)
    if best is None:
        return ""
    return _("%(days)d of %(all)d such days since %(first)s") % {
        "days": best.days,
        "all": best.of_days,
        "first": formats.day(best.first_day),
    }


def _csv_row(junction: str, approach: str, found: Day, at: int) -> figures.Row | None:
    part, usual = found.so_far.get(at), found.usual.get(at)
    if part is None and usual is None:
        return None
    told: tuple[figures.Cell, ...] = (
        found.on.isoformat(),
        f"{at // _QUARTERS_AN_HOUR:02}:{at % _QUARTERS_AN_HOUR * 15:02}",
        approach,
        *((part.passed, _short(part.delay_s), _short(part.completeness)) if part else [None] * 3),
        found.kind.code if found.kind else "",
    )
    known = [_short(getattr(usual, name)) if usual else None for name in _USUAL]
    return figures.Row(junction, (*told, *known))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
