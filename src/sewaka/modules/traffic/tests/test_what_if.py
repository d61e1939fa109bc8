"""What-if: who may ask, whose vehicles drive, what is read from the answer."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from procrastinate.contrib.django.models import ProcrastinateJob

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.modules.traffic import demo_plans, jobs, town
from sewaka.modules.traffic.actions.simulating import ask_simulation, run_simulation
from sewaka.modules.traffic.control.what_if import PlanRefused, PlanRun
from sewaka.modules.traffic.models import (
    Junction,
    Profile,
    Quarter,
    SignalPlan,
    Simulation,
    SimulationRun,
)
from sewaka.modules.traffic.rules.what_if import (
    Hour,
    Question,
    RunState,
    Side,
    Source,
    read,
    together,
)
from sewaka.modules.traffic.simulating import computing
from sewaka.modules.traffic.tests.scenes import compared, drawn_run, planned
from tests.cast import NOW, Cast, Player

pytestmark = pytest.mark.django_db
ADDRESS = "/kerja/ruang-kendali/bagaimana-jika"
API = "/api/v1/traffic/simulations"
KEY = {"Idempotency-Key": "0195d3a0-0000-7000-8000-000000000002"}
DONE, FAILED, QUEUED, RUNNING = RunState.DONE, RunState.FAILED, RunState.QUEUED, RunState.RUNNING


@pytest.fixture
def form(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The question of the scene, as a form sends it."""
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    return dict(planned(cast).form)


def asked_by(actor: Actor, form: dict[str, Any]) -> Simulation:
    return ask_simulation(**{**form, "day": date.fromisoformat(form["day"])}, actor=actor, now=NOW)


def words(content: bytes) -> str:
    main = BeautifulSoup(content, "html.parser").select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ", strip=True).split())


def test_an_engineer_asks_waits_and_reads(widi: Player, form: dict[str, Any]) -> None:
    sent = widi.client.post(ADDRESS, form)
    asked = Simulation.objects.get()
    address = f"{ADDRESS}/{asked.pk}"
    assert (sent.status_code, sent["Location"]) == (302, address)
    waiting = ProcrastinateJob.objects.filter(queue_name="simulations")
    assert waiting.count() == 4
    assert "0 dari 4 putaran selesai." in words(widi.client.get(address).content)
    for run in asked.runs.all():
        run_simulation(run_id=run.pk, compute=drawn_run, now=NOW)
    said = words(widi.client.get(address).content)
    assert "Yakin: dengan rencana B tiap kendaraan kehilangan 6,0 dtk lebih sedikit." in said
    assert "Simpang" in said
    assert "−6,0 ± 0,0" in said
    assert "400 / 400" in said
    assert "selesai" in words(widi.client.get(ADDRESS).content)


