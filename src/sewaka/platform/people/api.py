"""What the rest of the city may ask of `people`."""

from __future__ import annotations

from sewaka.platform.people.actions import grant, register, revoke
from sewaka.platform.people.closing import erase
from sewaka.platform.people.menu import MENU
from sewaka.platform.people.middleware import actor_of
from sewaka.platform.people.queries import (
    actor_for,
    demo_people,
    display_name,
    held_by,
    people_with_role,
)
from sewaka.platform.people.staffing import Staffing, staffing
from sewaka.platform.people.stepup import fresh_factor

__all__ = [
    "MENU",
    "Staffing",
    "actor_for",
    "actor_of",
    "demo_people",
    "display_name",
    "erase",
    "fresh_factor",
    "grant",
    "held_by",
    "people_with_role",
    "register",
    "revoke",
    "staffing",
]
