"""Who drives where, out of counts alone: inflows as they were counted, turn shares fitted to them.

Detectors count lanes, not ways. Between what came to a junction by each lane and what arrived on
the roads that leave it, turn shares are fitted by proportions (Furness, 1965; Deming and Stephan,
1940) from a prior that most go straight on. It is an estimate: another table of turns may fit the
same counts. Where a queue grows all hour, what passed is less than what wanted to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.control.demand import Demand, Inflow, Kind
from sewaka.modules.traffic.control.network import Junction, Network, Turn

Floats = NDArray[np.float64]
Counts = Mapping[int, float]  # vehicles, by lane

# Of a lane with every turn. A prior, not a finding: `verified: no`.
PRIOR = {Turn.THROUGH: 0.6, Turn.LEFT: 0.19, Turn.RIGHT: 0.19, Turn.UTURN: 0.02}
_ROUNDS = 200
_CLOSE = 1e-9


class Uncounted(ValueError):
    """A lane by which vehicles come in is not counted; the message has its number."""


def fitted(*, prior: Floats, rows: Floats, columns: Floats) -> Floats:
    """The table nearest to `prior` whose rows add up to `rows`, its columns to `columns`.

    Shapes (r, c), (r,), (c,). A column of NaN is not known and takes what is left. Where both
    can not be had the rows are kept. What is 0 in the prior stays 0.
    """
    table = prior.astype(np.float64).copy()
    known = ~np.isnan(columns)
    wanted = np.where(known, columns, 0.0)
    if known.all() and wanted.sum() > 0.0:
        wanted = wanted * rows.sum() / wanted.sum()
    for _ in range(_ROUNDS):
        before = table.copy()
        table *= np.where(known, _ratio(wanted, table.sum(axis=0)), 1.0)[None, :]
        table *= _ratio(rows, table.sum(axis=1))[:, None]
        if np.allclose(before, table, rtol=_CLOSE, atol=_CLOSE):
            break
    return table


def counted_demand(
    *,
    network: Network,
    periods: Sequence[Counts],
    exits: Counts,
    mix: Mapping[Kind, float],
    period_s: float = 900.0,
) -> Demand:
    """Vehicles as counted at each stop line in each of the periods, one after the other.

    `exits`: by edge, what is known to leave the network there, in vehicles of all periods.
    Raises Uncounted.
    """
    every: dict[int, float] = {}
    for period in periods:
        for lane, vehicles in period.items():
            every[lane] = every.get(lane, 0.0) + vehicles
    onto = dict(exits)
    for lane, vehicles in every.items():
        edge = network.lanes[lane].edge
        onto[edge] = onto.get(edge, 0.0) + vehicles
    return Demand(
        inflows=_inflows(network, periods, every, period_s),
        shares={
            lane: ways
            for junction in network.junctions
            for lane, ways in _shares(network, junction, every, onto).items()
        },
        mix=mix,
    )


def _inflows(
    network: Network, periods: Sequence[Counts], every: Counts, period_s: float
) -> tuple[Inflow, ...]:
    entries = [
        lane.id
        for lane in network.lanes
        if not lane.is_internal and not network.previous_lanes[lane.id] and lane.edge >= 0
    ]
    for lane in entries:
        if network.next_lanes[lane] and lane not in every:
            raise Uncounted(str(lane))
    return tuple(
        Inflow(lane, period[lane] * 3600.0 / period_s, number * period_s, (number + 1) * period_s)
        for number, period in enumerate(periods)
        for lane in entries
        if period.get(lane, 0.0) > 0.0
    )


def _shares(
    network: Network, junction: Junction, every: Counts, onto: Counts
) -> dict[int, dict[int, float]]:
    """By approach lane: the part of its vehicles that goes on by each lane behind the junction.

    Lanes are changed right behind it, so that each gets what was counted at its end.
    """
    links = [link for link in junction.links if not link.is_crossing]
    lanes = junction.approach_lanes
    edges = sorted({network.lanes[link.to_lane].edge for link in links})
    prior = np.zeros((len(lanes), len(edges)))
    for link in links:
        place = lanes.index(link.from_lane), edges.index(network.lanes[link.to_lane].edge)
        prior[place] += PRIOR[link.turn]
    table = fitted(
        prior=prior,
        rows=np.array([every.get(lane, 0.0) for lane in lanes]),
        columns=np.array([onto.get(edge, math.nan) for edge in edges]),
    )
    sums = table.sum(axis=1, keepdims=True)
    shares = np.where(sums > 0.0, table * _ratio(np.ones_like(sums), sums), prior)
    beside = [_spread(network, edge, every) for edge in edges]
    return {
        lane: {
            to: float(share) * part
            for share, parts in zip(shares[row], beside, strict=True)
            for to, part in parts.items()
            if share > 0.0
        }
        for row, lane in enumerate(lanes)
    }


def _spread(network: Network, edge: int, every: Counts) -> dict[int, float]:
    """Which part of a road's vehicles is on each of its lanes, in equal parts if nobody knows."""
    lanes = [lane.id for lane in network.lanes if lane.edge == edge and not lane.is_internal]
    total = sum(every.get(lane, 0.0) for lane in lanes)
    if not total:
        return dict.fromkeys(lanes, 1.0 / len(lanes))
    return {lane: every.get(lane, 0.0) / total for lane in lanes}


def _ratio(wanted: Floats, has: Floats) -> Floats:
    """1 where there is nothing to scale."""
    return np.divide(wanted, has, out=np.ones_like(wanted), where=has > 0.0)
