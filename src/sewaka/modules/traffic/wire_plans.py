"""A plan within an order: `{"code", "offset", "splits": [[stage, seconds], ...]}`."""

from __future__ import annotations

from typing import Any

from sewaka.modules.traffic import wire_fields as fields
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.wire_fields import Malformed

_MOST_SPLITS = 64
_LONGEST_S = 600.0
_LONGEST_CODE = 64


def written(plan: StagePlan) -> dict[str, Any]:
    """As JSON."""
    return {
        "code": plan.code,
        "offset": plan.offset_s,
        "splits": [[split.stage, split.duration_s] for split in plan.splits],
    }


def read(take: fields.Fields) -> StagePlan | None:
    """The field `plan`; None when it is absent. Raises Malformed."""
    if not take.has("plan"):
        return None
    plan = take.inner("plan")
    return plan.all_of(
        StagePlan(
            code=plan.text("code", longest=_LONGEST_CODE),
            splits=tuple(_split(row) for row in plan.rows("splits", most=_MOST_SPLITS)),
            offset_s=plan.real("offset", most=_MOST_SPLITS * _LONGEST_S),
        )
    )


def _split(row: object) -> Split:
    if not isinstance(row, list) or len(row) != 2:  # noqa: PLR2004 - stage and seconds
        raise Malformed("splits")
    stage, seconds = row
    if type(stage) is not int or not 0 <= stage < _MOST_SPLITS:
        raise Malformed("splits")
    return Split(stage, fields.real(seconds, "splits", most=_LONGEST_S))
