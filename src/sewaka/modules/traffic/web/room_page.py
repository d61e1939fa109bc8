"""What the control room shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ui.formats import clock_time, number, zone_name
from sewaka.kernel.ui.values import Cell, Column, Row, Status, Table
from sewaka.kernel.workflow import StateGroup
from sewaka.modules.traffic import access, town, words
from sewaka.modules.traffic.control import los
from sewaka.modules.traffic.models import StreetWish
from sewaka.modules.traffic.models.flowing import Street
from sewaka.modules.traffic.queries import Desk
from sewaka.modules.traffic.web import calendar_page, day_page, public_page, stages
from sewaka.modules.traffic.web.forms import IncidentForm, OverrideForm, StreetForm

LONGER_S = 600
_LAMPS = {
    "green": (StateGroup.DONE, gettext_lazy("green")),
    "yellow": (StateGroup.OPEN, gettext_lazy("yellow")),
    "red": (StateGroup.REJECTED, gettext_lazy("red")),
    "flashing": (StateGroup.OPEN, gettext_lazy("flashing")),
}


def table(streets: Sequence[Street], *, now: datetime) -> Mapping[str, Any]:
    """The table twin of the wall map."""
    by_need = sorted(streets, key=lambda one: _need(one, now=now))
    held = sum(one.hold is not None for one in streets)
    adaptive = sum(one.signal is not None and one.signal.mode == "adaptive" for one in streets)
    return {
        "table": Table(
            caption=_("Junctions, what needs somebody first"),
            columns=(
                Column("name", _("Junction"), is_main=True),
                Column("level", _("Now")),
                Column("delay", _("Time lost"), is_number=True),
                Column("queue", _("Longest queue"), is_number=True),
                Column("mode", _("The signal")),
                Column("why", _("Reason")),
                Column("silent", _("Silent detectors"), is_number=True),
                Column("age", _("Age of the data"), is_number=True),
            ),
            rows=[_row(one, now=now) for one in by_need],
            empty=_("No junction is connected yet."),
        ),
        "counts": _("%(adaptive)s of %(all)s adapt to the traffic, %(held)s held by an operator.")
        % {"adaptive": number(adaptive), "all": number(len(streets)), "held": number(held)},
        "now": now,
        "is_simulated": settings.SEWAKA_MODE == "demo",
        "zone": zone_name(),
    }


def _need(one: Street, *, now: datetime) -> tuple[int, float]:
    """Flashing, old, held, then the slowest."""
    signal = one.signal
    if signal is None:
        return 4, 0.0
    delay_s = -(signal.delay_s or 0.0)
    if signal.mode == "flash":
        return 0, delay_s
    if one.is_stale(now=now):
        return 1, delay_s
    return (2 if one.hold or signal.silent else 3), delay_s


def _row(one: Street, *, now: datetime) -> Row:
    signal = one.signal
    name = Cell(one.junction.name, url=reverse("traffic:desk", args=[one.junction.code]))
    letter, word = public_page.grade(one)
    if signal is None:
        unknown = (name, Cell(word, grade=letter), *(Cell() for _column in range(6)))
        return Row(unknown, key=one.junction.code)
    age_s = max(0.0, (now - signal.heard_at).total_seconds())
    return Row(
        (
            name,
            Cell(word, grade=letter, note=_fullest(signal.densities)),
            Cell("" if signal.delay_s is None else _s(signal.delay_s)),
            Cell("" if signal.queue is None else number(signal.queue)),
            Cell(
                str(words.MODES.get(signal.mode, signal.mode)),
                note=public_page.beside(one),
            ),
            Cell(words.why(code=signal.why, figures=signal.figures)),
            Cell(f"{number(len(signal.silent))} / {number(one.detectors)}"),
            Cell(_s(age_s)),
        ),
        key=one.junction.code,
    )


def _fullest(densities: Mapping[str, float]) -> str:
    """ "fullest road: Gajah Mada, dense, 64 vehicles..."; "" while nobody knows."""
    if not densities:
        return ""
    arm, vehicles_km = max(densities.items(), key=lambda one: one[1])
    road = town.drawn_links().get(arm)
    return _("fullest: %(street)s, %(word)s, %(density)s vehicles a km and lane") % {
        "word": words.DENSITIES[los.of_density(vehicles_km=vehicles_km).value],
        "street": road.street if road else arm,
        "density": number(round(vehicles_km)),
    }


def _s(seconds: float) -> str:
    return _("%(seconds)s s") % {"seconds": number(round(seconds))}


def street(wishes: Sequence[StreetWish], form: StreetForm) -> Mapping[str, Any]:
    """The demo's street, and what became of the last wishes."""
    return {
        "form": form,
        "has_errors": bool(form.errors),
        "table": Table(
            caption=_("What was asked of the street"),
            columns=(
                Column("at", _("At")),
                Column("kind", _("What shall happen"), is_main=True),
                Column("answer", _("Answer")),
            ),
            rows=[
                Row(
                    (
                        Cell(at=each.asked_at),
                        Cell(words.TROUBLES.get(each.kind, each.kind), note=each.place),
                        Cell(words.TROUBLE_ANSWERS.get(each.answer, each.answer)),
                    )
                )
                for each in wishes
            ],
            empty=_("Nothing yet."),
        ),
    }


