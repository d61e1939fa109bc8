"""The people of the demo city, from `people.toml` into accounts and grants."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sewaka.kernel import registry
from sewaka.kernel.access import SYSTEM, Held
from sewaka.platform.agencies import api as agencies
from sewaka.platform.people import api as people
from sewaka.platform.territory import api as territory

FILE = Path(__file__).with_name("people.toml")
SERVED_BEFORE = timedelta(days=3 * 365)  # demo staff were in office before the first demo report


@dataclass(frozen=True, slots=True)
class Part:
    """One invented person and the roles they play."""

    name: str
    email: str
    does: str
    language: str
    grants: tuple[Held, ...]


def parts() -> tuple[Part, ...]:
    """Everybody of the file, with grants spelled out for the installed modules."""
    found = tomllib.loads(FILE.read_text())["person"]
    named = _Named(found)
    return tuple(
        Part(
            name=each["name"],
            email=each["email"],
            does=each["does"],
            language=each.get("language", "id"),
            grants=tuple(
                held for grant in each.get("grants", ()) for held in named.spelled_out(grant)
            ),
        )
        for each in found
    )


def keys_of(part: Part) -> list[registry.DemoKey]:
    """The keys of programs that belong to somebody, from all modules."""
    found = [one for module in registry.modules() if module.demo_keys for one in module.demo_keys()]
    return [one for one in found if one.owner == part.email]


def enter(*, now: datetime) -> int:
    """Register whom the demo city does not know yet; returns how many were new."""
    known = {person.email for person in people.demo_people()}
    missing = [part for part in parts() if part.email not in known]
    for part in missing:
        _enter(part, now=now)
    return len(missing)


def _enter(part: Part, *, now: datetime) -> None:
    person = people.register(
        actor=SYSTEM,
        now=now,
        email=part.email,
        office_name=part.name,
        language=part.language,
        is_demo=True,
    )
    for held in part.grants:
        people.grant(
            actor=SYSTEM,
            now=now,
            person_id=person.pk,
            role=held.role,
            area_code=held.area_code,
            agency_code=held.agency_code,
            valid_from=now - SERVED_BEFORE,
            reason="demo",
        )


class _Named:
    """Which areas and agencies somebody in the file holds by name, so that others get the rest."""

    def __init__(self, found: list[dict[str, Any]]) -> None:
        grants = [grant for each in found for grant in each.get("grants", ())]
        self._areas = {(grant["role"], grant["area"]) for grant in grants if "area" in grant}
        self._agencies = {(grant["role"], grant["agency"]) for grant in grants if "agency" in grant}

    def spelled_out(self, grant: dict[str, Any]) -> Iterator[Held]:
        """The grants that one line of the file stands for."""
        role = grant["role"]
        if role not in registry.roles():
            return
        if "areas_under" in grant:
            for area in territory.areas(level=grant["level"], under=grant["areas_under"]):
                if (role, area.code) not in self._areas:
                    yield Held(role=role, area_code=area.code)
        elif grant.get("agencies") == "others":
            for agency in agencies.agencies(is_external=False):
                if (role, agency.code) not in self._agencies:
                    yield Held(role=role, agency_code=agency.code)
        else:
            yield Held(
                role=role, area_code=grant.get("area", ""), agency_code=grant.get("agency", "")
            )
