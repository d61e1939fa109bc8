"""A town: a street, and each of its signals behind a shell with detectors and a controller.

The street is one of point queues, or anything with the same interface. Messages between neighbours
take one second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.noise import CLEAN, Fault, FaultyView
from sewaka.modules.traffic.control.observe import Controller, Mode, NeighbourMessage
from sewaka.modules.traffic.control.orders import Command
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.senses import Senses
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.control.sumo.detectors import Detectors, Vehicles
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.timing import Timing

Build = Callable[[NetFile, Junction, Detectors], Controller]


class AnyStreet(Protocol):
    """What a street can do."""

    now_s: float

    def step(self) -> None:
        """One second."""
        ...

    def vehicles(self) -> Vehicles:
        """By lane, by vehicle."""
        ...

    def show(self, signal: str, indications: str) -> None:
        """Show this from the next step on."""
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """One signal with all that belongs to it."""

    name: str
    shell: Shell
    detectors: Detectors
    view: FaultyView
    senses: Senses
    controller: Controller | None


class Town:
    """Call `second` as long as it shall live."""

    def __init__(
        self,
        *,
        net: NetFile,
        street: AnyStreet,
        timings: Sequence[Timing],
        build: Build | None,
        plans: Mapping[int, StagePlan],
        fault: Fault = CLEAN,
        mode: Mode = Mode.ADAPTIVE,
    ) -> None:
        """`mode`: the highest step of the ladder that the signals may take."""
        self.street = street
        self.modes = Counter[Mode]()
        self._number = 0
        self._letters: Mapping[int, list[NeighbourMessage]] = {}
        self._junctions = net.network.junctions
        self.posts = [
            _post(net, junction, timing, build, fault)
            for junction, timing in zip(self._junctions, timings, strict=True)
        ]
        for number, post in enumerate(self.posts):
            if number in plans:
                post.shell.set_plan(plan=plans[number])
            post.shell.begin_at(t_s=street.now_s, stage=0, mode=mode)

    def second(self) -> None:
        """Look, decide, show, and let the street move."""
        vehicles = self.street.vehicles()
        letters: dict[int, list[NeighbourMessage]] = {each.id: [] for each in self._junctions}
        for post in self.posts:
            self._turn(post, vehicles)
            self.modes[post.shell.mode] += 1
            if post.controller:
                self._post_letters(post.controller, letters)
        self._letters = letters
        self.street.step()

    def _turn(self, post: Post, vehicles: Vehicles) -> None:
        now_s = self.street.now_s
        truth = post.detectors.observe(vehicles=vehicles, now_s=now_s)
        observation = post.view.seen(truth)
        post.shell.sense(sensing=post.senses.sensing(observation=observation))
        if post.controller:
            decision = post.controller.decide(
                observation=observation,
                signal=post.shell.state_at(t_s=now_s),
                inbox=self._letters.get(post.detectors.junction.id, ()),
            )
            self._number += 1
            post.shell.request_stage(command=Command(self._number, decision.stage, now_s))
        self.street.show(post.name, post.shell.tick(t_s=now_s))

    def _post_letters(
        self, controller: Controller, letters: Mapping[int, list[NeighbourMessage]]
    ) -> None:
        for letter in controller.outbox():
            for junction in self._junctions:
                if letter.junction in junction.neighbours:
                    letters[junction.id].append(letter)


def _post(
    net: NetFile, junction: Junction, timing: Timing, build: Build | None, fault: Fault
) -> Post:
    detectors = Detectors(net=net, junction=junction)
    return Post(
        name=net.signal_names[junction.id],
        shell=Shell(junction=junction, timing=timing, tick_s=1.0),
        detectors=detectors,
        view=FaultyView(fault=fault, junction=junction),
        senses=Senses(junction=junction, approaches=[(lane,) for lane in junction.approach_lanes]),
        controller=build(net, junction, detectors) if build else None,
    )
