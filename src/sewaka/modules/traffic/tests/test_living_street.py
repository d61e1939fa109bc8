"""The living street and the engine over one wire in memory: who steers when something fails."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.control.conformance.drawn_town import drawn_town
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.orders import Source
from sewaka.modules.traffic.control.plans import Split
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.engine.engine import Engine, Hold
from sewaka.modules.traffic.engine.resetting import ResetWish
from sewaka.modules.traffic.field import Heard, MemoryField
from sewaka.modules.traffic.layout import posts_of
from sewaka.modules.traffic.street import denpasar12
from sewaka.modules.traffic.street.demand import HOUR_S, Stream, Trip
from sewaka.modules.traffic.street.living import Demand, LivingStreet
from sewaka.modules.traffic.street.simulators import OnQueues, OnSumo, Simulator
from sewaka.modules.traffic.wire import Order, Shown, Verb
from sewaka.modules.traffic.wire_flash import Reset

SEVEN = 7.0 * HOUR_S
DAY = 1_796_000_000.0  # some midnight, as the field counts
HERE = "0.0"
ROUTES = (
    ("-1.0>0.0", "0.0>1.0", "1.0>2.0"),
    ("2.0>1.0", "1.0>0.0", "0.0>-1.0"),
    ("0.1>0.0", "0.0>0.-1"),
    ("1.-1>1.0", "1.0>1.1"),
)


class Wire(MemoryField):
    """The memory field, with a copy of what went over it."""

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[str, Shown] = {}
        self.codes = Counter[str]()

    def heard(self) -> Heard:
        found = super().heard()
        self.last |= {shown.junction: shown for shown in found.shown}
        self.codes.update(answer.code or "accepted" for answer in found.answers)
        return found

    def modes(self) -> set[Mode]:
        return {shown.mode for shown in self.last.values()}


class EveryFiveSeconds:
    """One more on each route, of two junctions in a row."""

    def __init__(self) -> None:
        self._at_s = SEVEN

    def until(self, end_s: float) -> list[Trip]:
        """In the order of their departures."""
        found: list[Trip] = []
        while self._at_s < end_s:
            found += [Trip(self._at_s, "car", route) for route in ROUTES]
            self._at_s += 5.0
        return found


class City:
    """A street of point queues, its field units, and the engine."""

    def __init__(
        self,
        *,
        net: NetFile,
        demand: Demand,
        begins_in: Mode = Mode.ADAPTIVE,
        simulator: Simulator | None = None,
    ) -> None:
        self.wire = Wire()
        self.street = LivingStreet(
            simulator=simulator or OnQueues(net=net, begin_s=SEVEN),
            net=net,
            demand=demand,
            field=self.wire,
            field_s_at_zero=DAY,
            begins_in=begins_in,
        )
        self.engine = Engine(posts=posts_of(net=net), room=self.wire, first_order=1)

    def run(self, seconds: int, *, with_engine: bool = True) -> None:
        for _ in range(round(seconds / self.street.simulator.step_s)):
            self.street.step()
            if with_engine:
                self.engine.turn(now_s=self.street.now_s)
            else:
                self.wire.heard()

    def hold(self, *, stage: int, seconds: float) -> None:
        now_s = self.street.now_s
        self.engine.sync([Hold(new_id(), HERE, stage, now_s + seconds, "truk mogok")], now_s=now_s)

    def shown(self) -> Shown:
        return self.wire.last[HERE]


@pytest.fixture
def city() -> City:
    """Two junctions, half a minute after the start."""
    found = City(net=drawn_town(columns=2, rows=1), demand=EveryFiveSeconds())
    found.run(30)
    return found


def test_twelve_junctions_climb_to_adaptive_and_vehicles_leave() -> None:
    demand = Stream(nodes=denpasar12.nodes(), roads=denpasar12.roads(), begin_s=SEVEN)
    city = City(net=read_net(denpasar12.NET), demand=demand, begins_in=Mode.SCHEDULED)
    city.run(2)
    assert city.wire.modes() == {Mode.SCHEDULED}
    city.run(148)
    assert city.wire.modes() == {Mode.ADAPTIVE}
    flows = [desk.flow() for desk in city.engine.desks.values()]
    assert sum(flow.passed for flow in flows if flow is not None) > 100


def test_killed_in_mid_change_the_junction_steers_itself_within_five_seconds(city: City) -> None:
    while "y" not in city.shown().indications:
        city.run(1)
    city.run(4, with_engine=False)
    assert city.wire.modes() == {Mode.ADAPTIVE}
    city.run(1, with_engine=False)
    assert city.wire.modes() == {Mode.LOCAL}
    city.run(90, with_engine=False)
    assert city.street.alarms == []
    assert city.wire.modes() == {Mode.LOCAL}


def test_it_climbs_back_after_two_minutes_of_health(city: City) -> None:
    city.run(10, with_engine=False)
    assert city.wire.modes() == {Mode.LOCAL}
    city.run(110)
    assert city.wire.modes() == {Mode.LOCAL}
    city.run(70)
    assert city.wire.modes() == {Mode.ADAPTIVE}


def test_a_cut_wire_is_like_a_dead_engine(city: City) -> None:
    city.wire.is_cut = True
    city.run(8)
    assert {unit.shell.mode for unit in city.street.units.values()} == {Mode.LOCAL}


@pytest.mark.parametrize(
    ("stage", "age_s", "code"),
    [(0, 10.0, "stale"), (99, 0.0, "unknown_stage"), (0, -10.0, "clock")],
)
def test_orders_that_are_refused_change_nothing(
    city: City, stage: int, age_s: float, code: str
) -> None:
    now_s = city.street.now_s
    before = city.street.units[HERE].state()
    order = Order(9_999_999, HERE, Verb.STAGE, now_s - age_s, now_s - age_s + 3.0, stage=stage)
    ack = city.street.units[HERE].obey(order=_own(city, order), now_s=city.street.simulator.now_s)
    assert (ack.is_accepted, ack.code) == (False, code)
    assert city.street.units[HERE].state().indications == before.indications


def test_too_early_is_said(city: City) -> None:
    """In yellow nobody may ask for a third stage."""
    while "y" not in city.shown().indications:
        city.run(1)
    unit, now_s = city.street.units[HERE], city.street.now_s
    other = (city.shown().stage + 1) % len(unit.post.junction.stages)
    order = Order(9_999_999, HERE, Verb.STAGE, now_s, now_s + 3.0, stage=other)
    ack = unit.obey(order=_own(city, order), now_s=city.street.simulator.now_s)
    assert ack.code == "not_before"


def test_an_operator_holds_a_stage_and_it_ends_by_itself(city: City) -> None:
    city.hold(stage=2, seconds=60.0)
    city.run(30)
    assert (city.shown().mode, city.shown().stage) == (Mode.MANUAL, 2)
    assert city.wire.modes() == {Mode.MANUAL, Mode.ADAPTIVE}
    city.run(33)
    assert city.shown().mode is Mode.ADAPTIVE
    assert city.engine.holds == {}


def test_an_override_ends_on_time_when_the_engine_is_gone(city: City) -> None:
    city.hold(stage=2, seconds=30.0)
    city.run(20)
    assert city.shown().mode is Mode.MANUAL
    city.run(12, with_engine=False)
    assert city.shown().mode is Mode.LOCAL


def test_one_that_does_not_lead_keeps_quiet(city: City) -> None:
    city.engine.is_leading = False
    city.hold(stage=2, seconds=30.0)
    city.run(5)
    assert city.wire.modes() == {Mode.LOCAL}
    city.engine.is_leading = True
    city.run(3)
    assert city.shown().mode is Mode.MANUAL


def test_what_comes_in_late_comes_in_together(city: City) -> None:
    """The engine was held up for four seconds; it decides at once on what it then hears."""
    for _ in range(4):
        city.street.step()
    assert city.engine.turn(now_s=city.street.now_s) == 2
    city.run(10)
    assert city.wire.modes() == {Mode.ADAPTIVE}


def test_a_release_gives_the_former_mode_back(city: City) -> None:
    city.hold(stage=2, seconds=300.0)
    city.run(10)
    city.engine.sync([], now_s=city.street.now_s)
    city.run(3)
    assert city.shown().mode is Mode.ADAPTIVE


def test_the_plan_in_force_runs_in_the_field(city: City) -> None:
    """Asked for once, taken through the shell, and told by the signal."""
    own = city.street.units[HERE].post.plan
    plan = replace(own, code="pagi/1")
    city.engine.plans = {HERE: plan}
    city.run(3)
    assert city.shown().plan == "pagi/1"
    assert city.street.units[HERE].plan == plan
    before = city.wire.codes["accepted"]
    city.run(1)
    assert city.wire.codes["accepted"] == before + len(city.street.units)  # of stages only


def test_a_plan_that_breaks_a_rule_of_the_shell_is_not_taken(city: City) -> None:
    own = city.street.units[HERE].post.plan
    short = replace(own, code="x/1", splits=(Split(0, 1.0), Split(1, 30.0)))
    city.engine.plans = {HERE: short}
    city.run(25)
    assert city.wire.codes["plan_min_green"] == 3  # asked for again every ten seconds
    assert city.shown().plan == own.code


def reset(city: City, *, persons: tuple[str, str], flash_s: float | None = None) -> ResetWish:
    """What two persons in the room want, as the books hand it to the engine."""
    flash = city.shown().flash
    assert flash is not None
    own = flash.since_s if flash_s is None else flash_s
    wish = ResetWish(new_id(), HERE, Reset(own, persons), "kabel diganti")
    city.engine.resets.sync([wish])
    return wish


def test_a_signal_that_flashes_is_reset_by_two_persons_over_the_wire(city: City) -> None:
    city.street.units[HERE].shell.trip(code="conflict_monitor")
    city.run(60)
    flash = city.shown().flash
    assert flash is not None
    assert (city.shown().mode, flash.code) == (Mode.FLASH, "conflict_monitor")
    assert {alarm.code for _, alarm in city.street.alarms} == {"conflict_monitor"}

    same = reset(city, persons=("aa", "aa"))
    city.run(10)
    earlier = reset(city, persons=("aa", "bb"), flash_s=flash.since_s - 1.0)
    city.run(10)
    assert city.shown().flash == flash
    wanted = reset(city, persons=("aa", "bb"))
    city.run(2)
    assert [(one.id, one.is_accepted, one.code) for one in city.engine.resets.take()] == [
        (same.id, False, "same_person"),
        (earlier.id, False, "other_flash"),
        (wanted.id, True, ""),
    ]
    city.run(10)
    assert city.shown().flash is None
    assert city.shown().mode in {Mode.SCHEDULED, Mode.LOCAL}
    city.run(200)
    assert city.shown().mode is Mode.ADAPTIVE


def test_a_reset_whose_answer_was_lost_is_done_once(city: City) -> None:
    unit = city.street.units[HERE]
    unit.shell.trip(code="conflict_monitor")
    city.run(2)
    wish = reset(city, persons=("aa", "bb"))
    city.engine.turn(now_s=city.street.now_s)
    city.street.step()
    city.wire.heard()  # the order went out with this second's state
    city.run(1)
    city.wire.is_cut = True
    city.run(2)
    city.wire.is_cut = False
    city.run(8)
    [answer] = city.engine.resets.take()
    assert (answer.id, answer.is_accepted) == (wish.id, True)
    unit.shell.trip(code="conflict_monitor")
    city.run(12)
    assert city.shown().mode is Mode.FLASH  # it is worth nothing for the next one


def test_dead_detectors_step_the_ladder_down(city: City) -> None:
    """One of one on an arm is too many to optimise; three of four are too many to actuate."""
    unit, sight = city.street.units[HERE], city.engine.desks[HERE].sight
    codes = sorted(unit.post.detectors)
    assert sight.is_seeing(now_s=city.street.now_s)
    unit.dead.add(codes[0])
    city.run(10)
    assert city.shown().mode is Mode.LOCAL
    assert sight.dead(now_s=city.street.now_s) == {codes[0]}
    assert not sight.is_seeing(now_s=city.street.now_s)
    unit.dead.update(codes[1:3])
    city.run(10)
    assert city.shown().mode is Mode.SCHEDULED
    unit.dead.clear()
    city.run(200)
    assert city.shown().mode is Mode.ADAPTIVE


def test_an_operators_order_from_yesterday_is_stale(city: City) -> None:
    now_s = city.street.now_s
    order = Order(1, HERE, Verb.HOLD, now_s - 99, now_s - 9, by=Source.OPERATOR, stage=1)
    city.wire.order(order)
    city.run(2)
    assert city.wire.codes["stale"] == 1
    assert city.shown().mode is Mode.ADAPTIVE


def test_half_a_minute_of_sumo() -> None:
    """Half-second steps, sub-lanes, a lorry that stands on a lane and is towed away."""
    pytest.importorskip("libsumo", reason="libsumo is an extra: make .venv/.traffic-sim")
    net = read_net(denpasar12.NET)
    simulator = OnSumo(net=denpasar12.NET, begin_s=SEVEN, seed=1)
    try:
        demand = Stream(nodes=denpasar12.nodes(), roads=denpasar12.roads(), begin_s=SEVEN)
        wire = Wire()
        street = LivingStreet(
            simulator=simulator, net=net, demand=demand, field=wire, field_s_at_zero=DAY
        )
        simulator.obstruct(lane="J06-J07_0", before_line_m=25.0)
        for _ in range(60):
            street.step()
        heard = wire.heard()
        assert len(heard.shown) == 30 * 12
        assert len(heard.readings) == 30 * sum(len(u.post.detectors) for u in street.units.values())
        standing = [one for one in heard.readings if one.detector == "J06-J07_0"][-1]
        assert standing.queue == 1
        simulator.clear(lane="J06-J07_0")
        street.step()
        assert simulator.vehicles().get("J06-J07_0", {}) == {}
    finally:
        simulator.close()


def _own(city: City, order: Order) -> Order:
    """By the street's own clock."""
    zero = city.street.field_s_at_zero
    return Order(
        order.id, order.junction, order.verb, order.issued_s - zero, order.expires_s - zero,
        stage=order.stage,
    )  # fmt: skip


def test_a_lorry_that_breaks_down_is_noticed_within_ninety_seconds() -> None:
    """On SUMO in a quiet hour; the bench (`tests/bench/test_incidents.py`) drives the busy ones."""
    pytest.importorskip("libsumo", reason="libsumo is an extra: make .venv/.traffic-sim")
    net, begin_s, lane = read_net(denpasar12.NET), 3.0 * HOUR_S, "J06-J07_0"
    simulator, wire = OnSumo(net=denpasar12.NET, begin_s=begin_s, seed=1), Wire()
    try:
        demand = Stream(nodes=denpasar12.nodes(), roads=denpasar12.roads(), begin_s=begin_s)
        street = LivingStreet(
            simulator=simulator, net=net, demand=demand, field=wire, field_s_at_zero=DAY
        )
        engine = Engine(posts=posts_of(net=net), room=wire, first_order=1)
        simulator.obstruct(lane=lane, before_line_m=25.0)
        for _ in range(180):
            street.step()
            engine.turn(now_s=street.now_s)
        found = [one for desk in engine.desks.values() for one in desk.watch.take()]
        assert [(one.detector, one.incident.rule) for one in found] == [(lane, "stands_alone")]
    finally:
        simulator.close()
