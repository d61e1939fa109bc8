"""Reads of those who go to incidents."""

from __future__ import annotations

from dataclasses import dataclass

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import Approach, IncidentDetail
from sewaka.modules.traffic.rules.incidents import ON_THE_STREET


@dataclass(frozen=True, slots=True)
class OnTheStreet:
    """A confirmed incident that is not over, and where it is: the middle of its junction."""

    detail: IncidentDetail
    place: str
    lat: float
    lon: float


def check(*, actor: Actor) -> None:
    """Raises NotFound for whoever does not go to incidents."""
    if not access.may_patrol(actor=actor):
        raise NotFound("traffic.incident.not_found")


def on_the_street(*, actor: Actor) -> list[OnTheStreet]:
    """The oldest first. Raises NotFound."""
    check(actor=actor)
    found = list(
        IncidentDetail.objects.filter(case__state__in=ON_THE_STREET)
        .select_related("case")
        .order_by("detected_at", "pk")
    )
    arms = Approach.objects.select_related("junction").in_bulk([one.approach for one in found])
    return [
        OnTheStreet(
            one,
            f"{arm.junction.name}: {arm.street or arm.code}",
            arm.junction.lat,
            arm.junction.lon,
        )
        for one in found
        if (arm := arms.get(one.approach))
    ]
