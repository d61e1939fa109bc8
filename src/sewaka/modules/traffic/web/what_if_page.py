"""What the what-if pages show, as values of the components."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.formats import day, number, percent
from sewaka.kernel.ui.values import Cell, Column, Row, Spread, Status, Table
from sewaka.kernel.workflow import StateGroup
from sewaka.modules.traffic import words
from sewaka.modules.traffic.control import los
from sewaka.modules.traffic.control.kpi import Interval
from sewaka.modules.traffic.control.what_if import Sides
from sewaka.modules.traffic.models import Simulation, SimulationRun, choosing, profiles
from sewaka.modules.traffic.queries.what_if import AtJunction, Choice, Report
from sewaka.modules.traffic.rules.what_if import HOURS, RunState, Source
from sewaka.modules.traffic.web.forms import WhatIfForm

Choices = Sequence[tuple[str, str]]
_BUSY_HOUR = 7
_STATES = {
    RunState.QUEUED: (StateGroup.NEW, gettext_lazy("waiting")),
    RunState.RUNNING: (StateGroup.OPEN, gettext_lazy("running")),
    RunState.DONE: (StateGroup.DONE, gettext_lazy("finished")),
    RunState.FAILED: (StateGroup.REJECTED, gettext_lazy("failed")),
}


def choices(found: Sequence[Choice]) -> Choices:
    """Value and words of every choice."""
    return [(one.value, _choice(one)) for one in found]


def _choice(one: Choice) -> str:
    if one.value == choosing.IN_FORCE:
        return _("What is in force, by the calendar of that hour")
    if one.junction:
        return _("Draft %(plan)s at %(junction)s") % {"plan": one.code, "junction": one.junction}
    return _("Plan set %(code)s") % {"code": one.code}


def initial(asked: Mapping[str, str], known: Choices, *, now: datetime) -> Mapping[str, Any]:
    """The last morning peak, what is in force against the last choice, or as the address says."""
    local = now.astimezone(profiles.zone())
    is_over = local.hour > _BUSY_HOUR
    return {
        "day": asked.get("day") or (local if is_over else local - timedelta(days=1)).date(),
        "hour": asked.get("hour") or _BUSY_HOUR,
        "plan_a": asked.get("plan_a") or choosing.IN_FORCE,
        "plan_b": asked.get("plan_b") or known[-1][0],
    }


def start(found: Sequence[Simulation], form: WhatIfForm, known: Choices) -> Mapping[str, Any]:
    """The question, and what was asked before."""
    names = dict(known)
    return {
        "form": form,
        "has_errors": bool(form.errors),
        "table": Table(
            caption=_("Comparisons, the newest first"),
            columns=(
                Column("hour", _("Hour"), is_main=True),
                Column("a", _("Plan A")),
                Column("b", _("Plan B")),
                Column("asked", _("Asked")),
                Column("state", _("State")),
            ),
            rows=[
                Row(
                    (
                        Cell(_hour(one), url=_address(one)),
                        Cell(_name(one.plan_a, names)),
                        Cell(_name(one.plan_b, names)),
                        Cell(at=one.asked_at),
                        Cell(status=Status(*_STATES[one.state])),
                    )
                )
                for one in found
            ],
            empty=_("Nothing was compared yet."),
        ),
    }


def report(found: Report, names: Mapping[str, str], *, now: datetime) -> Mapping[str, Any]:
    """One comparison."""
    asked, hour = found.asked, found.question.hour
    return {
        "report": found,
        "hour": _hour(asked),
        "plan_a": _name(asked.plan_a, names),
        "plan_b": _name(asked.plan_b, names),
        "status": Status(*_STATES[found.state]),
        "is_waiting": found.state in (RunState.QUEUED, RunState.RUNNING),
        "is_failed": found.state is RunState.FAILED,
        "is_slow": found.is_slow(now=now),
        "progress": _("%(done)s of %(all)s runs are finished.")
        % {"done": number(found.done), "all": number(found.runs)},
        "seeds": number(len(found.question.seeds)),
        "heard": percent(hour.completeness),
        "is_usual": hour.source is Source.PROFILE,
        "locked": [_locked(run, asked) for run in found.locked],
        **_result(found),
    }


def _result(found: Report) -> Mapping[str, Any]:
    comparison = found.comparison
    if comparison is None or comparison.whole is None:
        return {"whole": None}
    whole = comparison.whole
    return {
        "whole": whole,
        "verdict": _verdict(found, whole),
        "sides": [_spread(_("Plan A"), whole.a), _spread(_("Plan B"), whole.b)],
        "differences": [
            _spread(_("All streets"), whole.difference, is_signed=True),
            *(
                _spread(one.junction.name, one.sides.difference, is_signed=True)
                for one in found.junctions
            ),
        ],
        "junctions": _junctions(found.junctions),
    }


def _verdict(found: Report, whole: Sides) -> str:
    """In plain words; where one side has locked the streets, that comes first."""
    comparison = found.comparison
    if comparison and comparison.locked_b > comparison.locked_a:
        return _("Plan B can lock the streets. It is not to be used as it is.")
    if comparison and comparison.locked_a > comparison.locked_b:
        return _("Plan A can lock the streets, plan B does so less often.")
    if not whole.is_sure:
        return _("Not sure: the difference may be chance. More draws make the bars narrower.")
    seconds = {"seconds": number(abs(whole.difference.value), digits=1)}
    if whole.difference.value < 0:
        return _("Sure: with plan B a vehicle loses %(seconds)s s less.") % seconds
    return _("Sure: with plan B a vehicle loses %(seconds)s s more.") % seconds


def _junctions(found: Sequence[AtJunction]) -> Table:
    return Table(
        caption=_("Seconds lost at the stop lines, by junction"),
        columns=(
            Column("name", _("Junction"), is_main=True),
            Column("a", _("Plan A")),
            Column("b", _("Plan B")),
            Column("difference", _("B less A"), is_number=True),
            Column("sure", _("How sure")),
            Column("model", _("Vehicles: simulated, counted"), is_number=True),
        ),
        rows=[
            Row(
                (
                    Cell(
                        one.junction.name,
                        url=reverse("traffic:junction", args=[one.junction.code]),
                    ),
                    _graded(one.sides.a),
                    _graded(one.sides.b),
                    Cell(_interval(one.sides.difference, is_signed=True)),
                    Cell(_sure(one.sides)),
                    Cell(f"{number(one.simulated)} / {number(one.counted)}"),
                )
            )
            for one in found
        ],
    )


def _graded(delay: Interval) -> Cell:
    level = los.of_delay(delay_s=max(0.0, delay.value)).value
    return Cell(
        str(words.LEVELS[level]), grade=level, note=_("%(seconds)s s") % {"seconds": _one(delay)}
    )


def _sure(sides: Sides) -> str:
    if not sides.is_sure:
        return _("not sure")
    return _("sure: B is better") if sides.difference.value < 0 else _("sure: A is better")


def _spread(label: str, found: Interval, *, is_signed: bool = False) -> Spread:
    return Spread(
        label, found.value, found.low, found.high, _interval(found, is_signed=is_signed), _("s")
    )


def _interval(found: Interval, *, is_signed: bool = False) -> str:
    """ "−4,2 ± 0,9"; without a second run nobody knows how sure it is."""
    sign = "+" if is_signed and found.value > 0 else ""
    if not math.isfinite(found.high):
        return _("%(value)s, bar not known") % {"value": sign + _one(found)}
    half = number((found.high - found.low) / 2, digits=1)
    return f"{sign}{_one(found)}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{half}"


def _one(found: Interval) -> str:
    return number(found.value, digits=1).replace("-", "−")


def _locked(run: SimulationRun, asked: Simulation) -> str:
    at = asked.hour * 60 + int((run.gridlock_s or 0.0) // 60)
    return _("Plan %(side)s, draw %(seed)s: nothing moved any more at %(at)s.") % {
        "side": run.side.upper(),
        "seed": number(run.seed),
        "at": f"{at // 60 % HOURS:02}.{at % 60:02}",
    }


def _name(choice: str, names: Mapping[str, str]) -> str:
    """As it is called now; a draft that was approved since has lost its line in the list."""
    return names.get(choice) or _("Draft of then")


def _hour(one: Simulation) -> str:
    return f"{day(one.day)} {one.hour:02}.00–{(one.hour + 1) % HOURS:02}.00"


def _address(one: Simulation) -> str:
    return reverse("traffic:what_if_report", args=[one.pk])
