"""Who may see and do what in traffic control."""

from __future__ import annotations

from uuid import UUID

from sewaka.kernel.access import Actor, Rule, anyone, has, system
from sewaka.kernel.errors import Forbidden, NotFound

OPERATOR = "traffic.operator"
ENGINEER = "traffic.engineer"
TECHNICIAN = "traffic.technician"
PATROL = "traffic.patrol"
HEAD = "traffic.head"
TOLD_OF_FLASH = (PATROL, HEAD)
ROOM_ROLES = frozenset({OPERATOR, ENGINEER})
WORKSHOP_ROLES = ROOM_ROLES | {TECHNICIAN}
PATROL_ROLES = ROOM_ROLES | {PATROL}


def public_pages() -> Rule:
    """How the streets flow is for everybody, without an account."""
    return anyone()


def control_room() -> Rule:
    """Operators of the control room and traffic engineers."""
    return has(OPERATOR) | has(ENGINEER)


def workshop() -> Rule:
    """Who sees to detectors: technicians, and the control room."""
    return has(TECHNICIAN) | control_room()


def patrol() -> Rule:
    """Who goes to incidents: the patrol teams, and the control room that sends them."""
    return has(PATROL) | control_room()


def may_patrol(*, actor: Actor) -> bool:
    """Whether the actor goes to incidents."""
    return actor.person_id is not None and any(held.role in PATROL_ROLES for held in actor.grants)


def may_mend(*, actor: Actor) -> bool:
    """Whether the actor sees to detectors."""
    return actor.person_id is not None and any(held.role in WORKSHOP_ROLES for held in actor.grants)


def mender_of(*, actor: Actor) -> UUID:
    """Who sees to detectors and cameras. Raises NotFound for everybody else."""
    if actor.person_id is None or not may_mend(actor=actor):
        raise NotFound("traffic.camera.not_found")
    return actor.person_id


def engineering() -> Rule:
    """Plans and simulations: traffic engineers."""
    return has(ENGINEER)


def engineer_of(*, actor: Actor) -> UUID:
    """The traffic engineer who acts. Raises NotFound for everybody else."""
    if actor.person_id is None or not may_plan(actor=actor):
        raise NotFound("traffic.plan.not_found")
    return actor.person_id


def may_plan(*, actor: Actor) -> bool:
    """Whether the actor is a traffic engineer."""
    return actor.holds(ENGINEER)


def engine() -> Rule:
    """What the engine finds by itself."""
    return system()


def steering_role(*, actor: Actor) -> str:
    """The role in which the actor may hold a stage. Raises Forbidden."""
    held = {grant.role for grant in actor.grants}
    for role in (OPERATOR, ENGINEER):
        if role in held and actor.person_id is not None:
            return role
    raise Forbidden


def may_steer(*, actor: Actor) -> bool:
    """Whether the actor works in the control room."""
    return actor.person_id is not None and any(held.role in ROOM_ROLES for held in actor.grants)
