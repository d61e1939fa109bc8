"""The safety shell, told tick by tick."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sewaka.modules.traffic.control.local import Sensing
from sewaka.modules.traffic.control.observe import Ack, Interval, Mode
from sewaka.modules.traffic.control.orders import ACCEPTED, Command, Source, refused
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.shell import Shell, UnsafeJunction
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.control.timing import CLEARING_S, benchmark_timing, field_timing
from sewaka.modules.traffic.tests.junctions import STAGES, crossroads
from sewaka.modules.traffic.tests.shared_nets import shared_net

ONE = StagePlan("day", (Split(0, 40.0), Split(2, 40.0)))


def a_shell(*, stage: int = 0, mode: Mode = Mode.ADAPTIVE) -> Shell:
    junction = crossroads()
    timing = benchmark_timing(junction=junction, clearing_s=CLEARING_S)
    shell = Shell(junction=junction, timing=timing, tick_s=1.0)
    shell.set_plan(plan=ONE)
    shell.begin_at(t_s=0.0, stage=stage, mode=mode)
    shell.sense(sensing=nobody())
    return shell


def nobody(*, junction_dead: float = 0.0, approach_dead: float = 0.0) -> Sensing:
    return Sensing((False,) * 7, (99.0,) * 7, junction_dead, approach_dead)


def ask(
    shell: Shell,
    stage: int,
    t_s: float,
    *,
    by: Source = Source.CONTROLLER,
    not_before_s: float = 0.0,
) -> Ack:
    number = int(t_s * 10) + 100000 * stage
    return shell.request_stage(command=Command(number, stage, t_s, by, not_before_s))


def steers(shell: Shell) -> str:
    return shell.mode.value


def run(shell: Shell, *, first: int, last: int, stage: int | None = None) -> list[str]:
    """Tick from first to last; with `stage`, the controller lives and asks for it."""
    shown = []
    for t in range(first, last + 1):
        if stage is not None:
            ask(shell, stage, float(t))
        shown.append(shell.tick(t_s=float(t)))
    return shown


def test_a_stage_changes_through_yellow_after_its_least_green() -> None:
    shell = a_shell()
    assert run(shell, first=1, last=9, stage=2) == (
        [STAGES[0]] * 4 + ["yyyyrrr"] * 3 + [STAGES[2]] * 2
    )


def test_what_both_stages_show_stays_green() -> None:
    shell = a_shell()
    assert run(shell, first=1, last=9, stage=3)[4:] == ["Ggyyrrr"] * 3 + [STAGES[3]] * 2


def test_a_stage_that_takes_no_green_away_begins_at_once() -> None:
    junction = crossroads(stages=("GrGrrrr", "GgGgrrr"))
    shell = Shell(junction=junction, timing=benchmark_timing(junction=junction), tick_s=1.0)
    shell.begin_at(t_s=0.0, stage=0)
    shell.sense(sensing=nobody())
    assert run(shell, first=1, last=6, stage=1) == ["GrGrrrr"] * 4 + ["GgGgrrr"] * 2


@pytest.mark.parametrize(("seconds", "all_red"), [(0, 0), (1, 1), (3, 3), (9, 4)])
def test_who_stands_inside_gets_up_to_four_seconds_more(seconds: int, all_red: int) -> None:
    """Occupied for so many seconds after the yellow: so much all-red, and never over four."""
    shell = a_shell()
    shown = run(shell, first=1, last=7, stage=2)
    for t in range(8, 14):
        shell.sense(sensing=replace(nobody(), is_occupied=t < 8 + seconds))
        shown += run(shell, first=t, last=t, stage=2)
    red = "r" * 7
    assert shown[4:] == ["yyyyrrr"] * 3 + [red] * all_red + [STAGES[2]] * (6 - all_red)


def test_who_stands_inside_delays_nothing_that_takes_no_green_away() -> None:
    junction = crossroads(stages=("GrGrrrr", "GgGgrrr"))
    timing = benchmark_timing(junction=junction, clearing_s=CLEARING_S)
    shell = Shell(junction=junction, timing=timing, tick_s=1.0)
    shell.begin_at(t_s=0.0, stage=0)
    shell.sense(sensing=replace(nobody(), is_occupied=True))
    assert run(shell, first=1, last=6, stage=1) == ["GrGrrrr"] * 4 + ["GgGgrrr"] * 2


def test_answers_to_commands() -> None:
    shell = a_shell()
    run(shell, first=1, last=3, stage=0)
    assert ask(shell, 2, 3.0) == refused("not_before")
    assert ask(shell, 9, 3.1) == refused("unknown_stage")
    assert ask(shell, 2, -0.5) == refused("stale")
    assert ask(shell, 2, 9.0) == refused("clock")
    assert ask(shell, 2, 3.2, by=Source.OPERATOR) == refused("wrong_mode")
    assert ask(shell, 0, 3.3, not_before_s=60.0) == refused("not_before")
    run(shell, first=4, last=5, stage=2)
    assert shell.read_state().interval is Interval.YELLOW
    assert ask(shell, 1, 5.1) == refused("not_before")
    assert ask(shell, 2, 5.2) == ACCEPTED


def test_a_command_that_comes_twice_counts_once() -> None:
    shell = a_shell()
    run(shell, first=1, last=6, stage=0)
    late = Command(7, 2, 6.0)
    assert shell.request_stage(command=late) == ACCEPTED
    assert ask(shell, 0, 6.1) == ACCEPTED
    assert shell.request_stage(command=late) == ACCEPTED
    assert run(shell, first=7, last=8) == [STAGES[0]] * 2


@pytest.mark.parametrize("killed_at", range(5, 12))
def test_a_controller_that_dies_leaves_the_junction_to_itself(killed_at: int) -> None:
    """Whatever is shown when it dies, the stage goes on and the mode is LOCAL in 5 s."""
    shell = a_shell()
    run(shell, first=1, last=killed_at, stage=2)
    assert steers(shell) == "adaptive"
    run(shell, first=killed_at + 1, last=killed_at + 5)
    assert steers(shell) == "local"
    assert run(shell, first=killed_at + 6, last=killed_at + 6) == [STAGES[2]]


def test_it_climbs_back_after_two_minutes_of_health() -> None:
    shell = a_shell()
    run(shell, first=1, last=20)
    assert steers(shell) == "local"
    run(shell, first=21, last=140, stage=0)
    assert steers(shell) == "local"
    run(shell, first=141, last=141, stage=0)
    assert steers(shell) == "adaptive"


@pytest.mark.parametrize("jump", [3.1 + 1.0, -0.5, -4000.0, 4000.0])
def test_a_step_of_the_clock_leaves_the_junction_to_itself(jump: float) -> None:
    shell = a_shell()
    run(shell, first=1, last=3, stage=0)
    ask(shell, 0, 3.0)
    shell.tick(t_s=3.0 + jump)
    assert steers(shell) == "local"
    assert [alarm.code for alarm in shell.alarms] == ["clock_step"]


def test_a_step_of_the_clock_shortens_no_yellow() -> None:
    shell = a_shell()
    run(shell, first=1, last=5, stage=2)
    assert shell.tick(t_s=5000.0) == "yyyyrrr"
    assert shell.tick(t_s=5001.0) == "yyyyrrr"
    assert shell.tick(t_s=5002.0) == STAGES[2]


def test_the_ladder_as_detectors_die() -> None:
    modes = []
    for dead in (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 1.0):
        shell = a_shell()
        shell.sense(sensing=nobody(junction_dead=dead))
        run(shell, first=1, last=2, stage=0)
        modes.append(shell.mode)
    assert modes == [Mode.ADAPTIVE] * 4 + [Mode.LOCAL] * 2 + [Mode.SCHEDULED] * 2


def test_half_an_approach_blind_ends_the_optimiser() -> None:
    shell = a_shell()
    shell.sense(sensing=nobody(approach_dead=0.51))
    run(shell, first=1, last=2, stage=0)
    assert steers(shell) == "local"


def test_without_detectors_and_plan_it_flashes_until_two_persons_agree() -> None:
    junction = crossroads()
    shell = Shell(junction=junction, timing=benchmark_timing(junction=junction), tick_s=1.0)
    shell.begin_at(t_s=0.0, stage=0)
    shell.sense(sensing=nobody(junction_dead=1.0))
    assert run(shell, first=1, last=1) == ["ooooooo"]
    shell.sense(sensing=nobody())
    assert run(shell, first=2, last=400, stage=0)[-1] == "ooooooo"
    assert ask(shell, 0, 400.5) == refused("flash")
    assert shell.set_mode(mode=Mode.LOCAL) == refused("flash")
    assert shell.preempt(stage=1) == refused("flash")
    assert shell.reset(person="Putu") == Ack(is_accepted=True, code="one_more")
    assert shell.reset(person="Putu") == refused("same_person")
    assert steers(shell) == "flash"
    assert shell.reset(person="Kadek") == ACCEPTED
    assert run(shell, first=401, last=404) == ["rrrrrrr"] * 2 + [STAGES[0]] * 2
    assert steers(shell) == "local"
    assert shell.reset(person="Putu") == refused("not_latched")


def test_power_up() -> None:
    junction = crossroads()
    timing = benchmark_timing(junction=junction, clearing_s=CLEARING_S)
    shell = Shell(junction=junction, timing=timing, tick_s=1.0)
    shell.set_plan(plan=ONE)
    assert shell.tick(t_s=0.0) == "OOOOOOO"
    assert steers(shell) == "off"
    shell.power_up(t_s=50.0)
    assert run(shell, first=51, last=53) == ["rrrrrrr"] * 2 + [STAGES[2]]
    assert steers(shell) == "scheduled"
    run(shell, first=54, last=80, stage=0)
    assert steers(shell) == "scheduled"
    run(shell, first=81, last=180, stage=0)
    assert steers(shell) == "adaptive"


def test_an_operator_holds_a_stage_and_lets_go() -> None:
    shell = a_shell()
    run(shell, first=1, last=9, stage=0)
    assert shell.set_mode(mode=Mode.MANUAL, seconds=601.0) == refused("duration")
    assert shell.set_mode(mode=Mode.MANUAL, seconds=20.0) == ACCEPTED
    run(shell, first=10, last=10, stage=0)
    assert steers(shell) == "manual"
    assert ask(shell, 2, 10.1, by=Source.OPERATOR) == ACCEPTED
    assert run(shell, first=11, last=28, stage=0)[-1] == STAGES[2]
    run(shell, first=29, last=29, stage=2)
    assert steers(shell) == "adaptive"


def test_an_emergency_beats_the_operator_and_gives_back_what_is_left() -> None:
    shell = a_shell(stage=2)
    run(shell, first=1, last=9, stage=2)
    shell.set_mode(mode=Mode.MANUAL, seconds=100.0)
    assert shell.preempt(stage=1) == ACCEPTED
    assert run(shell, first=10, last=13, stage=2)[-1] == STAGES[1]
    assert steers(shell) == "preempt"
    calls = (True,) + (False,) * 6
    shell.sense(sensing=Sensing(calls=calls, gap_s=(99.0,) * 7))
    shell.end_preempt()
    assert run(shell, first=14, last=21, stage=2)[-1] == STAGES[0]
    run(shell, first=22, last=22, stage=2)
    assert steers(shell) == "manual"


def test_an_emergency_ends_a_minute_after_its_green_began() -> None:
    shell = a_shell(stage=2)
    shell.preempt(stage=1)
    assert run(shell, first=1, last=67, stage=2)[7] == STAGES[1]
    assert steers(shell) == "preempt"
    run(shell, first=68, last=68, stage=2)
    assert steers(shell) != "preempt"
    assert [alarm.code for alarm in shell.alarms] == ["preempt_over"]


def test_an_emergency_that_nobody_speaks_of_any_more_ends() -> None:
    """Also in the middle of the change to its stage: whoever asked may be dead."""
    shell = a_shell(stage=2)
    shell.preempt(stage=1, seconds=3.0)
    run(shell, first=1, last=2, stage=2)
    assert steers(shell) == "preempt"
    run(shell, first=3, last=4, stage=2)
    assert steers(shell) != "preempt"


def test_who_asks_again_and_again_gets_no_more_than_a_minute() -> None:
    shell = a_shell(stage=2)
    for second in range(1, 70):
        if second < 67:
            shell.preempt(stage=1, seconds=5.0)
        run(shell, first=second, last=second, stage=2)
    assert [alarm.code for alarm in shell.alarms] == ["preempt_over"]
    assert steers(shell) != "preempt"


def test_two_persons_at_once_end_a_flash() -> None:
    shell = a_shell(stage=2)
    assert shell.reset(person="Putu", second="Kadek") == refused("not_latched")
    shell.trip(code="conflict_monitor")
    assert run(shell, first=1, last=1, stage=2) == ["o" * 7]
    assert shell.fault == "conflict_monitor"
    assert shell.reset(person="Putu", second="Putu") == refused("same_person")
    assert shell.reset(person="Putu", second="Kadek") == ACCEPTED
    run(shell, first=2, last=10, stage=2)
    assert steers(shell) != "flash"


@pytest.mark.parametrize("is_occupied", [False, True])
def test_no_called_red_grows_older_than_two_minutes(*, is_occupied: bool) -> None:
    """A controller that never lets go; three other stages are called."""
    shell = a_shell()
    called = Sensing(calls=(True,) * 7, gap_s=(0.0,) * 7, is_occupied=is_occupied)
    shell.sense(sensing=called)
    oldest = 0.0
    for t in range(1, 1500):
        ask(shell, 0, float(t))
        shell.tick(t_s=float(t))
        oldest = max(oldest, float(shell.read_state().red_s.max()))
    assert 100.0 < oldest <= 120.0


def test_a_red_that_is_due_refuses_other_wishes() -> None:
    shell = a_shell()
    calls = tuple(index == 4 for index in range(7))
    shell.sense(sensing=Sensing(calls=calls, gap_s=(0.0,) * 7))
    answers: list[str] = []
    for t in range(1, 125):
        answers.append(ask(shell, 0, float(t)).code)
        if shell.tick(t_s=float(t)) != STAGES[0]:
            break
    assert set(answers) == {""}
    assert 100 < len(answers) < 120
    assert ask(shell, 3, len(answers) + 0.5).code == "not_before"


def test_a_plan_is_followed_and_a_short_one_refused() -> None:
    shell = a_shell(mode=Mode.SCHEDULED)
    shown = run(shell, first=1, last=80)
    assert shown[38:44] == [STAGES[0]] + ["yyyyrrr"] * 3 + [STAGES[2]] * 2
    assert shell.set_plan(plan=StagePlan("x", (Split(0, 40.0), Split(2, 7.9)))) == refused(
        "plan_min_green"
    )
    assert shell.set_plan(plan=StagePlan("x", (Split(9, 40.0),))) == refused("plan_stage")
    assert shell.set_plan(plan=StagePlan("x", ())) == refused("plan_empty")


def test_by_itself_it_serves_who_calls_and_rests_where_nobody_does() -> None:
    shell = a_shell(mode=Mode.LOCAL)
    assert run(shell, first=1, last=60)[-1] == STAGES[0]
    calls = tuple(index == 4 for index in range(7))
    shell.sense(sensing=Sensing(calls=calls, gap_s=(99.0,) * 7))
    assert run(shell, first=61, last=64)[-1] == STAGES[2]


def test_by_itself_it_serves_first_whoever_has_waited_longest_in_sum() -> None:
    """The next stage in order would serve one of the three."""
    shell = a_shell(stage=3, mode=Mode.LOCAL)
    calls = tuple(index in {3, 4, 5} for index in range(7))
    shell.sense(sensing=Sensing(calls=calls, gap_s=(99.0,) * 7))
    assert run(shell, first=1, last=9)[-1] == STAGES[2]


def test_a_junction_whose_stages_conflict_is_refused() -> None:
    junction = crossroads(stages=("GGGrrrr",))
    with pytest.raises(UnsafeJunction, match="stage 0 shows 1 and 2 in conflict"):
        Shell(junction=junction, timing=benchmark_timing(junction=junction), tick_s=1.0)


def test_the_field_waits_for_people_on_foot() -> None:
    """12 m at 1.2 m/s near a school: 13 s after walking ends before east and west."""
    junction = crossroads()
    timing = field_timing(
        junction=junction,
        speed_kmh=np.full(7, 50.0),
        clearance_m=np.full((7, 7), 25.0),
        crossing_m=np.full(7, 12.0),
        is_near_school=True,
    )
    shell = Shell(junction=junction, timing=timing, tick_s=0.1)
    shell.begin_at(t_s=0.0, stage=0)
    shell.sense(sensing=nobody())
    shown: list[str] = []
    for tick in range(1, 400):
        ask(shell, 2, tick / 10)
        shown.append(shell.tick(t_s=tick / 10))
    assert shown.count(STAGES[0]) == 69  # 7 s for straight on, the tick at 0 not counted
    assert shown.count("yyyyrrr") == 30
    assert shown.count("rrrrrrr") == 100
    assert shown[69 + 130] == STAGES[2]


@pytest.mark.parametrize("name", ["cologne1", "cologne3", "ingolstadt1", "grid4x4", "arterial4x4"])
def test_the_stages_of_real_nets_are_safe(name: str) -> None:
    """Joined junctions, lanes with several links, 16 signals: the shell takes them all."""
    for junction in read_net(shared_net(name)).network.junctions:
        Shell(junction=junction, timing=benchmark_timing(junction=junction), tick_s=1.0)


def test_what_is_no_number_does_no_harm() -> None:
    nan = float("nan")
    shell = a_shell()
    run(shell, first=1, last=9, stage=0)
    assert shell.request_stage(command=Command(1, 2, nan)).code == "clock"
    assert shell.set_mode(mode=Mode.MANUAL, seconds=nan) == refused("duration")
    for plan in (StagePlan("x", (Split(0, nan),)), StagePlan("x", (Split(0, 40.0),), nan)):
        assert shell.set_plan(plan=plan) == refused("plan_nonsense")
    shell.sense(sensing=nobody(junction_dead=nan))
    run(shell, first=10, last=10, stage=0)
    assert steers(shell) == "scheduled"
    assert shell.tick(t_s=nan) == "ooooooo"
    assert [alarm.code for alarm in shell.alarms] == ["clock_broken"]


def test_senses_of_another_junction_are_refused() -> None:
    with pytest.raises(ValueError, match="7 indications"):
        a_shell().sense(sensing=Sensing((True,), (0.0,)))
