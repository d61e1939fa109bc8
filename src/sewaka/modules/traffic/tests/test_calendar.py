"""The calendar of plan sets: which set runs when, its way between two engineers, and the street."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from sewaka.kernel.access import Actor, Held
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import access, demo, demo_plans, reference, town
from sewaka.modules.traffic.actions.calendar import (
    approve_calendar,
    change_calendar,
    draft_calendar,
    publish_calendar,
)
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.engine.books import Books
from sewaka.modules.traffic.importers import load_denpasar12
from sewaka.modules.traffic.models import PlanCalendar, SignalNow, SignalPlan, choosing
from sewaka.modules.traffic.models.calendar import next_version, today
from sewaka.modules.traffic.models.plans import in_force
from sewaka.modules.traffic.rules.calendar import DAY_MIN, Line, check_lines, day_of, set_at
from tests.cast import NOW, Player

CODE = "J07"
PAGE = "/kerja/ruang-kendali/kalender"
SECOND = Actor(person_id=new_id(), grants=(Held(access.ENGINEER),))
MORNING = Line("school", 430, 510, "sekolah-pagi")
MINUTE = timedelta(minutes=1)
SEVEN_TEN = datetime(2026, 11, 23, 23, 10, tzinfo=UTC)  # 07.10 WITA on a Tuesday, a school day

LINES = st.builds(
    Line,
    day_type=st.sampled_from(("school", "nyepi")),
    from_min=st.integers(0, DAY_MIN - 1),
    until_min=st.integers(1, DAY_MIN),
    plan=st.sampled_from(("a", "b")),
    priority=st.integers(0, 2),
)


@given(st.lists(LINES, max_size=6), st.integers(0, DAY_MIN - 1))
def test_a_day_has_no_gaps_and_says_what_each_minute_says(lines: list[Line], minute: int) -> None:
    lines = [line for line in lines if line.from_min < line.until_min]
    day = day_of(lines=lines, kind="school")
    assert (day[0].from_min, day[-1].until_min) == (0, DAY_MIN)
    assert all(one.until_min == other.from_min for one, other in itertools.pairwise(day))
    [found] = [one for one in day if one.from_min <= minute < one.until_min]
    assert found.plan == set_at(lines=lines, kind="school", minute=minute)


@given(st.lists(LINES, max_size=6), st.integers(0, DAY_MIN - 1))
def test_what_passes_the_rules_is_never_ambiguous(lines: list[Line], minute: int) -> None:
    try:
        check_lines(lines=lines, day_types={"school", "nyepi"}, sets={"a", "b"})
    except DomainError:
        return
    for kind in ("school", "nyepi"):
        speak = [
            line for line in lines
            if line.day_type == kind and line.from_min <= minute < line.until_min
        ]  # fmt: skip
        best = max((line.priority for line in speak), default=None)
        winners = [line.plan for line in speak if line.priority == best]
        assert len(winners) <= 1
        assert set_at(lines=lines, kind=kind, minute=minute) == "".join(winners)


@pytest.mark.parametrize(
    ("wrong", "code", "facts"),
    [
        ({"day_type": "sunday"}, "day_type", {"line": 2}),
        ({"plan": "unknown"}, "set", {"line": 2, "set": "unknown"}),
        ({"from_min": 510, "until_min": 510}, "hours", {"line": 2}),
        ({"until_min": 1441}, "hours", {"line": 2}),
        ({"priority": 10}, "priority", {"line": 2, "most": 9}),
        ({"from_min": 500}, "overlap", {"line": 2, "other": 1}),
    ],
)
def test_refused_with_the_line_and_the_rule(
    wrong: Mapping[str, object], code: str, facts: Mapping[str, object]
) -> None:
    second = replace(Line("school", 510, 600, "b"), **wrong)  # type: ignore[arg-type] # some are wrong
    lines = [Line("school", 430, 510, "a"), second]
    with pytest.raises(DomainError) as refusal:
        check_lines(lines=lines, day_types={"school"}, sets={"a", "b"})
    assert refusal.value.code == f"traffic.calendar.{code}"
    assert dict(refusal.value.facts) == facts


@pytest.fixture
def streets(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve junctions with their plans, and kinds of days; no calendar."""
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    reference.load()
    load_denpasar12()
    demo.plans(now=NOW - timedelta(days=40))
    SignalNow.objects.create(
        junction=CODE, at=NOW, heard_at=NOW, stage=0, stages=5, indications="r" * 15, age_s=3.0,
        mode="scheduled", plan="dasar/1",
    )  # fmt: skip


