"""What the pages of plans show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.formats import moment, number
from sewaka.kernel.ui.values import Cell, Column, Row, Status, Table
from sewaka.kernel.workflow import StateGroup
from sewaka.modules.traffic import words
from sewaka.modules.traffic.control import los
from sewaka.modules.traffic.control.sheets import ArmSheet
from sewaka.modules.traffic.models import PlanCalendar, SignalPlan, choosing
from sewaka.modules.traffic.queries.planning import PlanView, Shelf
from sewaka.modules.traffic.rules.planning import PlanState
from sewaka.modules.traffic.web import diagram, stages
from sewaka.modules.traffic.web.diagram import Drawing, Place
from sewaka.modules.traffic.web.plan_forms import NewPlanForm, PlanForm, PublishForm

_STATES = {
    PlanState.DRAFT: (StateGroup.NEW, gettext_lazy("draft")),
    PlanState.APPROVED: (StateGroup.OPEN, gettext_lazy("approved")),
    PlanState.PUBLISHED: (StateGroup.DONE, gettext_lazy("published")),
}


def bases(found: Shelf) -> Sequence[tuple[str, str]]:
    """Versions to copy, what is in force first."""
    first = found.in_force.pk if found.in_force else None
    rows = sorted(found.versions, key=lambda one: one.pk != first)
    return [(str(one.pk), one.label) for one in rows]


def copy_of(found: Shelf, form: NewPlanForm) -> dict[str, Any]:
    """What the action is asked."""
    base = next(one for one in found.versions if one.pk == UUID(form.cleaned_data["base"]))
    return {
        "junction": found.junction.code,
        "code": form.cleaned_data["plan_code"],
        "splits": [(one.stage, one.split_s) for one in base.stages.all()],
        "offset_s": base.offset_s,
    }


def shelf(found: Shelf, form: NewPlanForm) -> Mapping[str, Any]:
    """Every version of a junction's plans."""
    return {
        "shelf": found,
        "form": form,
        "has_errors": bool(form.errors),
        "table": Table(
            caption=_("Versions, the newest first"),
            columns=(
                Column("plan", _("Plan"), is_main=True),
                Column("state", _("State")),
                Column("cycle", _("Cycle"), is_number=True),
                Column("offset", _("Offset"), is_number=True),
                Column("from", _("In force from")),
            ),
            rows=[_version(one, found) for one in found.versions],
            empty=_("This junction has no plan."),
        ),
    }


def _version(one: SignalPlan, found: Shelf) -> Row:
    is_in_force = found.in_force is not None and found.in_force.pk == one.pk
    return Row(
        (
            Cell(
                one.label, url=reverse("traffic:plan", args=[one.junction_id, one.pk]),
                note=_("in force") if is_in_force else "",
            ),
            Cell(status=status_of(one)),
            Cell(_s(one.stage_plan.cycle_s)),
            Cell(_s(one.offset_s)),
            Cell(at=one.valid_from),
        )
    )  # fmt: skip


def form_values(found: PlanView) -> dict[str, Any]:
    """What the form of a draft begins with."""
    known = stages.stages_of(code=found.plan.junction_id)
    streets = dict(found.streets)
    return {
        "stages": [(str(one.index), stages.in_words(one, streets=streets)) for one in known],
        "splits": [(one.stage, one.split_s) for one in found.plan.stages.all()],
        "offset": found.plan.offset_s,
    }


def plan(found: PlanView, form: PlanForm, publishing: PublishForm) -> Mapping[str, Any]:
    """One version."""
    own, state = found.plan, PlanState(found.plan.step)
    drawn = diagram.drawing(found.corridor, found.names)
    return {
        "plan": own,
        "view": found,
        "form": form,
        "publishing": publishing,
        "has_errors": bool(form.errors),
        "status": status_of(own),
        "cycle": _s(own.stage_plan.cycle_s),
        "offset": _s(own.offset_s),
        "begins": moment(own.valid_from) if own.valid_from else "",
        "splits": _splits(found),
        "can_approve": state is PlanState.DRAFT and not found.is_own,
        "waits_for_other": state is PlanState.DRAFT and found.is_own,
        "can_publish": state is PlanState.APPROVED,
        "simulate_url": f"{reverse('traffic:what_if')}?plan_b={choosing.plan_choice(own.pk)}"
        if state is PlanState.DRAFT
        else "",
        "sheet": _sheet(found) if found.busy else None,
        "busy_hour": f"{found.busy.hour:02}.00" if found.busy else "",
        "sum_of_ratios": number(found.sum_of_ratios, digits=2),
        "drawing": drawn,
        "corridor": _corridor(drawn) if drawn else None,
    }


