"""What the engine tells the rest of the city of one junction, whenever that has spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sewaka.modules.traffic.control.explain import Explanation
from sewaka.modules.traffic.engine.quality import Flow
from sewaka.modules.traffic.wire import Shown


@dataclass(frozen=True, slots=True)
class Picture:
    """`heard_s`: seconds since 1970 by our own clock. `flow` is None while nobody knows.

    `densities`: vehicles per km and lane by approach, of those that are seen.
    """

    shown: Shown
    heard_s: float
    stages: int
    why: Explanation
    flow: Flow | None
    queues: Mapping[str, int]  # standing vehicles by detector
    silent: tuple[str, ...]
    densities: Mapping[str, float] = field(default_factory=dict)
    refusal: str = ""  # the last order's, if it was refused