def published(*lines: Line, at: datetime = NOW) -> PlanCalendar:
    """A calendar in force from then on."""
    engineer = Actor(person_id=new_id(), grants=(Held(access.ENGINEER),))
    made = draft_calendar(lines=lines, actor=engineer, now=NOW)
    approve_calendar(calendar_id=made.pk, actor=SECOND, now=NOW)
    return publish_calendar(calendar_id=made.pk, valid_from=at, actor=SECOND, now=NOW)


@pytest.mark.usefixtures("streets")
def test_the_sets_run_in_their_hours_only() -> None:
    SignalPlan.objects.filter(code=demo_plans.MORNING).update(
        step="published", published_at=NOW, valid_from=NOW
    )
    assert in_force(at=NOW)[CODE].label == "sekolah-pagi/1"  # the newest, without a calendar
    published(MORNING)
    assert in_force(at=NOW)[CODE].label == "dasar/1"
    for at, label in (
        (SEVEN_TEN - MINUTE, "dasar/1"),
        (SEVEN_TEN, "sekolah-pagi/1"),
        (SEVEN_TEN + 79 * MINUTE, "sekolah-pagi/1"),
        (SEVEN_TEN + 80 * MINUTE, "dasar/1"),
        (SEVEN_TEN + timedelta(days=4), "dasar/1"),  # a Saturday
    ):
        assert {plan.label for plan in in_force(at=at).values()} == {label}, at


@pytest.mark.usefixtures("streets")
def test_a_junction_without_that_set_keeps_its_own() -> None:
    SignalPlan.objects.filter(code=demo_plans.MORNING, junction=CODE).update(
        step="published", published_at=NOW, valid_from=NOW
    )
    published(MORNING)
    found = in_force(at=SEVEN_TEN)
    assert found[CODE].label == "sekolah-pagi/1"
    assert {plan.label for code, plan in found.items() if code != CODE} == {"dasar/1"}


@pytest.mark.usefixtures("streets")
def test_the_evening_before_nyepi_switches_the_set() -> None:
    """Nyepi 2026 was on 19 March (Saka 1948); the parades are the evening before."""
    demo.calendar(now=datetime(2026, 4, 1, tzinfo=UTC))
    PlanCalendar.objects.update(valid_from=datetime(2026, 1, 1, tzinfo=UTC))
    SignalPlan.objects.filter(step="published").update(valid_from=datetime(2026, 1, 1, tzinfo=UTC))
    evening = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)  # 17.00 WITA
    said = today(at=evening)
    assert said is not None
    assert said.kind is not None
    assert said.kind.code == "pengerupukan"
    assert in_force(at=evening - MINUTE)[CODE].label == "dasar/1"
    assert in_force(at=evening)[CODE].label == "siklus-panjang/1"
    assert in_force(at=evening + 420 * MINUTE)[CODE].label == "dasar/1"  # midnight


@pytest.mark.usefixtures("streets")
def test_the_engine_is_told_when_the_hour_comes() -> None:
    demo.calendar(now=NOW)
    books = Books()
    books.look(now=SEVEN_TEN - MINUTE)
    assert books.plans[CODE].code == "dasar/1"
    books.look(now=SEVEN_TEN)
    assert books.plans[CODE].code == "sekolah-pagi/1"


