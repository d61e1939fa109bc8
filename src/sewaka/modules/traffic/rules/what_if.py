"""A what-if: the vehicles of an hour, plan A and plan B at each junction, and so many draws."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic.control.plans import Split, StagePlan

Json = dict[str, Any]
ENOUGH = 0.8  # of an hour must have been heard, or the usual one stands in for it
USUAL_SEEDS, MOST_SEEDS = 5, 20
SECONDS = 3600
QUEUE = "simulations"  # of jobs
HOURS = 24


class Side(StrEnum):
    """Which of the two."""

    A = "a"
    B = "b"


class Source(StrEnum):
    """Where the vehicles come from."""

    COUNTS = "counts"
    PROFILE = "profile"


class RunState(StrEnum):
    """How far a run, or the whole comparison, has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Hour:
    """What came to the stop lines in each quarter of an hour: vehicles by lane, in their order.

    `exits`: what left the streets, by road. `mix`: parts of the vehicles by class.
    `completeness`: of the hour, as it was heard.
    """

    quarters: tuple[Mapping[str, float], ...]
    exits: Mapping[str, float]
    mix: Mapping[str, float]
    source: Source
    completeness: float

    @property
    def vehicles(self) -> float:
        """At all stop lines together; who passes three counts three times."""
        return sum(sum(quarter.values()) for quarter in self.quarters)


@dataclass(frozen=True, slots=True)
class Question:
    """All that the answer depends on: equal questions have equal answers. Plans by junction."""

    hour: Hour
    plans: Mapping[Side, Mapping[str, StagePlan]]
    seeds: tuple[int, ...]

    def as_json(self) -> Json:
        """To be kept."""
        return {
            "hour": asdict(self.hour),
            "plans": {
                side.value: {code: asdict(plan) for code, plan in plans.items()}
                for side, plans in self.plans.items()
            },
            "seeds": list(self.seeds),
        }

    @property
    def digest(self) -> str:
        """The same for the same question."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def read(kept: Json) -> Question:
    """A question as it was kept."""
    hour = kept["hour"]
    return Question(
        hour=Hour(
            quarters=tuple(hour["quarters"]),
            exits=hour["exits"],
            mix=hour["mix"],
            source=Source(hour["source"]),
            completeness=hour["completeness"],
        ),
        plans={
            Side(side): {code: _plan(plan) for code, plan in plans.items()}
            for side, plans in kept["plans"].items()
        },
        seeds=tuple(kept["seeds"]),
    )


def check_asked(*, hour: int, seeds: int, is_same: bool) -> None:
    """Raises DomainError("traffic.simulation.hour", ".seeds", ".same": A is B)."""
    if not 0 <= hour < HOURS:
        raise DomainError("traffic.simulation.hour")
    if not 1 <= seeds <= MOST_SEEDS:
        raise DomainError("traffic.simulation.seeds", most=MOST_SEEDS)
    if is_same:
        raise DomainError("traffic.simulation.same")


def together(*, states: Sequence[RunState]) -> RunState:
    """The state of a comparison by those of its runs."""
    if RunState.FAILED in states:
        return RunState.FAILED
    if all(state is RunState.DONE for state in states):
        return RunState.DONE
    return RunState.QUEUED if set(states) == {RunState.QUEUED} else RunState.RUNNING


def _plan(kept: Json) -> StagePlan:
    splits = tuple(Split(one["stage"], one["duration_s"]) for one in kept["splits"])
    return StagePlan(kept["code"], splits, kept["offset_s"])
