"""What can be made to happen on the demo's street, and how fast it runs."""

from __future__ import annotations

import pytest

from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.field import MemoryField
from sewaka.modules.traffic.street import denpasar12
from sewaka.modules.traffic.street.demand import HOUR_S, Stream, Ways
from sewaka.modules.traffic.street.living import LivingStreet
from sewaka.modules.traffic.street.pace import Pace, behind_s
from sewaka.modules.traffic.street.simulators import OnQueues
from sewaka.modules.traffic.street.troubles import Kind, Troubles, Wish

SEVEN = 7.0 * HOUR_S
LANE = "J06-J07_0"


@pytest.fixture(scope="module")
def net() -> NetFile:
    return read_net(denpasar12.NET)


class Scene:
    """The twelve junctions with hardly anybody there."""

    def __init__(self, net: NetFile) -> None:
        nodes, roads = denpasar12.nodes(), denpasar12.roads()
        self.field = MemoryField()
        self.street = LivingStreet(
            simulator=OnQueues(net=net, begin_s=SEVEN),
            net=net,
            demand=Stream(nodes=nodes, roads=roads, begin_s=SEVEN, scale=0.05),
            field=self.field,
            field_s_at_zero=0.0,
        )
        self.troubles = Troubles(
            street=self.street, net=net, ways=Ways(nodes=nodes, roads=roads), radio=lambda: self
        )
        self.told: list[tuple[str, float]] = []  # by the ambulance

    def ask(self, *, route: tuple[str, ...], eta_s: float) -> None:
        self.told.append((">".join(route), eta_s))

    def tell(self, *, approach: str, eta_s: float) -> None:
        self.told.append((approach, eta_s))

    def begin(self, kind: str, place: str = "", amount: float = 0.0) -> str:
        return self.troubles.begin(Wish(kind, place, amount))

    def run(self, seconds: int) -> None:
        for _ in range(seconds):
            self.street.step()

    def spoke(self, detector: str) -> bool:
        return any(one.detector == detector for one in self.field.heard().readings)


@pytest.fixture
def scene(net: NetFile) -> Scene:
    return Scene(net)


@pytest.mark.parametrize(
    ("kind", "place", "amount", "answer"),
    [
        ("earthquake", "", 1.0, "unknown_kind"),
        ("breakdown", "J99-J07_0", 60.0, "unknown_place"),
        ("breakdown", LANE, 0.0, "amount"),
        ("rain", "", 3_601.0, "amount"),
        ("rain", "", float("nan"), "amount"),
        ("pace", "", 11.0, "amount"),
        ("ambulance", "B08>B08", 0.0, "no_way"),
        ("ambulance", "B08>B99", 0.0, "no_way"),
    ],
)
def test_what_can_not_happen(
    scene: Scene, kind: str, place: str, amount: float, answer: str
) -> None:
    assert scene.begin(kind, place, amount) == answer
    assert scene.troubles.running == {}
    assert scene.troubles.speed == 1.0


def test_a_dead_detector_is_silent_until_it_is_repaired(scene: Scene) -> None:
    assert scene.begin("dead_detector", LANE, 5.0) == "done"
    scene.run(4)
    assert not scene.spoke(LANE)
    scene.run(4)
    assert scene.spoke(LANE)


def test_two_obstacles_on_one_lane(scene: Scene) -> None:
    """The lane is free when the last is gone."""
    scene.begin("breakdown", LANE, 3.0)
    scene.begin("closed_lane", LANE, 6.0)
    scene.run(5)
    assert list(scene.troubles.running) == [(Kind.CLOSED_LANE, LANE)]
    scene.run(4)
    assert scene.troubles.running == {}


def test_an_ambulance_asks_once_and_says_where_it_is_until_it_has_left(scene: Scene) -> None:
    scene.run(5)
    assert scene.begin("ambulance", "B08>B09") == "done"
    scene.run(420)
    asked, *told = scene.told
    assert asked[0] == "B08-J05>J05-J06>J06-J07>J07-B09"
    roads = list(dict.fromkeys(road for road, _ in told))
    assert roads == ["B08-J05", "J05-J06", "J06-J07", "J07-B09", ""]
    assert scene.street.alarms == []


def test_a_conflict_monitor_that_trips(scene: Scene) -> None:
    assert scene.begin("conflict_monitor", LANE) == "done"
    assert scene.begin("conflict_monitor", "J99-J07_0") == "unknown_place"
    scene.run(2)
    modes = {code: unit.shell.mode for code, unit in scene.street.units.items()}
    assert [code for code, mode in modes.items() if mode is Mode.FLASH] == ["J07"]


def test_the_pace() -> None:
    """Half-second steps, at once as fast as the clock, then four times, then not at all."""
    pace = Pace(step_s=0.5, speed=1.0, due_s=100.0)
    assert pace.is_due(wall_s=100.0)
    pace.stepped(wall_s=100.0)
    assert not pace.is_due(wall_s=100.4)
    assert pace.pause_s(wall_s=100.45) == pytest.approx(0.05)
    pace.set_speed(4.0, wall_s=100.5)
    pace.stepped(wall_s=100.5)
    assert pace.is_due(wall_s=100.625)
    pace.set_speed(0.0, wall_s=101.0)
    assert not pace.is_due(wall_s=999.0)


def test_a_slow_machine_does_not_catch_up() -> None:
    pace = Pace(step_s=0.5, speed=1.0, due_s=100.0)
    pace.stepped(wall_s=110.0)
    assert pace.due_s == 110.0


def test_the_clock_goes_forward_only() -> None:
    assert behind_s(wall_s=50.0, field_s=20.0) == 30.0
    assert behind_s(wall_s=50.0, field_s=49.0) == 0.0
    assert behind_s(wall_s=50.0, field_s=90.0) == 0.0
