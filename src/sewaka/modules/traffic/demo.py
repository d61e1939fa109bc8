"""The demo city's junctions: Denpasar-12, schematic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.importers import Place, load_net
from sewaka.modules.traffic.models import partitions
from sewaka.modules.traffic.street import denpasar12


def seed(*, now: datetime, progress: Callable[[int, int], None] = lambda _done, _all: None) -> None:
    """Twelve junctions with their lanes and detectors, and room for readings. Safe to repeat."""
    load_net(
        net=read_net(path=denpasar12.NET),
        places={
            node.id: Place(node.name, node.lat, node.lon)
            for node in denpasar12.nodes()
            if node.is_junction
        },
        streets={road.id: road.street for road in denpasar12.roads()},
        kind="radar",
        controller="simulator",
    )
    partitions.ensure(now=now)
    progress(1, 1)
