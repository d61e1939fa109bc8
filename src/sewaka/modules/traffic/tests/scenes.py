"""Objects behind the addresses of this module, for the table of rights."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.kernel.ids import new_id
from sewaka.modules.traffic import access, demo, reference, town
from sewaka.modules.traffic.actions.calendar import draft_calendar
from sewaka.modules.traffic.actions.faults import open_fault_cases
from sewaka.modules.traffic.actions.incidents import Found, detect_incident
from sewaka.modules.traffic.actions.overriding import start_override
from sewaka.modules.traffic.actions.planning import draft_plan
from sewaka.modules.traffic.actions.priority import ask_priority
from sewaka.modules.traffic.actions.resetting import ask_reset
from sewaka.modules.traffic.actions.simulating import ask_simulation, run_simulation
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.priority import VehicleClass
from sewaka.modules.traffic.control.queue_sim import JunctionTotals
from sewaka.modules.traffic.control.sumo.metric import Figures
from sewaka.modules.traffic.control.what_if import PlanRun
from sewaka.modules.traffic.importers import load_denpasar12
from sewaka.modules.traffic.models import (
    Detector,
    Junction,
    KpiComparison,
    PriorityRequest,
    PriorityVehicle,
    Quarter,
    SignalNow,
    SignalPlan,
)
from sewaka.modules.traffic.models.plans import keep
from sewaka.modules.traffic.models.rollups import QUARTER
from sewaka.modules.traffic.rules.calendar import Line
from sewaka.modules.traffic.rules.planning import PlanState
from sewaka.modules.traffic.rules.what_if import Question, Side
from sewaka.modules.traffic.tests import desk_scenes
from sewaka.modules.traffic.tests.desk_scenes import measured
from sewaka.modules.traffic.workflow import FAULT_WORKFLOW, INCIDENT_WORKFLOW
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import Case
from tests.cast import NOW, Cast
from tests.conformance.access_table import Scene

DAY = timedelta(days=1)
SEVEN = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # 07.00 WITA on the day of NOW


def steered(_cast: Cast) -> Scene:
    """A junction that has been heard of."""
    Junction.objects.create(
        code="J07", name="Catur Muka", lat=-8.6566, lon=115.2166, controller="simulator"
    )
    SignalNow.objects.create(
        junction="J07", at=NOW, heard_at=NOW, stage=0, stages=5, indications="GGrr", age_s=3.0,
        mode="adaptive",
    )  # fmt: skip
    return Scene(arguments={"code": "J07"})


def flashing(_cast: Cast) -> Scene:
    """The same junction, after a fault."""
    steered(_cast)
    SignalNow.objects.update(mode="flash", flash_since=NOW, flash_code="conflict_monitor")
    form = {"flash": NOW.isoformat(), "why": "Kabel diganti teknisi"}
    return Scene(arguments={"code": "J07"}, form=form)


def reset_asked(cast: Cast) -> Scene:
    """Bu Eka asks for its reset."""
    flashing(cast)
    made = ask_reset(
        junction="J07", flash_since=NOW, reason="Kabel diganti teknisi", actor=cast["eka"].actor,
        now=clock.now(),
    )  # fmt: skip
    return Scene(arguments={"reset_id": str(made.pk)})


def called(cast: Cast) -> Scene:
    """An ambulance wants to pass it."""
    steered(cast)
    PriorityVehicle.objects.create(code="AMB-1", kind="emergency")
    rows = ask_priority(
        vehicle="AMB-1", named="AMB-1", kind=VehicleClass.EMERGENCY, route=["J06-J07", "J07-B09"],
        eta=clock.now() + timedelta(seconds=60), actor=Actor(via="api"), now=clock.now(),
    )  # fmt: skip
    return Scene(arguments={"request_id": str(rows[0].pk)})


def call(cast: Cast) -> Scene:
    """The same call, as its vehicle sees it."""
    called(cast)
    trip = PriorityRequest.objects.get().trip
    eta = (clock.now() + timedelta(seconds=30)).isoformat()
    return Scene(arguments={"trip": str(trip)}, form={"approach": "", "eta": eta})


def profiled(cast: Cast) -> Scene:
    """The same junction, and the kinds of days; of none of them is anything known yet."""
    reference.load()
    return Scene(arguments=measured(cast).arguments, form={"daytype": "school"})


def steered_arm(cast: Cast) -> Scene:
    """An arm on which somebody in the room sees something."""
    measured(cast)
    return Scene(arguments={"code": "J09"}, form={"approach": "A"})


def incident(cast: Cast) -> Case:
    """The engine has found something on it."""
    measured(cast)
    case = detect_incident(
        junction="J09", found=Found("stands_alone", "A_0", {"green_s": (12.0, 12.0)}),
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    assert case is not None
    return case


def alarmed(cast: Cast) -> Scene:
    """The alarm of it."""
    return Scene(arguments={"case_id": str(incident(cast).pk)})


def confirmed(cast: Cast) -> Scene:
    """Somebody in the room has seen it; a team may go there."""
    case = incident(cast)
    cases.move(case_id=case.pk, action="confirm", actor=cast["eka"].actor, now=NOW, given={})
    return Scene(arguments={"case_id": str(case.pk), "action": "take"})


def obstructed(cast: Cast) -> Scene:
    """The same, for whoever reads of all that stands on the streets."""
    confirmed(cast)
    return Scene()


def dated(_cast: Cast) -> Scene:
    """A day of which an engineer says what it is."""
    reference.load()
    day = clock.now().date() + 3 * DAY
    reason = "Hari bebas kendaraan di Lumintang"
    return Scene(form={"day": day.isoformat(), "kind": "car_free", "reason": reason})


def broken(cast: Cast) -> Scene:
    """Its detector has failed, and nobody has made a case of it."""
    measured(cast)
    Detector.objects.update(health="failed", health_since=NOW, faults=["silent"])
    return Scene(form={"case": str(Detector.objects.get().pk)})


def fault(cast: Cast) -> Case:
    """Somebody has."""
    broken(cast)
    [case] = open_fault_cases(
        detectors=[Detector.objects.get().pk], actor=cast["eka"].actor, now=NOW
    )
    return case


def held(cast: Cast) -> Scene:
    """Bu Eka holds a stage of it."""
    steered(cast)
    made = start_override(
        junction="J07", stage=2, seconds=300, reason="Truk mogok di timur", take_over=None,
        actor=cast["eka"].actor, now=clock.now(),
    )  # fmt: skip
    return Scene(arguments={"override_id": str(made.pk)})


def planned(cast: Cast) -> Scene:
    """The junction with a plan in force and another one, and an hour that was counted whole."""
    measured(cast)
    junction, detector = Junction.objects.get(), Detector.objects.get()
    for code, state, seconds in (
        ("dasar", PlanState.PUBLISHED, 20.0),
        ("b", PlanState.DRAFT, 30.0),
    ):
        is_in_force = state is PlanState.PUBLISHED
        row = SignalPlan(
            junction=junction, code=code, version=1, step=state, created_at=NOW,
            approved_at=NOW if is_in_force else None, published_at=NOW if is_in_force else None,
            valid_from=NOW if is_in_force else None,
        )  # fmt: skip
        keep(plans=[(row, StagePlan(code, (Split(0, seconds), Split(1, 20.0))))])
    for number in range(4):
        Quarter.objects.create(
            detector_id=detector.pk, started_at=SEVEN + number * QUARTER, n_motorcycle=80, n_car=16,
            n_heavy=4, flow_pcu_h=200.0, occupancy=0.25, queue_max=7, zone_s=900.0, level="C",
            samples=900, completeness=1.0,
        )  # fmt: skip
    draft = SignalPlan.objects.get(code="b")
    return Scene(
        form={
            "day": "2026-11-23", "hour": 7, "plan_a": "in_force", "plan_b": f"plan:{draft.pk}",
            "seeds": 2,
        }
    )  # fmt: skip


def drafted(_cast: Cast) -> Scene:
    """The plans of the demo's streets, and a draft of somebody else's at one of them."""
    load_denpasar12()
    demo.plans(now=NOW)
    draft = draft_plan(
        junction="J07", code="pagi", splits=[(0, 20.0), (1, 20.0)], offset_s=0.0, now=NOW,
        actor=Actor(person_id=new_id(), grants=(Held(access.ENGINEER),)),
    )  # fmt: skip
    form = {"base": str(draft.pk), "plan_code": "lain", "offset": "0"}
    return Scene(arguments={"code": "J07", "plan_id": str(draft.pk)}, form=form)


def shelved(cast: Cast) -> Scene:
    """The plans of one junction, one of which is copied."""
    found = drafted(cast)
    return Scene(arguments={"code": "J07"}, form=found.form)


def scheduled(cast: Cast) -> Scene:
    """A calendar of plan sets, a draft of somebody else's."""
    drafted(cast)
    reference.load()
    found = draft_calendar(
        lines=[Line("school", 430, 510, "dasar")], now=NOW,
        actor=Actor(person_id=new_id(), grants=(Held(access.ENGINEER),)),
    )  # fmt: skip
    return Scene(arguments={"calendar_id": str(found.pk)}, form={"line0-day_type": ""})


