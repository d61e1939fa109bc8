"""A vehicle with priority through Denpasar-12, the whole way but for HTTP and the tables.

Vehicles on point queues, field units behind their shells, the wire in memory, the engine; the
vehicle's radio and the books are drawn here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from uuid import UUID

from sewaka.kernel.ids import new_id
from sewaka.modules.traffic.actions.priority import Change
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.priority import VehicleClass
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.engine.priority import Asked
from sewaka.modules.traffic.rules.priority import ASKED, LIVE
from sewaka.modules.traffic.street import denpasar12
from sewaka.modules.traffic.street.ambulance import Ambulance
from sewaka.modules.traffic.street.demand import AMBULANCE, Stream, Trip, Ways
from sewaka.modules.traffic.street.simulators import Simulator
from sewaka.modules.traffic.tests.test_living_street import DAY, SEVEN, City
from sewaka.modules.traffic.ways import Stop, stops_of

NET = read_net(denpasar12.NET)
CORRIDOR = ("J05", "J06", "J07")  # from B08 to B09
WAYS = Ways(nodes=denpasar12.nodes(), roads=denpasar12.roads())


def with_signals(*codes: str) -> NetFile:
    """Denpasar-12 as if the other junctions had no lights: a quarter of the work for three."""
    kept = [one for one in NET.network.junctions if NET.signal_names[one.id] in codes]
    names = tuple(NET.signal_names[one.id] for one in kept)
    alone = tuple(replace(one, id=n, neighbours=()) for n, one in enumerate(kept))
    return replace(NET, network=replace(NET.network, junctions=alone), signal_names=names)


@dataclass
class Ledger:
    """The rows of requests, as the tables keep them. `log`: every state, in its order."""

    rows: dict[UUID, Asked] = field(default_factory=dict)
    stops: dict[UUID, Stop] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    exits: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False  # the radio is broken: nothing is told after the first call
    is_deaf: bool = False  # nobody hears even that

    def ask(self, *, route: tuple[str, ...], eta_s: float) -> None:
        """As `actions.priority.ask_priority`."""
        if self.is_deaf:
            return
        at_s = eta_s + DAY
        for stop in stops_of(route=route):
            at_s += stop.link_s
            row = Asked(
                new_id(), "AMB-1", VehicleClass.EMERGENCY, stop.junction, stop.approach,
                stop.stage, at_s, 5.0, ASKED,
            )  # fmt: skip
            self.rows[row.id], self.stops[row.id] = row, stop

    def tell(self, *, approach: str, eta_s: float) -> None:
        """As `actions.priority.say_where`."""
        if self.is_silent:
            return
        at_s, is_here = eta_s + DAY, False
        for known, row in self.rows.items():
            if row.approach == approach:
                is_here = True
            elif is_here:
                at_s += self.stops[known].link_s
            self.rows[known] = (
                replace(row, eta_s=at_s) if is_here else replace(row, has_passed=True)
            )

    def live(self) -> list[Asked]:
        """Those with which the engine has something to do."""
        return [row for row in self.rows.values() if row.state in LIVE]

    def note(self, change: Change) -> None:
        """As `actions.priority.note_priority`."""
        row = self.rows[change.id]
        if row.state not in LIVE:
            return
        self.rows[change.id] = replace(row, state=change.state)
        self.log.append((row.junction, change.state.value))
        if change.exit_by:
            self.exits[row.junction] = change.exit_by
        if change.left_at is not None and not row.has_passed:
            at_s, is_ahead = change.left_at.timestamp(), False
            for known, other in self.rows.items():
                if is_ahead:
                    at_s += self.stops[known].link_s
                    self.rows[known] = replace(other, eta_s=max(other.eta_s, at_s))
                is_ahead = is_ahead or known == change.id

    def states(self, junction: str) -> list[str]:
        """Through which a request went there."""
        return [state for code, state in self.log if code == junction]


class Drive:
    """A town, and at times a vehicle with priority in it."""

    def __init__(
        self,
        *,
        seed: int = 1,
        scale: float = 0.05,
        net: NetFile = NET,
        simulator: Simulator | None = None,
    ) -> None:
        """On point queues, unless another street is given."""
        self.ledger = Ledger()
        self.city = City(
            net=net,
            simulator=simulator,
            demand=Stream(
                nodes=denpasar12.nodes(), roads=denpasar12.roads(), begin_s=SEVEN, seed=seed,
                scale=scale,
            ),
        )  # fmt: skip
        self.vehicle: Ambulance | None = None
        self.modes: defaultdict[str, list[tuple[float, Mode]]] = defaultdict(list)
        self.city.street.watch = self._watch
        self.ride_s = 0.0

    def run(self, seconds: int, *, with_engine: bool = True) -> None:
        """So many seconds."""
        for _ in range(seconds):
            self.city.engine.sync_priority(self.ledger.live())
            self.city.run(1, with_engine=with_engine)
            for one in self.city.engine.priority.values():
                for change in one.take():
                    self.ledger.note(change)
            for code, shown in self.city.wire.last.items():
                if not self.modes[code] or self.modes[code][-1][1] is not shown.mode:
                    self.modes[code].append((self.city.street.now_s, shown.mode))

    def send(self, *, begin: str = "B08", end: str = "B09") -> None:
        """An ambulance sets out."""
        route = WAYS.between(begin, end)
        simulator = self.city.street.simulator
        name = simulator.enter(Trip(simulator.now_s, AMBULANCE.id, route))
        self.vehicle = Ambulance(name=name, route=route, net=NET, radio=self.ledger)

    def until_left(self, *, most: int = 900) -> float:
        """Drive on until it has left; seconds of its ride. Raises AssertionError."""
        before_s = self.city.street.now_s
        for _ in range(most):
            self.run(1)
            if self.vehicle is not None and self.vehicle.is_done:
                return self.city.street.now_s - before_s
        raise AssertionError("it never got through")

    def _watch(self, vehicles: object) -> None:
        if self.vehicle is not None and not self.vehicle.is_done:
            self.vehicle.second(vehicles=vehicles, now_s=self.city.street.simulator.now_s)  # type: ignore[arg-type]  # what a street gives
