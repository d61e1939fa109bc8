"""Priority: who is granted what, who waits, who is told no."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.traffic.control.priority import (
    PriorityRequest,
    RequestState,
    Server,
    Strategy,
    VehicleClass,
    bus_stage,
    downstream,
    wants_preemption,
)

EMERGENCY, ESCORT, BUS = VehicleClass


def a_request(
    number: int = 1,
    *,
    kind: VehicleClass = VehicleClass.EMERGENCY,
    eta_s: float = 60.0,
    stage: int = 1,
    vehicle: str = "",
    is_authenticated: bool = True,
) -> PriorityRequest:
    return PriorityRequest(
        number, vehicle or f"v{number}", kind, stage, eta_s, is_authenticated=is_authenticated
    )


def states(server: Server) -> list[str]:
    return [each.state.value for each in server.requests]


def test_an_ambulance_from_request_to_done() -> None:
    server = Server(stages=3)
    first = server.request(request=a_request(), now_s=0.0)
    assert (first.state, first.strategy) == (RequestState.GRANTED, Strategy.PREEMPT)
    assert not wants_preemption(request=first, now_s=10.0, change_s=5.0)
    assert wants_preemption(request=first, now_s=20.0, change_s=5.0)
    assert server.second(now_s=40.0, stage=0, is_green=True) == ()
    assert [each.state for each in server.second(now_s=55.0, stage=1, is_green=True)] == [
        RequestState.ACTIVE
    ]
    assert server.exit_confirmed(number=1, now_s=62.0).state is RequestState.RECOVERING
    server.recovered(now_s=150.0)
    assert states(server) == ["done"]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (a_request(is_authenticated=False), "not_authenticated"),
        (a_request(stage=7), "unknown_stage"),
        (a_request(eta_s=-121.0), "too_late"),
    ],
)
def test_refused(request_: PriorityRequest, code: str) -> None:
    answer = Server(stages=3).request(request=request_, now_s=0.0)
    assert (answer.state, answer.reason) == (RequestState.REJECTED, code)


def test_ten_requests_an_hour() -> None:
    server = Server(stages=3)
    for number in range(10):
        server.request(request=a_request(number, vehicle="a"), now_s=float(number))
    late = server.request(request=a_request(10, vehicle="a"), now_s=3599.0)
    assert (late.state, late.reason) == (RequestState.REJECTED, "rate")
    other = server.request(request=a_request(11, vehicle="b", eta_s=3700.0), now_s=3599.0)
    assert other.state is not RequestState.REJECTED
    again = server.request(request=a_request(12, vehicle="a", eta_s=3700.0), now_s=3600.0)
    assert again.state is not RequestState.REJECTED


def test_of_two_emergencies_the_earlier_goes_and_the_other_is_told() -> None:
    server = Server(stages=3)
    server.request(request=a_request(1, eta_s=60.0), now_s=0.0)
    server.request(request=a_request(2, eta_s=40.0, stage=2), now_s=1.0)
    assert states(server) == ["queued", "granted"]
    assert server.requests[0].reason == "earlier_one"
    server.second(now_s=38.0, stage=2, is_green=True)
    server.exit_confirmed(number=2, now_s=45.0)
    assert states(server) == ["granted", "recovering"]


def test_a_tie_goes_by_class() -> None:
    server = Server(stages=3)
    server.request(request=a_request(1, kind=ESCORT, eta_s=50.0), now_s=0.0)
    server.request(request=a_request(2, kind=EMERGENCY, eta_s=50.0), now_s=0.0)
    assert states(server) == ["queued", "granted"]


def test_who_has_green_already_is_not_cut_off() -> None:
    server = Server(stages=3)
    server.request(request=a_request(1, eta_s=60.0), now_s=0.0)
    server.second(now_s=30.0, stage=1, is_green=True)
    server.request(request=a_request(2, eta_s=35.0, stage=2), now_s=31.0)
    assert states(server) == ["active", "queued"]


def test_a_bus_never_goes_before_an_ambulance() -> None:
    server = Server(stages=3)
    bus = server.request(request=a_request(1, kind=BUS, eta_s=10.0), now_s=0.0)
    assert bus.strategy is Strategy.EXTEND
    server.request(request=a_request(2, eta_s=90.0), now_s=0.0)
    assert states(server) == ["queued", "granted"]


def test_a_request_expires_two_minutes_after_it_was_expected() -> None:
    server = Server(stages=3)
    server.request(request=a_request(eta_s=60.0), now_s=0.0)
    assert server.second(now_s=180.0, stage=0, is_green=True) == ()
    server.second(now_s=180.5, stage=0, is_green=True)
    assert states(server) == ["expired"]


def test_an_operator_says_no_and_the_next_is_granted() -> None:
    server = Server(stages=3)
    server.request(request=a_request(1), now_s=0.0)
    server.request(request=a_request(2, eta_s=70.0), now_s=0.0)
    assert server.override(number=1, now_s=5.0).state is RequestState.OVERRIDDEN
    assert states(server) == ["overridden", "granted"]


def test_a_new_expected_time_moves_the_queue() -> None:
    server = Server(stages=3)
    server.request(request=a_request(1, eta_s=40.0), now_s=0.0)
    server.request(request=a_request(2, eta_s=50.0), now_s=0.0)
    server.request(request=a_request(1, eta_s=80.0), now_s=5.0)
    assert states(server) == ["queued", "granted"]


def test_what_a_bus_gets() -> None:
    bus = replace(a_request(kind=BUS, eta_s=20.0), state=RequestState.GRANTED)
    assert bus_stage(request=bus, planned=0, running=1, now_s=12.0, green_s=30.0) == 1
    assert bus_stage(request=bus, planned=0, running=1, now_s=5.0, green_s=30.0) == 0
    assert bus_stage(request=bus, planned=0, running=1, now_s=21.0, green_s=30.0) == 0
    assert bus_stage(request=bus, planned=2, running=2, now_s=5.0, green_s=12.0) == 1
    assert bus_stage(request=bus, planned=2, running=2, now_s=5.0, green_s=9.0) == 2
    queued = replace(bus, state=RequestState.QUEUED)
    assert bus_stage(request=queued, planned=2, running=2, now_s=5.0, green_s=12.0) == 2


def test_the_next_junction_hears_of_it() -> None:
    here = replace(a_request(), state=RequestState.ACTIVE, strategy=Strategy.PREEMPT)
    there = downstream(request=here, number=9, stage=2, leaves_s=62.0, link_s=33.0)
    assert (there.eta_s, there.stage, there.state) == (95.0, 2, RequestState.REQUESTED)


@given(
    st.lists(
        st.tuples(st.sampled_from(VehicleClass), st.floats(0, 300), st.integers(0, 2)),
        max_size=12,
    ),
    st.lists(st.tuples(st.integers(0, 11), st.floats(0, 400), st.booleans()), max_size=12),
)
def test_never_two_at_once(
    asked: list[tuple[VehicleClass, float, int]], passed: list[tuple[int, float, bool]]
) -> None:
    server = Server(stages=3)
    for number, (kind, eta, stage) in enumerate(asked):
        server.request(request=a_request(number, kind=kind, eta_s=eta, stage=stage), now_s=0.0)
    for number, now_s, leaves in sorted(passed, key=lambda row: row[1]):
        server.second(now_s=now_s, stage=number % 3, is_green=leaves)
        if number < len(asked) and leaves:
            server.exit_confirmed(number=number, now_s=now_s)
        open_ = [each for each in server.requests if each.is_open]
        served = [each for each in open_ if each.state is not RequestState.QUEUED]
        assert len(served) == (1 if open_ else 0)