@pytest.mark.usefixtures("streets")
def test_a_question_about_a_morning_drives_what_runs_in_the_morning() -> None:
    """Asked at two in the afternoon."""
    demo.calendar(now=NOW)
    half_past_seven = SEVEN_TEN + 20 * MINUTE
    found = choosing.stage_plans(choice=choosing.IN_FORCE, at=NOW, of=half_past_seven)
    assert {plan.code for plan in found.values()} == {"sekolah-pagi/1"}
    found = choosing.stage_plans(choice=choosing.IN_FORCE, at=NOW, of=NOW)
    assert {plan.code for plan in found.values()} == {"dasar/1"}


@pytest.mark.usefixtures("streets")
def test_a_calendar_goes_its_way_between_two_engineers(widi: Player, eka: Player) -> None:
    with pytest.raises(NotFound):
        draft_calendar(lines=[], actor=eka.actor, now=NOW)
    made = draft_calendar(lines=[MORNING], actor=widi.actor, now=NOW)
    with pytest.raises(DomainError, match=r"traffic\.calendar\.own"):
        approve_calendar(calendar_id=made.pk, actor=widi.actor, now=NOW)
    with pytest.raises(DomainError, match=r"traffic\.calendar\.moved_on"):
        publish_calendar(calendar_id=made.pk, valid_from=NOW, actor=SECOND, now=NOW)
    approve_calendar(calendar_id=made.pk, actor=SECOND, now=NOW)
    with pytest.raises(DomainError, match=r"traffic\.calendar\.not_yours"):
        change_calendar(calendar_id=made.pk, lines=[], actor=widi.actor, now=NOW)
    with pytest.raises(DomainError, match=r"traffic\.plan\.past"):
        publish_calendar(calendar_id=made.pk, valid_from=NOW - MINUTE, actor=SECOND, now=NOW)
    publish_calendar(calendar_id=made.pk, valid_from=NOW + MINUTE, actor=widi.actor, now=NOW)
    assert today(at=NOW) is None
    found = today(at=NOW + MINUTE)
    assert found is not None
    assert found.calendar.rules == [MORNING]
    rows = EventRow.objects.filter(name__startswith="traffic.calendar_").order_by("position")
    assert list(rows.values_list("name", flat=True)) == [
        "traffic.calendar_drafted", "traffic.calendar_approved", "traffic.calendar_published",
    ]  # fmt: skip


def words(content: bytes) -> str:
    main = BeautifulSoup(content, "html.parser").select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ", strip=True).split())


@pytest.mark.usefixtures("streets")
def test_a_draft_from_its_form_into_force(widi: Player) -> None:
    sent = widi.client.post(PAGE)
    made = PlanCalendar.objects.get()
    address = f"{PAGE}/{made.pk}"
    assert (sent.status_code, sent["Location"]) == (302, address)
    form = {
        "line0-day_type": "school", "line0-from_min": "07.10", "line0-until_min": "24.00",
        "line0-plan": "sekolah-pagi", "line0-priority": "0", "line1-day_type": "",
    }  # fmt: skip
    for wrong, said in (
        ({"line0-from_min": "7 pagi"}, "07.10"),
        ({"line0-until_min": "24.01"}, "24.00"),
        ({"line0-until_min": ""}, "Baris ini memerlukannya."),
        ({"line0-until_min": "07:10"}, "Baris 1: awal sebelum akhir"),
        ({"line1-from_min": "09.00"}, "Baris ini memerlukannya."),
    ):
        refused = widi.client.post(address, form | wrong)
        assert refused.status_code == 422, wrong
        assert said in words(refused.content)
    assert widi.client.post(address, form).status_code == 302
    assert made.rules == [Line("school", 430, 1440, "sekolah-pagi")]
    assert 'value="24.00"' in widi.client.get(address).content.decode()
    page = BeautifulSoup(widi.client.get(address).content, "html.parser")
    for name in ("line0-day_type", "line1-day_type", "line1-plan"):
        assert len(page.select(f'select[name="{name}"] option[value=""]')) == 1, name
    widi.client.post(f"{address}/setujui")
    made.refresh_from_db()
    assert made.step == "draft"
    approve_calendar(calendar_id=made.pk, actor=SECOND, now=NOW)
    assert widi.client.post(f"{address}/terbitkan", {"valid_from": ""}).status_code == 302
    line = "Menurut kalender: sekolah-pagi dari 07.10 sampai 24.00 WITA"
    for path in (PAGE, f"/kerja/ruang-kendali/{CODE}", f"/lalu-lintas/{CODE}"):
        assert line in words(widi.client.get(path).content), path


