"""Who may change the city's land."""

from __future__ import annotations

from sewaka.kernel import registry
from sewaka.kernel.access import NOTHING, Actor, AnyOf, Rule, Under, Where, has, system

ADMIN = "admin"


def holds_office_over(path: str = "code") -> Rule:
    """The actor holds a staff role for the area at `path` or for one above it.

    Whichever module the role belongs to: whoever keeps the village desk knows its hamlets.
    """

    def condition(actor: Actor) -> Where:
        parts = tuple(
            Under(path, held.area_code)
            for held in actor.grants
            if held.area_code and _is_staff(held.role)
        )
        return AnyOf(parts) if parts else NOTHING

    return Rule(words=f"holds an office over {path}", condition=condition)


# For a village: its own office and those above it; not the heads of its hamlets.
MAY_ADD_HAMLET = holds_office_over("code") | has(ADMIN) | system()

MAY_IMPORT = has(ADMIN) | system()


def _is_staff(role: str) -> bool:
    declared = registry.roles().get(role)
    return declared is not None and declared.is_staff
