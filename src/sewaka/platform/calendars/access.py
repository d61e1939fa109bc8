"""Who may change the calendar.

`CALENDAR_EDITORS` in the settings adds roles to the platform's own: which of the modules' roles
sets up deadlines is the city's affair, and the platform knows no module.
"""

from __future__ import annotations

from django.conf import settings

from sewaka.kernel.access import EVERYTHING, NOTHING, Actor, Rule, Where, system

_ALWAYS = frozenset({"admin", "editor"})


def editors() -> frozenset[str]:
    """The roles whose holders may change holidays and opening hours."""
    return _ALWAYS | frozenset(getattr(settings, "CALENDAR_EDITORS", ()))


def _is_editor(actor: Actor) -> Where:
    is_unlimited = any(
        held.role in editors() and not held.area_code and not held.agency_code
        for held in actor.grants
    )
    return EVERYTHING if is_unlimited else NOTHING


MAY_EDIT = Rule(words="edits the calendar", condition=_is_editor) | system()
