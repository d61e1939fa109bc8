"""Days on the demo's street, driven by SUMO with the engine beside it as fast as it goes.

Driven by `test_incidents.py`. The incident rules are the engine's own, second by second; the health
rules judge every minute what the field units said, and a detector that is not healthy raises no
incident, as in the city. Each hour of the day is driven for MINUTES: 60 are the day itself, fewer
give every hour's traffic in less time. Alarms, faults and breakdowns are kept by hour of the day.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from sewaka.modules.traffic.control.incidents import QUIET_S
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.engine.engine import Engine
from sewaka.modules.traffic.field import MemoryField
from sewaka.modules.traffic.layout import posts_of
from sewaka.modules.traffic.street import denpasar12
from sewaka.modules.traffic.street.demand import HOUR_S, HOURS, SCALE, Stream, Trip
from sewaka.modules.traffic.street.living import LivingStreet
from sewaka.modules.traffic.street.simulators import OnSumo
from tests.bench.health_by_minute import HealthByMinute, Heard

_MIDNIGHT = 1_796_000_000.0
_LASTS_S = 600.0
_CALM_S = 600.0  # between two breakdowns, and before the first
_BEFORE_LINE_M = 25.0


@dataclass(slots=True)
class Found:
    """One run. An alarm: hour of the day, second of the run, detector, rule, figures. A fault:
    hour, detector, what is wrong. A breakdown: hour, second, lane. `counted_h`: vehicles an hour,
    by hour of the day and detector."""

    seed: int
    hours: float
    minutes: float
    driven_h: float = 0.0
    junctions: int = 0
    vehicles: int = 0
    processor_s: float = 0.0
    alarms: list[tuple[float, float, str, str, dict[str, float]]] = field(default_factory=list)
    faults: list[tuple[float, str, list[str]]] = field(default_factory=list)
    counted_h: dict[tuple[int, str], float] = field(default_factory=dict)
    breakdowns: list[tuple[float, float, str]] = field(default_factory=list)


class Day:
    """Who wants to drive, by an hour of the day that lasts so many minutes."""

    def __init__(self, *, from_h: float, minutes: float, begin_s: float, seed: int) -> None:
        self.given = 0
        self._from_h, self._minutes, self._begin_s = from_h, minutes, begin_s
        self._stream = Stream(
            nodes=denpasar12.nodes(), roads=denpasar12.roads(), begin_s=begin_s, seed=seed
        )

    def hour(self, now_s: float) -> float:
        """Of the day."""
        return self._from_h + (now_s - self._begin_s) / (self._minutes * 60.0)

    def until(self, end_s: float) -> list[Trip]:
        """As the stream has it, were it this hour."""
        wanted = HOURS[int(self.hour(end_s)) % len(HOURS)]
        own = HOURS[int(end_s // HOUR_S) % len(HOURS)]  # by which the stream thins
        self._stream.scale = SCALE * wanted / own
        found = self._stream.until(end_s)
        self.given += len(found)
        return found


class Drive:
    """So many hours of the day; with breakdowns, a lorry for ten minutes of every twenty."""

    def __init__(
        self,
        *,
        seed: int,
        from_h: float,
        hours: float,
        minutes: float,
        breakdowns: bool,
        before: Sequence[Found] = (),
    ) -> None:
        """`before`: days that were driven, by which detectors know what is usual."""
        net = read_net(denpasar12.NET)
        self.found = Found(seed, hours, minutes)
        self._simulator = OnSumo(net=denpasar12.NET, begin_s=from_h * HOUR_S, seed=seed)
        self._begin_s = self._simulator.now_s
        self._ends_s = self._begin_s + hours * minutes * 60.0
        self._day = Day(from_h=from_h, minutes=minutes, begin_s=self._begin_s, seed=seed)
        self._days = before
        self._counted: Mapping[str, int] = {}
        self._build(net)
        self._next_s = self._begin_s + _CALM_S if breakdowns else float("inf")
        self._clear_s, self._lane = float("inf"), ""
        self._chance = Random(seed)  # noqa: S311 - the same lanes again for the same seed
        self._last: dict[str, float] = {}
        self._hour = int(from_h)

    def _build(self, net: NetFile) -> None:
        wire = Heard(MemoryField())
        self._street = LivingStreet(
            simulator=self._simulator,
            net=net,
            demand=self._day,
            field=wire,
            field_s_at_zero=_MIDNIGHT,
        )
        self._engine = Engine(posts=posts_of(net=net), room=wire.room, first_order=1)
        desks = self._engine.desks
        self._health = HealthByMinute(
            {code: set(desk.post.detectors) for code, desk in desks.items()}, wire, self._usual_h
        )
        self.found.junctions = len(desks)
        self._lanes = sorted(code for desk in desks.values() for code in desk.post.detectors)

    def run(self) -> Found:
        """To the end."""
        began_s = time.process_time()
        while self._simulator.now_s < self._ends_s:
            self._break_down()
            self._street.step()
            self._engine.turn(now_s=self._street.now_s)
            self._take()
            self._tell()
        self._simulator.close()
        self._count(self._hour)
        self.found.driven_h = (self._ends_s - self._begin_s) / HOUR_S
        self.found.vehicles = self._day.given
        self.found.processor_s = round(time.process_time() - began_s, 1)
        return self.found

    def _tell(self) -> None:
        """Each hour of the day, how far it is."""
        hour = int(self._day.hour(self._simulator.now_s))
        if hour != self._hour:
            self._count(self._hour)
            self._hour = hour
            on_the_way = sum(len(lane) for lane in self._simulator.vehicles().values())
            self._say(f"{self._day.given} vehicles, {on_the_way} on the way")

    def _count(self, hour: int) -> None:
        """The hour is over. One that was driven in part counts for less: there is time to miss."""
        passed = dict(self._health.passed())
        for code, count in passed.items():
            own = count - self._counted.get(code, 0)
            self.found.counted_h[hour % len(HOURS), code] = own * 60.0 / self.found.minutes
        self._counted = passed

    def _usual_h(self, detector: str, now_s: float) -> float | None:
        """Of the same hour of the days before."""
        hour = int(self._day.hour(now_s)) % len(HOURS)
        known = [
            day.counted_h[hour, detector] for day in self._days if (hour, detector) in day.counted_h
        ]
        return sum(known) / len(known) if known else None

    def _say(self, words: str) -> None:
        """To whoever waits: a run takes long, and may be ended before its end."""
        hour, second = self._when()
        sys.stderr.write(f"{self.found.seed}: {hour:05.2f}h {second:.0f}s {words}\n")

    def _break_down(self) -> None:
        now_s = self._simulator.now_s
        if now_s >= self._next_s:
            self._lane = self._chance.choice(self._lanes)
            self._simulator.obstruct(lane=self._lane, before_line_m=_BEFORE_LINE_M)
            self.found.breakdowns.append((*self._when(), self._lane))
            self._say(f"breakdown {self._lane}")
            self._next_s, self._clear_s = now_s + _LASTS_S + _CALM_S, now_s + _LASTS_S
        if now_s >= self._clear_s:
            self._simulator.clear(lane=self._lane)
            self._clear_s = float("inf")

    def _take(self) -> None:
        now_s = self._simulator.now_s
        for detector, faults, figures in self._health.look(now_s=now_s):
            self.found.faults.append((self._when()[0], detector, faults))
            self._say(f"fault {detector} {faults} {figures}")
        for desk in self._engine.desks.values():
            for one in desk.watch.take():
                approach = edge_of(one.detector)
                is_news = now_s - self._last.get(approach, float("-inf")) >= QUIET_S
                if is_news and self._health.is_healthy(one.detector):
                    self._last[approach] = now_s
                    evidence = dict(one.incident.evidence)
                    told = (*self._when(), one.detector, one.incident.rule, evidence)
                    self.found.alarms.append(told)
                    self._say(f"alarm {one.detector} {one.incident.rule} {evidence}")

    def _when(self) -> tuple[float, float]:
        now_s = self._simulator.now_s
        return round(self._day.hour(now_s) % 24.0, 2), now_s - self._begin_s