# --- the shell gives way gently -------------------------------------------------------------

POST = town.posts()[CODE]


def split_of(stage: int, extra_s: float) -> Split:
    """Long enough for any change into it."""
    change = max(row[stage] for row in POST.change_s)
    return Split(stage, change + POST.stage_min_green_s[stage] + extra_s)


STAGES = len(POST.junction.stages)
SHELL_PLANS = st.builds(
    lambda extras, offset: StagePlan(
        "p", tuple(split_of(stage, extra) for stage, extra in enumerate(extras)), offset
    ),
    st.lists(st.integers(0, 20), min_size=STAGES, max_size=STAGES),
    st.integers(0, 60),
)


@settings(max_examples=25, deadline=None)
@given(SHELL_PLANS, st.lists(st.tuples(st.integers(1, 120), SHELL_PLANS), min_size=1, max_size=3))
def test_no_green_is_cut_below_its_least_while_plans_change(
    first: StagePlan, changes: list[tuple[int, StagePlan]]
) -> None:
    shell = Shell(junction=POST.junction, timing=POST.timing, tick_s=1.0)
    assert shell.set_plan(plan=first).is_accepted
    shell.begin_at(t_s=0.0, stage=first.stage_at(t_s=0.0), mode=Mode.SCHEDULED)
    shell.set_mode(mode=Mode.SCHEDULED)
    greens: dict[int, float] = {}
    t_s, stage, since_s = 0.0, first.stage_at(t_s=0.0), 0.0
    for wait_s, plan in [*changes, (900, changes[-1][1])]:
        for _ in range(wait_s):
            t_s += 1.0
            shown = shell.tick(t_s=t_s)
            state = shell.read_state()
            is_green = shown == POST.junction.stages[state.stage].green
            if is_green and state.stage != stage:
                stage, since_s = state.stage, t_s
            elif stage >= 0 and not is_green:
                greens[stage] = min(greens.get(stage, 1e9), t_s - since_s)
                stage = -1
        assert shell.set_plan(plan=plan).is_accepted
    assert shell.mode is Mode.SCHEDULED
    assert shell.alarms == []
    for found, green_s in greens.items():
        assert green_s >= POST.stage_min_green_s[found] - 1e-6


def test_a_running_plan_ends_its_cycle_first() -> None:
    """At 10 s a plan is asked for by which another stage would be due at once."""
    long = StagePlan("long", tuple(split_of(stage, 5.0) for stage in range(STAGES)))
    turned = StagePlan("turned", (*long.splits[1:], long.splits[0]))
    shell = Shell(junction=POST.junction, timing=POST.timing, tick_s=1.0)
    shell.set_plan(plan=long)
    shell.begin_at(t_s=0.0, stage=0, mode=Mode.SCHEDULED)
    shell.set_mode(mode=Mode.SCHEDULED)
    stages = []
    for second in range(1, int(long.cycle_s)):
        shell.tick(t_s=float(second))
        stages.append(shell.read_state().stage)
        if second == 10:
            assert turned.stage_at(t_s=11.0) != 0
            assert shell.set_plan(plan=turned).is_accepted
    assert stages == [long.stage_at(t_s=float(second)) for second in range(1, int(long.cycle_s))]


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_get_a_version_each(
    widi: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, both_know = widi.actor, threading.Barrier(2)

    def slowly() -> int:
        number = next_version()
        with contextlib.suppress(threading.BrokenBarrierError):
            both_know.wait(timeout=0.5)  # the other would know the same number by now
        return number

    def draft(_who: int) -> int:
        try:
            return draft_calendar(lines=[], actor=actor, now=NOW).version
        finally:
            connection.close()

    monkeypatch.setattr("sewaka.modules.traffic.actions.calendar.next_version", slowly)
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(draft, range(2))) == [1, 2]