def _splits(found: PlanView) -> Table:
    known = {one.index: one for one in stages.stages_of(code=found.plan.junction_id)}
    streets = dict(found.streets)
    return Table(
        caption=_("Stages in their order"),
        columns=(
            Column("stage", _("Stage"), is_main=True),
            Column("split", _("Seconds of the cycle"), is_number=True),
        ),
        rows=[
            Row(
                (
                    Cell(
                        stages.in_words(known[one.stage], streets=streets)
                        if one.stage in known
                        else str(one.stage + 1)
                    ),
                    Cell(_s(one.split_s)),
                )
            )
            for one in found.plan.stages.all()
        ],
    )


def _sheet(found: PlanView) -> Table:
    return Table(
        caption=_("PKJI sheet by approach"),
        columns=(
            Column("arm", _("Arm"), is_main=True),
            Column("green", _("Green"), is_number=True),
            Column("flow", _("Flow q, pcu/h"), is_number=True),
            Column("saturation", _("Saturation flow J, pcu/h"), is_number=True),
            Column("capacity", _("Capacity C, pcu/h"), is_number=True),
            Column("degree", _("Degree of saturation DJ"), is_number=True),
            Column("delay", _("Delay T")),
        ),
        rows=[_arm(one, found.streets) for one in found.sheets],
    )


def _arm(one: ArmSheet, streets: Mapping[str, str]) -> Row:
    name = Cell(streets.get(one.code) or _("Side street"), note=one.code)
    if one.sheet is None:
        why = _("no green") if one.refusal == "no_green" else _("more comes than can pass")
        return Row((name, Cell(_s(one.green_s)), *(Cell() for _each in range(4)), Cell(why)))
    sheet = one.sheet
    level = los.of_delay(delay_s=sheet.delay_s).value
    degree = number(sheet.degree_of_saturation, digits=2)
    return Row(
        (
            name,
            Cell(_s(one.green_s)),
            Cell(number(round(sheet.flow_pcu_h))),
            Cell(number(round(sheet.saturation_flow_pcu_h))),
            Cell(number(round(sheet.capacity_pcu_h))),
            Cell(degree, note=_("over 0.85") if sheet.is_over_limit else ""),
            Cell(str(words.LEVELS[level]), grade=level, note=_s(sheet.delay_s)),
        )
    )


def _corridor(drawn: Drawing) -> Table:
    return Table(
        caption=_("The same as a table"),
        columns=(
            Column("name", _("Junction"), is_main=True),
            Column("metres", _("Metres from the first"), is_number=True),
            Column("cycle", _("Cycle"), is_number=True),
            Column("offset", _("Offset"), is_number=True),
            Column("out", _("Green downwards, from–to")),
            Column("back", _("Green upwards, from–to")),
        ),
        rows=[
            Row(
                (
                    Cell(one.name, note=one.code),
                    Cell(number(round(one.metres))),
                    Cell(_s(one.plan.cycle_s)),
                    Cell(_s(one.plan.offset_s)),
                    Cell(_green(one, one.out)),
                    Cell(_green(one, one.back)),
                )
            )
            for one in drawn.places
        ],
    )


def _green(one: Place, green: tuple[float, float] | None) -> str:
    """Within a cycle that begins at midnight."""
    if green is None:
        return _("none")
    begin = (one.plan.offset_s + green[0]) % one.plan.cycle_s
    end = (begin + green[1]) % one.plan.cycle_s
    return f"{number(begin, digits=1)}–{number(end, digits=1)}"


def status_of(one: SignalPlan | PlanCalendar) -> Status:
    """How far a version has come."""
    return Status(*_STATES[PlanState(one.step)])


def _s(seconds: float) -> str:
    shown = number(seconds, digits=0 if float(seconds).is_integer() else 1)
    return _("%(seconds)s s") % {"seconds": shown}
