"""Incidents, alarms and detector health: each rule just below and just above its threshold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sewaka.modules.traffic.control.demand import Demand, Inflow, Kind, journeys
from sewaka.modules.traffic.control.health import (
    Fault,
    Reading,
    State,
    after,
    estimate,
    faults_of,
    repaired,
)
from sewaka.modules.traffic.control.incidents import (
    ApproachWatch,
    Incident,
    LinkWatch,
    StandingWatch,
    alarms,
)
from sewaka.modules.traffic.control.observe import Health
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.tests.test_queue_sim import a_road, a_street


def watched(
    street: QueueStreet, *, seconds: int, broken_from: int, broken_until: int, lane: int
) -> list[Incident]:
    """An hour of a 60 s cycle at the drawn road, with a vehicle that stops for a while."""
    watch, found = ApproachWatch(), []
    for second in range(seconds):
        street.closed = {lane} if broken_from <= second < broken_until else set()
        is_green = second % 60 < 30
        passed = street.totals[0].passed
        street.show("x", "Gr" if is_green else "rG")
        street.step()
        seen = list(street.vehicles().get("in", {}).values())
        incident = watch.second(
            t_s=float(second),
            is_green=is_green,
            is_present=any(each.position_m > 192.0 and each.speed_ms == 0.0 for each in seen),
            passed=street.totals[0].passed - passed,
            upstream=sum(each.position_m > 50.0 for each in seen),
            is_exit_full=False,
        )
        if incident:
            found.append(incident)
    return found


def busy() -> QueueStreet:
    network = a_road()
    demand = Demand((Inflow(0, 500.0, 0.0, 7200.0),), mix={Kind.CAR: 1.0})
    return a_street(journeys(network=network, demand=demand, seed=5), network=network)


@pytest.mark.parametrize("stops_at", [600, 615, 630, 645])
def test_a_vehicle_that_stops_is_noticed_within_ninety_seconds(stops_at: int) -> None:
    found = watched(busy(), seconds=1500, broken_from=stops_at, broken_until=stops_at + 600, lane=0)
    assert found[0].t_s - stops_at <= 90.0
    assert len(found) == 1


def test_a_usual_hour_raises_no_alarm() -> None:
    assert watched(busy(), seconds=3600, broken_from=0, broken_until=0, lane=0) == []


def seconds_of(
    watch: ApproachWatch, *, greens: int, passed_each: int, present: bool, upstream: int = 9
) -> list[Incident]:
    found = []
    for second in range(greens * 40):
        place = second % 40
        incident = watch.second(
            t_s=float(second),
            is_green=place < 20,
            is_present=present,
            passed=int(place < passed_each),
            upstream=upstream,
        )
        if incident:
            found.append(incident)
    return found


def test_two_greens_with_somebody_at_the_line_and_none_leaving() -> None:
    found = seconds_of(ApproachWatch(), greens=3, passed_each=1, present=True)
    assert [(each.rule, each.evidence) for each in found] == [
        ("blocked_greens", (("passed", 2.0), ("green_s", 40.0)))
    ]
    assert seconds_of(ApproachWatch(), greens=3, passed_each=2, present=True) == []


def test_nothing_leaves_while_several_come() -> None:
    found = seconds_of(ApproachWatch(), greens=3, passed_each=0, present=False, upstream=6)
    assert [each.rule for each in found] == ["nothing_leaves"]
    assert seconds_of(ApproachWatch(), greens=3, passed_each=0, present=False, upstream=5) == []


def test_a_second_alarm_waits_ten_minutes() -> None:
    found = seconds_of(ApproachWatch(), greens=31, passed_each=0, present=True)
    assert [round(each.t_s) for each in found] == [60, 660]


def test_neither_spill_back_nor_a_dead_detector_is_an_incident() -> None:
    watch = ApproachWatch()
    for second in range(200):
        assert (
            watch.second(
                t_s=float(second),
                is_green=second % 40 < 20,
                is_present=True,
                passed=0,
                upstream=9,
                is_exit_full=second < 100,
                is_healthy=second < 100,
            )
            is None
        )


def test_a_long_link() -> None:
    watch = LinkWatch()
    rows = [(0.12, 0.12)] * 3 + [(0.30, 0.05)] * 3
    found = [
        watch.period(t_s=30.0 * number, upstream=up, downstream=down)
        for number, (up, down) in enumerate(rows)
    ]
    assert [incident is not None for incident in found] == [False] * 5 + [True]
    even = LinkWatch()
    assert not any(even.period(t_s=30.0 * n, upstream=0.3, downstream=0.28) for n in range(20))


def test_alarms() -> None:
    calm = {"stored": 16.0, "storage": 20.0, "called_red_s": 120.0}
    assert alarms(**calm, quarters_dj=(1.2, 1.0)) == ()
    assert alarms(stored=17.0, storage=20.0, called_red_s=121.0, quarters_dj=(0.9, 1.1, 1.01)) == (
        "spill_back",
        "starvation",
        "overload",
    )
    assert alarms(**calm, quarters_dj=(1.5,)) == ()


@pytest.mark.parametrize(
    ("well", "ill", "fault"),
    [
        (Reading(on_s=300.0, beside=10), Reading(on_s=301.0, beside=10), Fault.STUCK_ON),
        (Reading(on_s=900.0, beside=9), Reading(on_s=900.0, beside=10), Fault.STUCK_ON),
        (
            Reading(silent_s=901.0, neighbours_h=60.0),
            Reading(silent_s=901.0, neighbours_h=61.0),
            Fault.SILENT,
        ),
        (
            Reading(silent_s=1_800.0, neighbours_h=500.0, usual_h=19.9),
            Reading(silent_s=1_800.0, neighbours_h=500.0, usual_h=20.0),
            Fault.SILENT,
        ),
        (Reading(shortest_pulse_s=0.1), Reading(shortest_pulse_s=0.09), Fault.CHATTER),
        (
            Reading(upstream=100, downstream=120),
            Reading(upstream=100, downstream=121),
            Fault.IMBALANCE,
        ),
        (Reading(cars_h=3000.0), Reading(cars_h=3001.0), Fault.TOO_MANY),
        (Reading(motorcycles_h=6000.0), Reading(motorcycles_h=6001.0), Fault.TOO_MANY),
        (Reading(drift_s=-2.0), Reading(drift_s=-2.1), Fault.CLOCK),
    ],
)
def test_faults(well: Reading, ill: Reading, fault: Fault) -> None:
    assert faults_of(reading=well) == ()
    assert faults_of(reading=ill) == (fault,)


def test_a_queue_that_does_not_move_is_no_fault() -> None:
    """Its arm stands as well; where others of the arm pass, or nobody else is there, it is one."""
    queue = Reading(on_s=1_800.0, silent_s=1_800.0, neighbours_h=500.0, usual_h=200.0, beside=0)
    assert faults_of(reading=queue) == ()
    assert faults_of(reading=replace(queue, beside=40)) == (Fault.STUCK_ON, Fault.SILENT)
    assert faults_of(reading=replace(queue, beside=None)) == (Fault.SILENT,)


def test_from_healthy_to_failed_and_back() -> None:
    ill, well = Reading(on_s=400.0, beside=30), Reading()
    state = after(state=State(), reading=ill, now_s=0.0)
    assert state.health is Health.SUSPECT
    assert after(state=state, reading=well, now_s=30.0).health is Health.HEALTHY
    assert after(state=state, reading=ill, now_s=59.0).health is Health.SUSPECT
    state = after(state=state, reading=ill, now_s=60.0)
    assert (state.health, state.faults) == (Health.FAILED, (Fault.STUCK_ON,))
    assert after(state=state, reading=well, now_s=5000.0).health is Health.FAILED
    state = repaired(state=state, now_s=6000.0)
    assert after(state=state, reading=well, now_s=9599.0).health is Health.REPAIRED
    assert after(state=state, reading=well, now_s=9600.0).health is Health.HEALTHY
    assert after(state=state, reading=ill, now_s=7000.0).health is Health.FAILED


def test_only_a_failed_detector_is_repaired() -> None:
    assert repaired(state=State(), now_s=5.0) == State()


def test_an_estimate_in_place_of_a_failed_one() -> None:
    assert estimate(profile=100.0, neighbours_now=150.0, neighbours_usual=120.0) == 125.0
    assert estimate(profile=100.0, neighbours_now=150.0, neighbours_usual=0.0) == 100.0


def test_two_short_greens_lost_to_one_who_waits_to_turn_are_no_incident() -> None:
    """An adaptive signal gives 6 s at a time: it takes four of them, 20 s of green, to be one."""
    watch = ApproachWatch()
    found = [
        watch.second(
            t_s=float(second), is_green=second % 18 < 6, is_present=True, passed=0, upstream=9
        )
        for second in range(80)
    ]
    assert [incident.t_s for incident in found if incident] == [60.0]


def standing(*places_m: float | None, green: str = "") -> list[Incident]:
    """Second by second the first who stands; `green` by second, all of them if left out."""
    watch = StandingWatch()
    lights = green or "G" * len(places_m)
    found = [
        watch.second(t_s=float(second), is_green=lights[second] == "G", nearest_m=place)
        for second, place in enumerate(places_m)
    ]
    return [one for one in found if one is not None]


def test_who_stands_on_a_free_lane_is_noticed_after_twelve_seconds_of_green() -> None:
    assert standing(*[25.0] * 11) == []
    [one] = standing(*[25.0, 27.5] * 10)
    assert (one.t_s, one.rule) == (11.0, "stands_alone")
    assert one.evidence == (("green_s", 12.0), ("distance_m", 25.0))


def test_red_does_not_count_and_greens_add_up() -> None:
    assert standing(*[25.0] * 60, green="r" * 60) == []
    [one] = standing(*[25.0] * 40, green="GGGGGGrrrrrrrrrr" + "G" * 24)
    assert one.t_s == 21.0


def test_neither_a_queue_that_dissolves_nor_a_wait_at_the_line_is_an_obstacle() -> None:
    wave = [float(place) for place in range(13, 150, 2) for _ in range(2)]
    assert standing(*wave) == []
    assert standing(*[12.0] * 100) == []
    assert standing(*([25.0] * 10 + [None]) * 5) == []


def test_a_detector_that_is_not_believed_sees_nobody_stand() -> None:
    watch = StandingWatch()
    assert not any(
        watch.second(t_s=float(t), is_green=True, nearest_m=30.0, is_healthy=False)
        for t in range(60)
    )
