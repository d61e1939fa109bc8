"""Plans of Denpasar-12 that could be tried in place of its own. All invented: `verified: no`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sewaka.modules.traffic import town
from sewaka.modules.traffic.control.plans import Split, StagePlan

BASE = "dasar"
LONG = "siklus-panjang"
_LONGER = 1.6


def longer() -> Mapping[str, StagePlan]:
    """By junction: its own plan with a cycle longer by more than half, as is often seen."""
    return {
        code: replace(
            post.plan,
            splits=tuple(
                Split(one.stage, float(round(_LONGER * one.duration_s))) for one in post.plan.splits
            ),
        )
        for code, post in town.posts().items()
    }
