"""Reads of the control room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import Detector, Override, StreetWish, flowing, profiles
from sewaka.modules.traffic.models.flowing import Arm, Street
from sewaka.modules.traffic.models.profiles import Day
from sewaka.platform.people import api as people

_WISHES = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """One junction as its operator sees it. `holder`: who holds it, by the name of the office.

    `day`: today so far against a usual such day.
    """

    street: Street
    arms: tuple[Arm, ...]
    holder: str
    is_own: bool  # the actor holds it
    day: Day


def room(*, actor: Actor, now: datetime) -> list[Street]:
    """Every junction, by code. Raises NotFound for whoever does not work there."""
    _check(actor)
    return flowing.streets(now=now)


def desk(*, actor: Actor, code: str, now: datetime) -> Desk:
    """One of them. Raises NotFound, absent and hidden alike."""
    _check(actor)
    street = flowing.street(code=code, now=now)
    hold = street.hold
    return Desk(
        street=street,
        arms=tuple(flowing.arms(street=street)),
        holder=_name(hold, now=now) if hold else "",
        is_own=hold is not None and hold.actor_id == actor.person_id,
        day=profiles.today(junction=code, now=now),
    )


def wishes(*, actor: Actor) -> list[StreetWish]:
    """What was asked of the demo's street lately, the newest first. Raises NotFound."""
    _check(actor)
    return list(StreetWish.objects.order_by("-asked_at")[:_WISHES])


def lanes(*, actor: Actor) -> list[tuple[str, str]]:
    """Code and words of every lane with a detector. Raises NotFound."""
    _check(actor)
    rows = Detector.objects.order_by("junction__name", "code").values_list(
        "code", "junction__name", "lane__approach__street", "lane__number"
    )
    return [(code, f"{name}: {street or code} {number}") for code, name, street, number in rows]


def _name(hold: Override, *, now: datetime) -> str:
    """Of who holds it, as colleagues call them; "" of one who has left the room since."""
    for role in access.ROOM_ROLES:
        for person in people.people_with_role(role, now=now):
            if person.pk == hold.actor_id:
                return people.display_name(person)
    return ""


def _check(actor: Actor) -> None:
    if not access.may_steer(actor=actor):
        raise NotFound("traffic.junction.not_found")
