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
from sewaka.modules.traffic.control.timing import Timing

Plans = Mapping[int, StagePlan]  # by junction


class PlanRefused(ValueError):
    """A plan breaks a rule of its junction; the message has the rule's code."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanRun:
    """One plan on one seed's vehicles."""

    figures: Figures
    junctions: tuple[JunctionTotals, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean delay in seconds under A and under B, and B − A seed by seed."""

    a: Interval
    b: Interval
    difference: Interval
    by_junction: tuple[Interval, ...]  # B − A at the stop lines

    @property
    def is_sure(self) -> bool:
        """Whether one of them is better beyond chance."""
        return self.difference.low > 0.0 or self.difference.high < 0.0


def run_plans(
    *,
    net: NetFile,
    timings: Sequence[Timing],
    plans: Plans,
    demand: Demand,
    seconds: int,
    seed: int,
) -> PlanRun:
    """An hour, or so many seconds, of fixed plans behind the safety shell. Raises PlanRefused."""
    network = net.network
    street = QueueStreet(
        network=network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=journeys(network=network, demand=demand, seed=seed),
    )
    shells = [_shell(net, number, timing, plans[number]) for number, timing in enumerate(timings)]
    for second in range(seconds):
        for name, shell in zip(net.signal_names, shells, strict=True):
            street.show(name, shell.tick(t_s=float(second)))
        street.step()
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
    pairs = list(zip(a, b, strict=True))
    return Comparison(
        a=mean_interval(values=[run.figures.delay_s for run in a]),
        b=mean_interval(values=[run.figures.delay_s for run in b]),
        difference=mean_interval(
            values=[two.figures.delay_s - one.figures.delay_s for one, two in pairs]
        ),
        by_junction=tuple(
            mean_interval(
                values=[
                    two.junctions[place].mean_delay_s - one.junctions[place].mean_delay_s
                    for one, two in pairs
                ]
            )
            for place in range(len(a[0].junctions))
        ),
    )