def weeks(cast: Cast) -> Scene:
    """Two weeks of which nothing was measured."""
    measured(cast)
    return Scene(
        form={
            "junctions": "J09", "before_begin": "2026-11-02", "before_end": "2026-11-06",
            "after_begin": "2026-11-09", "after_end": "2026-11-13",
        }
    )  # fmt: skip


def reckoned(cast: Cast) -> Scene:
    """What a change did, kept."""
    day = NOW.date()
    found = KpiComparison.objects.create(
        junctions=["J09"], before_begin=day - 14 * DAY, before_end=day - 8 * DAY,
        after_begin=day - 7 * DAY, after_end=day - DAY, day_types=["school"], effect=-0.18,
        low=-0.22, high=-0.14, delay_before_s=40.0, delay_after_s=33.0, days_before=5,
        days_after=5, made_by=cast["widi"].person.pk, made_at=NOW,
    )  # fmt: skip
    return Scene(arguments={"comparison_id": str(found.pk)})


def compared(cast: Cast) -> Scene:
    """The engineer has asked, and both plans were driven twice."""
    form = dict(planned(cast).form)
    form["day"] = date.fromisoformat(form["day"])
    asked = ask_simulation(**form, actor=cast["widi"].actor, now=NOW)
    for run in asked.runs.all():
        run_simulation(run_id=run.pk, compute=drawn_run, now=NOW)
    return Scene(arguments={"simulation_id": str(asked.pk)})


