"""SUMO's route files as journeys."""

from __future__ import annotations

from pathlib import Path

from sewaka.modules.traffic.control.demand import Kind
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.control.sumo.routes import read_journeys
from sewaka.modules.traffic.tests.small_net import written

ROUTES = """<routes>
  <vType id="moto" vClass="motorcycle"/>
  <vType id="car" vClass="passenger"/>
  <vehicle id="b" type="moto" depart="20.00"><route edges="far south_in north_out"/></vehicle>
  <trip id="a" type="car" depart="10.00" from="far" to="west_out"/>
  <trip id="c" type="car" depart="11.00" from="west_in" to="north_out"/>
  <vehicle id="d" type="car" depart="12.00"><route edges="far nowhere"/></vehicle>
  <vehicle id="early" type="car" depart="9.99"><route edges="west_in east_out"/></vehicle>
  <vehicle id="late" type="car" depart="30.00"><route edges="west_in east_out"/></vehicle>
</routes>
"""


def read(folder: Path) -> tuple[NetFile, list[tuple[float, Kind, list[str]]], int]:
    net = read_net(written(folder))
    path = folder / "x.rou.xml"
    path.write_text(ROUTES)
    found, lost = read_journeys(path=path, net=net, begin_s=10.0, end_s=30.0)
    rows = [(e.wanted_s, e.kind, [net.lane_names[lane] for lane in e.path]) for e in found]
    return net, rows, lost


def test_vehicles_keep_their_edges_and_trips_find_the_fastest(tmp_path: Path) -> None:
    _net, rows, lost = read(tmp_path)
    assert rows == [
        (10.0, Kind.CAR, ["far_0", "south_in_0", "west_out_0"]),
        (20.0, Kind.MOTORCYCLE, ["far_0", "south_in_0", "north_out_0"]),
    ]
    assert lost == 2


def test_they_drive(tmp_path: Path) -> None:
    net = read_net(written(tmp_path))
    (tmp_path / "x.rou.xml").write_text(ROUTES)
    trips, _ = read_journeys(path=tmp_path / "x.rou.xml", net=net, begin_s=0.0, end_s=99.0)
    street = QueueStreet(
        network=net.network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=trips,
    )
    for second in range(160):
        street.show("c", "GGGr" if second % 60 < 30 else "rrrG")
        street.step()
    assert street.results().arrived == len(trips) == 4
