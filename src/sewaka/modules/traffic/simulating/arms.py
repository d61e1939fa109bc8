"""What comes to the arms of a junction in the busiest usual hour, for the sheets of its plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sewaka.modules.traffic import town
from sewaka.modules.traffic.control.demand import DENPASAR_MIX, Kind
from sewaka.modules.traffic.control.sheets import Arm
from sewaka.modules.traffic.models import Approach, Profile, days, profiles

_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class BusyHour:
    """The arms in that hour of a usual day of this kind (its name); classes are the city's mix."""

    hour: int
    kind: str
    arms: Sequence[Arm]


def busiest_arms(*, junction: str, now: datetime) -> BusyHour | None:
    """The hour in which most pass the junction on a day like today; None where nobody knows."""
    kind = days.kind(day=now.astimezone(profiles.zone()).date())
    rows = Profile.objects.filter(junction=junction, day_type=kind.code) if kind else ()
    usual: dict[str, dict[int, float]] = {}
    for row in rows:
        by_hour = usual.setdefault(row.approach, {})
        hour = row.quarter // _QUARTERS
        by_hour[hour] = by_hour.get(hour, 0.0) + row.volume_p50
    whole = usual.pop("", {})
    if not whole or kind is None:
        return None
    busiest = max(whole, key=lambda hour: whole[hour])
    return BusyHour(busiest, kind.local_name, _arms(junction, usual, busiest))


def _arms(junction: str, usual: dict[str, dict[int, float]], hour: int) -> Sequence[Arm]:
    lanes = town.lanes_of_arms(junction=junction)
    return [
        Arm(
            code=one.code,
            lanes=lanes[one.code],
            effective_m=one.effective_m,
            motorcycles=vehicles * DENPASAR_MIX[Kind.MOTORCYCLE],
            cars=vehicles * DENPASAR_MIX[Kind.CAR],
            heavy=vehicles * DENPASAR_MIX[Kind.HEAVY],
        )
        for one in Approach.objects.filter(junction=junction).order_by("code")
        if one.code in lanes
        for vehicles in [usual.get(one.code, {}).get(hour, 0.0)]
    ]