def form_of(desk: Desk, posted: QueryDict | None) -> OverrideForm:
    """The stages of this junction to choose from."""
    streets = {arm.code: arm.street for arm in desk.arms}
    found = stages.stages_of(code=desk.street.junction.code)
    choices = [(str(one.index), stages.in_words(one, streets=streets)) for one in found]
    return OverrideForm(posted, stages=choices)


def wish_of(desk: Desk, form: OverrideForm, take_over: str) -> dict[str, Any]:
    """What the form asks of the action. Raises DomainError for an unreadable override."""
    try:
        named = UUID(take_over) if take_over else None
    except ValueError:
        raise DomainError("traffic.override.moved_on") from None
    return {
        "junction": desk.street.junction.code,
        "stage": int(form.cleaned_data["stage"]),
        "seconds": form.cleaned_data["seconds"],
        "reason": form.cleaned_data["reason"],
        "take_over": named,
    }


def context(desk: Desk, form: OverrideForm, *, now: datetime) -> Mapping[str, Any]:
    """The desk of one junction."""
    signal, hold = desk.street.signal, desk.street.hold
    letter, word = public_page.grade(desk.street)
    return {
        "desk": desk,
        "street": desk.street,
        "form": form,
        "has_errors": bool(form.errors),
        "letter": letter,
        "word": word,
        "is_stale": desk.street.is_stale(now=now),
        "mode": words.MODES.get(signal.mode, "") if signal else "",
        "why": words.why(code=signal.why, figures=signal.figures) if signal else "",
        "refusal": words.REFUSALS.get(signal.refusal, "") if signal else "",
        "stage": _stage(desk),
        "arms": _arms(desk),
        "said": calendar_page.said(desk.today),
        "age": _s((now - signal.heard_at).total_seconds()) if signal else "",
        "hold_stage": hold.stage + 1 if hold else 0,
        "hold_until": f"{clock_time(hold.expires_at)} {zone_name()}" if hold else "",
        "incident": IncidentForm(
            arms=[
                (arm.code, f"{arm.street} ({arm.code})" if arm.street else arm.code)
                for arm in desk.arms
            ]
        ),
        "obstacles": [public_page.obstacle(each) for each in desk.street.obstacles],
        "day": day_page.day(desk.day, junction=desk.street.junction.code),
    }


def ways(desk: Desk, *, actor: Actor) -> Mapping[str, str]:
    """Where an engineer can go from here."""
    code = desk.street.junction.code
    is_engineer = access.may_plan(actor=actor)
    return {"plans_url": reverse("traffic:plans", args=[code]) if is_engineer else ""}


def _stage(desk: Desk) -> str:
    signal = desk.street.signal
    streets = {arm.code: arm.street for arm in desk.arms}
    found = stages.stages_of(code=desk.street.junction.code)
    if signal is None or signal.stage >= len(found):
        return ""
    return stages.in_words(found[signal.stage], streets=streets)


def _arms(desk: Desk) -> Table:
    signal = desk.street.signal
    lamps = stages.lamps_of(
        code=desk.street.junction.code, indications=signal.indications if signal else ""
    )
    return Table(
        caption=_("Arms and their lamps"),
        columns=(
            Column("arm", _("Arm"), is_main=True),
            Column("lamp", _("Lamp")),
            Column("queue", _("Standing vehicles"), is_number=True),
        ),
        rows=[
            Row(
                (
                    Cell(arm.street or _("Side street"), note=arm.code),
                    _lamp(lamps.get(arm.code, "")),
                    Cell(_("silent") if arm.queue is None else number(arm.queue)),
                ),
                key=arm.code,
            )
            for arm in desk.arms
        ],
    )


def _lamp(shown: str) -> Cell:
    if shown not in _LAMPS:
        return Cell()
    group, label = _LAMPS[shown]
    return Cell(status=Status(group, label))
