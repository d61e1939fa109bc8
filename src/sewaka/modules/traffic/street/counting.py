"""Who passed a stop line, by class. Identities of vehicles end here."""

from __future__ import annotations

from collections import Counter

from sewaka.modules.traffic.control.sumo.detectors import Vehicles
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.wire import Counts

_CLASSES = {"motorcycle": "motorcycle", "moped": "motorcycle", "truck": "heavy", "bus": "heavy"}


class StopLine:
    """The end of one lane."""

    def __init__(self, *, lane: str) -> None:
        self._lane, self._edge = lane, edge_of(lane)
        self._before: dict[str, str] = {}

    def passed(self, *, vehicles: Vehicles) -> Counts:
        """Who was on the lane at the last call and is on none of its neighbours now."""
        own = vehicles.get(self._lane, {})
        before, self._before = self._before, {n: seen.vehicle_class for n, seen in own.items()}
        gone = before.keys() - own.keys()
        if gone:
            gone -= {
                name
                for lane, there in vehicles.items()
                if edge_of(lane) == self._edge
                for name in there
            }
        found = Counter(_CLASSES.get(before[name], "car") for name in gone)
        return Counts(found["motorcycle"], found["car"], found["heavy"])