def drawn_run(_question: Question, side: Side, seed: int) -> PlanRun:
    """30 s under A, 24 s under B, and as much more as the seed says."""
    delay_s = (30.0 if side is Side.A else 24.0) + seed
    figures = Figures(delay_s, delay_s, delay_s, 300.0, 380, 20, 0)
    totals = JunctionTotals(passed=400, delay_s=400 * delay_s, stops=100, longest_queue=9)
    return PlanRun(figures, (totals,) * len(town.posts()))


def crowd(cast: Cast, count: int) -> None:
    """Quarters of an hour of one detector."""
    if not Detector.objects.exists():
        measured(cast)
    detector = Detector.objects.get()
    Quarter.objects.bulk_create(
        [
            Quarter(
                detector_id=detector.pk, started_at=NOW.replace(minute=0) + number * QUARTER,
                n_motorcycle=100, n_car=30, n_heavy=1, flow_pcu_h=200.0, occupancy=0.25,
                speed_p50_ms=5.0, queue_max=7, zone_s=900.0, delay_s=20.0, level="C",
                samples=900, completeness=1.0,
            )
            for number in range(count)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day of the past in place of weeks."""
    monkeypatch.setattr(demo, "FULL", timedelta(days=1))


CROWD = crowd
WALKS = {INCIDENT_WORKFLOW.code: incident, FAULT_WORKFLOW.code: fault}
SCENES = desk_scenes.SCENES | {
    "alarmed": alarmed,
    "call": call,
    "called": called,
    "compared": compared,
    "confirmed": confirmed,
    "dated": dated,
    "drafted": drafted,
    "flashing": flashing,
    "reset_asked": reset_asked,
    "planned": planned,
    "broken": broken,
    "steered_arm": steered_arm,
    "held": held,
    "measured": measured,
    "obstructed": obstructed,
    "profiled": profiled,
    "reckoned": reckoned,
    "scheduled": scheduled,
    "shelved": shelved,
    "steered": steered,
    "weeks": weeks,
}
