"""Reads of the control room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import (
    Approach,
    Detector,
    DetectorFaultDetail,
    IncidentDetail,
    Override,
    PriorityRequest,
    StreetWish,
    faults,
    flowing,
    incidents,
    profiles,
)
from sewaka.modules.traffic.models.calendar import Today
from sewaka.modules.traffic.models.calendar import today as calendar_today
from sewaka.modules.traffic.models.flowing import Arm, Street
from sewaka.modules.traffic.models.profiles import Day
from sewaka.modules.traffic.rules.incidents import DETECTED
from sewaka.platform.cases import api as cases
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
    today: Today | None  # by the calendar of plan sets


@dataclass(frozen=True, slots=True)
class IllDetector:
    """A detector that is not healthy, and its open case if it has one."""

    detector: Detector
    case: cases.Case | None


def ill_detectors(*, actor: Actor) -> list[IllDetector]:
    """Failed first, the longest first. Raises NotFound for whoever does not see to them."""
    if not access.may_mend(actor=actor):
        raise NotFound("traffic.junction.not_found")
    found = faults.ill()
    known = faults.open_faults(detectors=[one.pk for one in found])
    return [IllDetector(one, known[one.pk].case if one.pk in known else None) for one in found]


def fault(*, actor: Actor, case_id: UUID) -> DetectorFaultDetail | None:
    """The details of a fault's case that the actor may read; None where it is none."""
    found = DetectorFaultDetail.objects.filter(
        case__in=cases.visible_cases(actor=actor), pk=case_id
    )
    return found.select_related("detector__junction", "detector__lane").first()


def fault_codes(*, actor: Actor, case_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """What was wrong, of those that the actor may read."""
    found = DetectorFaultDetail.objects.filter(
        case__in=cases.visible_cases(actor=actor), pk__in=case_ids
    )
    return dict(found.values_list("pk", "faults"))


@dataclass(frozen=True, slots=True)
class Alarm:
    """An open incident, with its case, and where it is in words."""

    detail: IncidentDetail
    place: str


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
        today=calendar_today(at=now),
    )


def junction_of_request(*, actor: Actor, request_id: UUID) -> str:
    """Of which signal a call for priority is. Raises NotFound."""
    _check(actor)
    found = PriorityRequest.objects.filter(pk=request_id).values_list("junction", flat=True).first()
    if found is None:
        raise NotFound("traffic.priority.not_found")
    return found


def alarms(*, actor: Actor) -> list[Alarm]:
    """Incidents that are open: alarms first, then what is on the street. Raises NotFound."""
    _check(actor)
    found = incidents.alarms()
    places = {
        one.code: f"{one.junction.name}: {one.street or one.code}"
        for one in Approach.objects.filter(code__in=[one.approach for one in found]).select_related(
            "junction"
        )
    }
    rows = [Alarm(one, places.get(one.approach, one.approach)) for one in found]
    return sorted(rows, key=lambda one: one.detail.case.state != DETECTED)


def incident(*, actor: Actor, case_id: UUID) -> IncidentDetail | None:
    """The details of a case that the actor may read; None where it is none."""
    return IncidentDetail.objects.filter(
        case__in=cases.visible_cases(actor=actor), pk=case_id
    ).first()


def incident_rules(*, actor: Actor, case_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """By which rule each was found, of those that the actor may read."""
    found = IncidentDetail.objects.filter(
        case__in=cases.visible_cases(actor=actor), pk__in=case_ids
    )
    return dict(found.values_list("pk", "detected_by"))


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