def test_the_same_question_has_its_answer_already(widi: Player, form: dict[str, Any]) -> None:
    first = asked_by(widi.actor, form)
    assert asked_by(widi.actor, form) == first
    assert asked_by(widi.actor, {**form, "seeds": 3}) != first


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"hour": 24}, "hour"),
        ({"seeds": 0}, "seeds"),
        ({"seeds": 21}, "seeds"),
        ({"plan_b": "in_force"}, "same"),
        ({"plan_b": "set:x"}, "plan"),
        ({"plan_b": "plan:x"}, "plan"),
        ({"plan_b": "plan:00000000-0000-7000-8000-000000000000"}, "plan"),
        ({"plan_a": "x"}, "plan"),
        ({"day": "2026-11-22"}, "counts"),  # nothing was heard, and no usual Sunday is known
    ],
)
def test_questions_without_an_answer(
    widi: Player, form: dict[str, Any], wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        asked_by(widi.actor, {**form, **wrong})
    assert refusal.value.code == f"traffic.simulation.{code}"
    assert not Simulation.objects.exists()


def test_the_form_says_what_is_wrong(widi: Player, form: dict[str, Any]) -> None:
    sent = widi.client.post(ADDRESS, {**form, "day": "2026-11-22"})
    assert sent.status_code == 422
    assert "Kurang dari 80% jam ini terdengar di lengan A" in words(sent.content)


def test_operators_and_strangers_do_not_simulate(eka: Player, form: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        asked_by(eka.actor, form)
    with pytest.raises(Forbidden):
        run_simulation(run_id=1, compute=drawn_run, now=NOW, actor=eka.actor)


def test_too_little_heard_means_the_usual_day_and_it_says_so(
    widi: Player, form: dict[str, Any]
) -> None:
    """An hour of which half was heard; usually 300 pass in each quarter."""
    Quarter.objects.update(completeness=0.5)
    usual(300.0)
    asked = asked_by(widi.actor, form)
    hour = asked.question.hour
    assert (hour.source, hour.completeness) == (Source.PROFILE, 0.5)
    assert [dict(quarter) for quarter in hour.quarters] == [{"A_0": 300.0}] * 4
    assert "Kendaraannya adalah kendaraan hari biasa" in words(
        widi.client.get(f"{ADDRESS}/{asked.pk}").content
    )


def test_small_gaps_of_an_hour_are_filled(widi: Player, form: dict[str, Any]) -> None:
    """Nine tenths of a quarter were heard: what was counted is that much too little."""
    Quarter.objects.update(completeness=0.9)
    hour = asked_by(widi.actor, form).question.hour
    assert hour.source is Source.COUNTS
    assert hour.quarters[0]["A_0"] == pytest.approx(100 / 0.9)
    assert hour.mix == pytest.approx({"motorcycle": 0.8, "passenger": 0.16, "truck": 0.04})


def usual(volume: float) -> None:
    for quarter in range(28, 32):
        Profile.objects.create(
            junction="J09", approach="A", day_type="school", quarter=quarter, volume_p15=volume,
            volume_p50=volume, volume_p85=volume, days=5, of_days=5, first_day=NOW.date(),
            last_day=NOW.date(), made_at=NOW,
        )  # fmt: skip


def test_the_job_is_safe_to_run_twice(
    widi: Player, form: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_by(widi.actor, form)
    calls: list[int] = []

    def once(question: Question, side: Side, seed: int) -> PlanRun:
        calls.append(seed)
        return drawn_run(question, side, seed)

    monkeypatch.setattr("sewaka.modules.traffic.simulating.pool.compute_apart", once)
    for run in (*asked.runs.all(), *asked.runs.all()):
        jobs.simulate(run.pk)
    assert sorted(calls) == [1, 1, 2, 2]
    asked.refresh_from_db()
    assert (asked.state, asked.finished_at) == (DONE, NOW)


@pytest.mark.parametrize("error", [PlanRefused("plan_min_green"), BrokenProcessPool("killed")])
def test_a_run_that_fails_is_told_and_tried_again(
    widi: Player, form: dict[str, Any], error: Exception
) -> None:
    asked = asked_by(widi.actor, form)

    def fails(_question: Question, _side: Side, _seed: int) -> PlanRun:
        raise error

    for run in asked.runs.all():
        run_simulation(run_id=run.pk, compute=fails, now=NOW)
    assert asked_by(widi.actor, form).state is QUEUED  # asked again, so tried again
    for run in asked.runs.all():
        run_simulation(run_id=run.pk, compute=fails, now=NOW)
    assert Simulation.objects.get().state is FAILED
    assert "tidak ada jawabannya" in words(widi.client.get(f"{ADDRESS}/{asked.pk}").content)


def test_a_gridlock_is_told(cast: Cast, form: dict[str, Any]) -> None:
    widi = cast["widi"]
    asked = asked_by(widi.actor, form)
    for run in asked.runs.all():
        run_simulation(run_id=run.pk, compute=drawn_run, now=NOW)
    SimulationRun.objects.filter(side="b", seed=2).update(gridlock_s=1234.0)
    said = words(widi.client.get(f"{ADDRESS}/{asked.pk}").content)
    assert "Rencana B, undian 2: pada 07.20 tidak ada lagi yang bergerak." in said
    assert "Rencana B dapat mengunci jalan." in said
    SimulationRun.objects.update(gridlock_s=60.0)
    said = words(widi.client.get(f"{ADDRESS}/{asked.pk}").content)
    assert "nilai rata-rata tidak berarti apa-apa" in said


def test_by_program(widi: Player, form: dict[str, Any]) -> None:
    sent = widi.client.post(API, form, content_type="application/json", headers=KEY)
    assert sent.status_code == 201
    again = widi.client.post(API, form, content_type="application/json", headers=KEY)
    assert (again.status_code, again.json()) == (200, sent.json())
    for run in SimulationRun.objects.all():
        run_simulation(run_id=run.pk, compute=drawn_run, now=NOW)
    found = widi.client.get(f"{API}/{sent.json()['id']}").json()
    assert (found["state"], found["source"], found["seeds"]) == ("done", "counts", [1, 2])
    assert found["whole"]["difference"] == {"value": -6.0, "low": -6.0, "high": -6.0, "n": 2}
    assert [one["junction"] for one in found["junctions"]] == ["J09"]
    assert found["whole"]["is_sure"]
    unkeyed = widi.client.post(API, form, content_type="application/json")
    assert (unkeyed.status_code, unkeyed.json()["code"]) == (422, "idempotency.missing")


def test_one_draw_knows_no_bar(widi: Player, form: dict[str, Any]) -> None:
    asked = asked_by(widi.actor, {**form, "seeds": 1})
    for run in asked.runs.all():
        run_simulation(run_id=run.pk, compute=drawn_run, now=NOW)
    found = widi.client.get(f"{API}/{asked.pk}").json()
    assert (found["whole"]["a"]["low"], found["whole"]["is_sure"]) == (None, False)
    assert "Tidak yakin" in words(widi.client.get(f"{ADDRESS}/{asked.pk}").content)


def test_what_was_asked_stays_when_plans_change(cast: Cast) -> None:
    asked = Simulation.objects.get(pk=compared(cast).arguments["simulation_id"])
    SignalPlan.objects.all().delete()
    assert asked.question.plans[Side.B]["J09"].cycle_s == 50.0
    assert Junction.objects.count() == 1


def test_states_of_a_comparison() -> None:
    assert together(states=[QUEUED, QUEUED]) is QUEUED
    assert together(states=[DONE, QUEUED]) is RUNNING
    assert together(states=[DONE, DONE]) is DONE
    assert together(states=[DONE, FAILED, RUNNING]) is FAILED


def test_the_engine_drives_a_real_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes of Denpasar-12: what was counted passes, about, and a kept question is equal."""
    monkeypatch.setattr(computing, "SECONDS", 600)
    quarter = dict.fromkeys(
        (lane for post in town.posts().values() for lane in post.detectors), 60.0
    )
    hour = Hour((quarter,), {}, {"motorcycle": 0.8, "passenger": 0.2}, Source.COUNTS, 1.0)
    base = {code: post.plan for code, post in town.posts().items()}
    question = Question(hour, {Side.A: base, Side.B: demo_plans.longer()}, (1,))
    assert read(question.as_json()) == question
    assert read(question.as_json()).digest == question.digest
    run = computing.compute(question, Side.A, 1)
    assert run.gridlock_s is None
    entered = run.figures.arrived + run.figures.running + run.figures.never_inserted
    assert entered == pytest.approx(26 * 60, rel=0.1)
    assert computing.compute(question, Side.A, 1).figures == run.figures
