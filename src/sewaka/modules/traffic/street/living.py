"""The living street: vehicles without an end, twelve field units, and what can go wrong.

It stands for the outside world of the demo. Nothing in it knows the city: it publishes what field
devices publish, and obeys what they obey.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from sewaka.modules.traffic.control.observe import LaneObservation, Mode
from sewaka.modules.traffic.control.orders import Alarm
from sewaka.modules.traffic.control.sumo.detectors import Vehicles
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.field import Roadside
from sewaka.modules.traffic.layout import posts_of
from sewaka.modules.traffic.street.demand import Trip
from sewaka.modules.traffic.street.simulators import Simulator
from sewaka.modules.traffic.street.unit import EVERY_S, FieldUnit
from sewaka.modules.traffic.wire import MOST_SEEN, Answer, Counts, Order, Reading, Shown
from sewaka.modules.traffic.wire_flash import Flash

_STANDING_MS = 1.0
_EPS_S = 1e-6


def _nobody(_vehicles: Vehicles) -> None:
    """Looks at nothing."""


class Demand(Protocol):
    """Who wants to drive."""

    def until(self, end_s: float) -> list[Trip]:
        """Those who set out before `end_s` and were not given yet, by departure."""
        ...


class LivingStreet:
    """Call `step` as long as it shall live.

    `field_s_at_zero`: the field's clock (seconds since 1970) when the street's own stands at 0; it
    may be set anew, as after a pause. `begins_in`: the step of the ladder on which signals begin.
    """

    def __init__(
        self,
        *,
        simulator: Simulator,
        net: NetFile,
        demand: Demand,
        field: Roadside,
        field_s_at_zero: float,
        begins_in: Mode = Mode.SCHEDULED,
    ) -> None:
        self.simulator = simulator
        self.demand = demand
        self.field_s_at_zero = field_s_at_zero
        self.units = {
            post.code: FieldUnit(
                post=post,
                net=net,
                tick_s=simulator.step_s,
                now_s=simulator.now_s,
                begins_in=begins_in,
            )
            for post in posts_of(net=net)
        }
        self.watch: Callable[[Vehicles], None] = _nobody  # sees every vehicle, each second
        self.alarms: list[tuple[str, Alarm]] = []  # whoever reads them empties the list
        self._field = field
        self._seq = Counter[str]()
        self._boot = int(self.now_s)
        self._looks_s = simulator.now_s

    @property
    def now_s(self) -> float:
        """By the field's clock."""
        return self.simulator.now_s + self.field_s_at_zero

    def step(self) -> None:
        """Orders in, lamps on, everybody moves; every second the detectors speak."""
        for order in self._field.orders():
            self._obey(order)
        is_second = self.simulator.now_s >= self._looks_s - _EPS_S
        if is_second:
            self._looks_s += EVERY_S
            self._look()
        for code, unit in self.units.items():
            self.simulator.show(code, unit.tick(t_s=self.simulator.now_s))
            self._tell_alarms(code, unit)
            if is_second:
                self._field.shown(self._shown(code, unit))
        for trip in self.demand.until(self.simulator.now_s + self.simulator.step_s):
            self.simulator.enter(trip)
        self.simulator.step()

    def _obey(self, order: Order) -> None:
        unit = self.units.get(order.junction)
        if unit is None:
            return  # not our junction: somebody else's field unit answers
        own = replace(
            order,
            issued_s=order.issued_s - self.field_s_at_zero,
            expires_s=order.expires_s - self.field_s_at_zero,
        )
        ack = unit.obey(order=own, now_s=self.simulator.now_s)
        self._field.answer(Answer(order.junction, order.id, ack.is_accepted, ack.code))

    def _look(self) -> None:
        vehicles = self.simulator.vehicles()
        self.watch(vehicles)
        for code, unit in self.units.items():
            looked = unit.look(vehicles=vehicles, now_s=self.simulator.now_s)
            self._field.readings(code, [self._reading(code, *seen) for seen in looked])

    def _reading(
        self, junction: str, detector: str, seen: LaneObservation, counts: Counts
    ) -> Reading:
        self._seq[detector] += 1
        pairs = zip(seen.distance_m.tolist(), seen.speed_ms.tolist(), strict=True)
        zone = sorted((round(distance, 1), round(speed, 1)) for distance, speed in pairs)
        speeds = [speed for _, speed in zone]
        return Reading(
            junction=junction,
            detector=detector,
            t_s=self.now_s,
            boot=self._boot,
            seq=self._seq[detector],
            period_s=EVERY_S,
            counts=counts,
            occupancy=round(seen.occupancy, 3),
            queue=min(MOST_SEEN, sum(speed < _STANDING_MS for _, speed in zone)),
            speed_ms=round(sum(speeds) / len(speeds), 1) if speeds else None,
            zone=tuple(zone[:MOST_SEEN]),
        )

    def _shown(self, code: str, unit: FieldUnit) -> Shown:
        state = unit.state()
        return Shown(
            junction=code,
            t_s=self.now_s,
            stage=state.stage,
            indications=state.indications,
            age_s=round(state.age_s, 1),
            mode=state.mode,
            plan=unit.plan.code,
            faults=tuple(sorted(f"dead:{code}" for code in unit.dead)),
            flash=unit.flash,
        )

    def _tell_alarms(self, code: str, unit: FieldUnit) -> None:
        if unit.shell.mode is not Mode.FLASH:
            unit.flash = None
        elif unit.flash is None:  # as exact as the wire tells instants
            unit.flash = Flash(round(self.now_s, 3), unit.shell.fault)
        self.alarms += [(code, alarm) for alarm in unit.shell.alarms]
        unit.shell.alarms.clear()
