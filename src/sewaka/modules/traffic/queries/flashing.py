"""Reads of the control room: signals that flash, and how far their resets are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import FlashReset
from sewaka.modules.traffic.models.flowing import Street
from sewaka.modules.traffic.rules.resetting import OPEN
from sewaka.platform.people import api as people


@dataclass(frozen=True, slots=True)
class Flashing:
    """A signal that flashes. `reset`: the newest of this flash; `asker`: by the name of the office.

    `is_own`: the actor has asked for it, so another must confirm.
    """

    street: Street
    since: datetime
    fault: str
    reset: FlashReset | None
    asker: str
    is_own: bool

    @property
    def is_open(self) -> bool:
        """Whether a reset waits for its second person, or for the signal."""
        return self.reset is not None and self.reset.step in OPEN


def flashing(*, actor: Actor, streets: Sequence[Street], now: datetime) -> list[Flashing]:
    """Those of these junctions that flash, in their order. Raises NotFound."""
    if not access.may_steer(actor=actor):
        raise NotFound("traffic.junction.not_found")
    since = {
        one.junction.code: one.signal.flash_since
        for one in streets
        if one.signal is not None and one.signal.flash_since is not None
    }
    if not since:
        return []
    rows = FlashReset.objects.filter(junction__in=since).order_by("asked_at")
    newest = {row.junction: row for row in rows if row.flash_since == since[row.junction]}
    names = _names(now=now) if newest else {}
    return [
        _flashing(one, newest.get(one.junction.code), names, actor=actor)
        for one in streets
        if one.junction.code in since
    ]


def junction_of(*, actor: Actor, reset_id: UUID) -> str:
    """Of which signal it is. Raises NotFound."""
    found = FlashReset.objects.filter(pk=reset_id).values_list("junction", flat=True).first()
    if found is None or not access.may_steer(actor=actor):
        raise NotFound("traffic.reset.not_found")
    return found


def _flashing(
    street: Street, reset: FlashReset | None, names: Mapping[object, str], *, actor: Actor
) -> Flashing:
    signal = street.signal
    if signal is None or signal.flash_since is None:
        raise ValueError(f"{street.junction.code} does not flash")
    return Flashing(
        street=street,
        since=signal.flash_since,
        fault=signal.flash_code,
        reset=reset,
        asker=names.get(reset.asked_by, "") if reset else "",
        is_own=reset is not None and reset.asked_by == actor.person_id,
    )


def _names(*, now: datetime) -> Mapping[object, str]:
    """Of everybody in the room, as colleagues call them."""
    return {
        person.pk: people.display_name(person)
        for role in access.ROOM_ROLES
        for person in people.people_with_role(role, now=now)
    }
