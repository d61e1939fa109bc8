"""Who may change the city's land."""

from __future__ import annotations

from sewaka.kernel import registry
from sewaka.kernel.access import NOTHING, Actor, AnyOf, Rule, Under, Where, has, system

ADMIN = "admin"


def holds_office_over(path: str = "code") -> Rule:
    """The actor holds a role that keeps the land, for the area at `path` or for one above it.

    Whichever module the role belongs to: it says so itself (`Role.keeps_land`), since a volunteer
    or a weigher serves an area too.
    """

    def condition(actor: Actor) -> Where:
        parts = tuple(
            Under(path, held.area_code)
            for held in actor.grants
            if held.area_code and _keeps_land(held.role)
        )
        return AnyOf(parts) if parts else NOTHING

    return Rule(words=f"holds an office over {path}", condition=condition)


# For a village: its own office and those above it; not the heads of its hamlets.
MAY_ADD_HAMLET = holds_office_over("code") | has(ADMIN) | system()

MAY_IMPORT = has(ADMIN) | system()


def _keeps_land(role: str) -> bool:
    declared = registry.roles().get(role)
    return declared is not None and declared.keeps_land
