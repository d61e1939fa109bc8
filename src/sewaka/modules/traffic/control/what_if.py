"""Plan A against plan B on the same vehicles, several times, with how sure the difference is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sewaka.modules.traffic.control.demand import Demand, journeys
from sewaka.modules.traffic.control.kpi import Interval, mean_interval
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.queue_sim import JunctionTotals, QueueStreet
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.control.sumo.metric import Figures
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.sumo.watch import is_gridlock
from sewaka.modules.traffic.control.timing import Timing

Plans = Mapping[int, StagePlan]  # by junction
_LOOKS_S = 10
# Part of the speed limit that is driven on a free road: what SUMO's drivers lose there, found in
# light traffic on Denpasar-12 (0.03 of the demo's vehicles), not fitted to any comparison.
CRUISE = 0.94


class PlanRefused(ValueError):
    """A plan breaks a rule of its junction; the message has the rule's code."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanRun:
    """One plan on one seed's vehicles. `gridlock_s`: when nothing moved any more; it ends there."""

    figures: Figures
    junctions: tuple[JunctionTotals, ...]
    gridlock_s: float | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """Mean delay in seconds under A and under B, and B − A seed by seed."""

    a: Interval
    b: Interval
    difference: Interval

    @property
    def is_sure(self) -> bool:
        """Whether one of them is better beyond chance."""
        return self.difference.low > 0.0 or self.difference.high < 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Over the seeds that locked under neither plan; a gridlock is told, never averaged away.

    `whole` is None, and `by_junction` empty, where none is left.
    """

    whole: Sides | None
    by_junction: tuple[Sides, ...]  # at the stop lines
    locked_a: int
    locked_b: int


def run_plans(
    *,
    net: NetFile,
    timings: Sequence[Timing],
    plans: Plans,
    demand: Demand,
    seconds: int,
    seed: int,
) -> PlanRun:
    """An hour, or so many seconds, of fixed plans behind the safety shell. Raises PlanRefused.

    It ends early when the streets have locked.
    """
    network = net.network
    street = QueueStreet(
        network=network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=journeys(network=network, demand=demand, seed=seed),
        cruise=CRUISE,
    )
    shells = [_shell(net, number, timing, plans[number]) for number, timing in enumerate(timings)]
    for second in range(seconds):
        for name, shell in zip(net.signal_names, shells, strict=True):
            street.show(name, shell.tick(t_s=float(second)))
        street.step()
        if second % _LOOKS_S == 0 and is_gridlock(street.standing_s()):
            return PlanRun(street.results(), tuple(street.totals), float(second))
    return PlanRun(street.results(), tuple(street.totals))


def _shell(net: NetFile, number: int, timing: Timing, plan: StagePlan) -> Shell:
    shell = Shell(junction=net.network.junctions[number], timing=timing, tick_s=1.0)
    ack = shell.set_plan(plan=plan)
    if not ack.is_accepted:
        raise PlanRefused(f"{ack.code}: plan {plan.code} at {net.signal_names[number]}")
    shell.begin_at(t_s=0.0, stage=plan.stage_at(t_s=0.0), mode=Mode.SCHEDULED)
    return shell


def compare(*, a: Sequence[PlanRun], b: Sequence[PlanRun]) -> Comparison:
    """Runs of the same seeds in the same order. Raises ValueError if they are not as many."""
    flowing = [
        (one, two)
        for one, two in zip(a, b, strict=True)
        if one.gridlock_s is None and two.gridlock_s is None
    ]
    places = range(len(flowing[0][0].junctions)) if flowing else ()
    return Comparison(
        whole=_sides([(one.figures.delay_s, two.figures.delay_s) for one, two in flowing]),
        by_junction=tuple(
            sides
            for place in places
            if (sides := _sides([_at(place, one, two) for one, two in flowing]))
        ),
        locked_a=sum(run.gridlock_s is not None for run in a),
        locked_b=sum(run.gridlock_s is not None for run in b),
    )


def _at(place: int, one: PlanRun, two: PlanRun) -> tuple[float, float]:
    return one.junctions[place].mean_delay_s, two.junctions[place].mean_delay_s


def _sides(pairs: Sequence[tuple[float, float]]) -> Sides | None:
    if not pairs:
        return None
    return Sides(
        a=mean_interval(values=[one for one, _ in pairs]),
        b=mean_interval(values=[two for _, two in pairs]),
        difference=mean_interval(values=[two - one for one, two in pairs]),
    )
