"""What the public pages show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel import registry
from sewaka.kernel.ui.formats import clock_time, number, zone_name
from sewaka.kernel.ui.values import Cell, Column, Filter, Kpi, Row, Table
from sewaka.modules.traffic import words
from sewaka.modules.traffic.models.flowing import Arm, Intervention, Street
from sewaka.modules.traffic.models.incidents import Obstacle

_UNKNOWN = "-"


def listing(
    streets: Sequence[Street], done: Sequence[Intervention], *, words: str, now: datetime
) -> Mapping[str, Any]:
    """The list of junctions."""
    newest = max((one.signal.heard_at for one in streets if one.signal), default=None)
    return {
        "table": _table(streets, searched=words, now=now),
        "filters": [Filter("cari", _("Search a junction or a street"), value=words)],
        "clear_url": reverse("traffic:start"),
        "newest": newest,
        "is_stale": bool(streets) and all(one.is_stale(now=now) for one in streets),
        "zone": zone_name(),
        "is_simulated": settings.SEWAKA_MODE == "demo",
        "done": interventions(done, {one.junction.code: one.junction.name for one in streets}),
    }


def one(
    street: Street, arms: Sequence[Arm], done: Sequence[Intervention], *, now: datetime
) -> Mapping[str, Any]:
    """One junction."""
    signal, is_stale = street.signal, street.is_stale(now=now)
    letter, word = grade(street)
    return {
        "street": street,
        "letter": letter,
        "word": word,
        "is_stale": is_stale,
        "zone": zone_name(),
        "is_simulated": settings.SEWAKA_MODE == "demo",
        "obstacles": [obstacle(each) for each in street.obstacles],
        "passing": words.PASSING.get(street.passing, ""),
        "mode": words.MODES.get(signal.mode, "") if signal else "",
        "why": words.why(code=signal.why, figures=signal.figures) if signal else "",
        "kpis": _kpis(street, is_stale=is_stale),
        "arms": _arms(arms),
        "done": interventions(done, {street.junction.code: street.junction.name}),
        "report_url": report_url(),
        "place": {"lat": str(street.junction.lat), "lon": str(street.junction.lon)},
    }


def grade(street: Street) -> tuple[str, str]:
    """Letter and word as last known; beside them stands how old they are."""
    signal = street.signal
    if signal is None or not signal.level:
        return _UNKNOWN, unknown_level()
    return signal.level, str(words.LEVELS[signal.level])


def unknown_level() -> str:
    """Of a junction of which nothing is known."""
    return _("not known")


def obstacle(found: Obstacle) -> str:
    """Where something stands in the way, since when."""
    return _("Obstacle: %(street)s, since %(at)s. It is being seen to.") % {
        "street": found.street or found.approach,
        "at": f"{clock_time(found.since)} {zone_name()}",
    }


def seconds(delay_s: float) -> str:
    """ "31 s per vehicle"."""
    return seconds_of(number(round(delay_s)))


def seconds_of(figure: str) -> str:
    """The same of a figure as it is written."""
    return _("%(seconds)s s per vehicle") % {"seconds": figure}


def report_url() -> str:
    """Where a report begins with its place filled in; "" where no module takes them."""
    name = registry.report_here_url()
    return reverse(name) if name else ""


def interventions(done: Sequence[Intervention], names: Mapping[str, str]) -> Table | None:
    """What operators did, without their names."""
    if not done:
        return None
    return Table(
        caption=_("What operators did in the last 24 hours"),
        columns=(
            Column("junction", _("Junction"), is_main=True),
            Column("reason", _("Reason")),
            Column("from", _("From")),
            Column("until", _("Until")),
        ),
        rows=[
            Row(
                (
                    Cell(
                        names.get(each.junction, each.junction),
                        url=reverse("traffic:junction", args=[each.junction]),
                    ),
                    Cell(each.reason, note=_reset(each)),
                    Cell(f"{clock_time(each.began_at)} {zone_name()}"),
                    Cell(_until(each)),
                )
            )
            for each in done
        ],
    )


def _reset(each: Intervention) -> str:
    if not each.step:
        return ""
    return _("Reset after a fault: %(step)s") % {"step": words.RESET_STEPS[each.step]}


def _until(each: Intervention) -> str:
    if each.until is None:
        return ""
    at = f"{clock_time(each.until)} {zone_name()}"
    return at if each.is_over else _("at the latest %(at)s") % {"at": at}


def _table(streets: Sequence[Street], *, searched: str, now: datetime) -> Table:
    return Table(
        caption=_("Junctions, the slowest first"),
        columns=(
            Column("name", _("Junction"), is_main=True),
            Column("level", _("Now")),
            Column("delay", _("Time lost"), is_number=True),
            Column("mode", _("The signal")),
            Column("at", _("Updated")),
        ),
        rows=[_row(each, now=now) for each in sorted(streets, key=lambda one: _rank(one, now))],
        empty=_("No junction has this name.") if searched else _("No junction is connected yet."),
    )


def _rank(street: Street, now: datetime) -> tuple[bool, bool, float]:
    """The slowest first, then what is old, then what nobody knows."""
    signal = street.signal
    if signal is None or signal.delay_s is None:
        return True, True, 0.0
    return False, street.is_stale(now=now), -signal.delay_s


def _row(street: Street, *, now: datetime) -> Row:
    signal, is_stale = street.signal, street.is_stale(now=now)
    letter, word = grade(street)
    at = f"{clock_time(signal.heard_at)} {zone_name()}" if signal else _("never")
    return Row(
        (
            Cell(
                street.junction.name, url=reverse("traffic:junction", args=[street.junction.code])
            ),
            Cell(word, grade=letter, note=_("Obstacle") if street.obstacles else ""),
            Cell(seconds(signal.delay_s) if signal and signal.delay_s is not None else ""),
            Cell(_mode(street), note=beside(street)),
            Cell(at, note=_("no word since then") if is_stale and signal else ""),
        )
    )


def beside(street: Street) -> str:
    """What stands beside the mode: who passes, or why an operator holds it."""
    passing = str(words.PASSING.get(street.passing, ""))
    return passing or (street.hold.reason if street.hold else "")


def _mode(street: Street) -> str:
    return str(words.MODES.get(street.signal.mode, "")) if street.signal else ""


def _kpis(street: Street, *, is_stale: bool) -> list[Kpi]:
    signal = street.signal
    if signal is None:
        return []
    old = _("no word since %(at)s") % {"at": f"{clock_time(signal.heard_at)} {zone_name()}"}
    stale = old if is_stale else ""
    alive = street.detectors - len(signal.silent)
    lately = _("in the last five minutes")
    return [
        Kpi(
            _("Time lost per vehicle"),
            value="" if signal.delay_s is None else number(round(signal.delay_s)),
            unit=_("seconds"),
            period=lately,
            stale=stale,
        ),
        Kpi(
            _("Vehicles that passed"),
            value="" if signal.passed is None else number(signal.passed),
            period=lately,
            stale=stale,
        ),
        Kpi(
            _("Detectors that speak"),
            value=f"{number(alive)} / {number(street.detectors)}",
            period=_("now"),
            stale=stale,
            is_alarm=alive < street.detectors,
        ),
    ]


def _arms(arms: Sequence[Arm]) -> Table:
    return Table(
        caption=_("Who waits, by arm"),
        columns=(Column("arm", _("Arm"), is_main=True), Column("queue", _("Longest queue"))),
        rows=[
            Row(
                (
                    Cell(each.street or _("Side street"), note=each.code),
                    Cell(
                        _("not known: the detector is silent")
                        if each.queue is None
                        else ngettext("%(n)d vehicle", "%(n)d vehicles", each.queue)
                        % {"n": each.queue}
                    ),
                )
            )
            for each in arms
        ],
        empty=_("Nothing is known of its arms."),
    )
