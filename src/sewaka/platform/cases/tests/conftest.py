"""The cast around one sample case. Places are codes only: nothing here depends on the map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from sewaka.kernel import registry
from sewaka.kernel.access import Actor, Held
from sewaka.kernel.calendar import Unit
from sewaka.platform.agencies.models import Agency
from sewaka.platform.cases import api as cases
from sewaka.platform.people.models import Grant, Person

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # Mon 9 Mar 2026 10.00 WITA
HAMLET = "51.71.01.1001.003"
OTHER_HAMLET = "51.71.01.1001.004"
SAMPLE = "sewaka.platform.cases.tests.sample"


@pytest.fixture(autouse=True)
def _sample_module(settings: LazySettings) -> Iterator[None]:
    settings.SEWAKA_MODULES = [SAMPLE]
    forget()
    yield
    forget()


def forget() -> None:
    """Let the registry read the settings anew."""
    for cached in (registry.modules, registry.workflow, registry.roles):
        cached.cache_clear()


@dataclass(frozen=True)
class Cast:
    """Who acts. Each officer has a counterpart elsewhere, who must be refused."""

    made: Actor
    ketut: Actor
    wayan: Actor
    komang: Actor
    village: Actor
    sari: Actor
    sari2: Actor
    agus: Actor
    desk: Actor
    inspector: Actor
    mayor: Actor
    admin: Actor


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    """Persons, grants and agencies of the cast."""
    for code, name in (("pupr", "Dinas PUPR"), ("dlhk", "Dinas LHK")):
        fields = {"kind": "opd", "name": name, "short_name": code.upper()}
        Agency.objects.update_or_create(code=code, defaults=fields)
    return Cast(
        made=_person("Made"),
        ketut=_person("Ketut"),
        wayan=_person("Pak Wayan", Held("sample.head", area_code=HAMLET)),
        komang=_person("Bu Komang", Held("sample.head", area_code=OTHER_HAMLET)),
        village=_person("Pak Lurah", Held("sample.village", area_code="51.71.01.1001")),
        sari=_person("Bu Sari", Held("sample.officer", agency_code="pupr")),
        sari2=_person("Pak Putra", Held("sample.officer", agency_code="pupr")),
        agus=_person("Pak Agus", Held("sample.officer", agency_code="dlhk")),
        desk=_person("Bu Ayu", Held("sample.desk")),
        inspector=_person("Pak Rai", Held("sample.inspector")),
        mayor=_person("Wali Kota", Held("mayor")),
        admin=_person("Admin", Held("admin")),
    )


def _person(name: str, *grants: Held) -> Actor:
    person = Person(office_name=name if grants else "")
    person.set_unusable_password()
    person.save()
    Grant.objects.bulk_create(
        Grant(
            person=person,
            role=held.role,
            area_code=held.area_code,
            agency_code=held.agency_code,
            valid_from=NOW - timedelta(days=400),
        )
        for held in grants
    )
    return Actor(person_id=person.pk, grants=grants)


OpenCase = Callable[..., cases.Case]


@pytest.fixture
def open_case(cast: Cast) -> OpenCase:
    return lambda **changes: make_case(cast, **changes)


def make_case(cast: Cast, **changes: Any) -> cases.Case:
    """Made's request, held by Pak Wayan, with both promises of the brief's first vector."""
    fields: dict[str, Any] = {
        "module": "sample",
        "kind": "request",
        "workflow": "sample.request",
        "title": "Got mampet, Jl. Nangka",
        "actor": cast.made,
        "now": NOW,
        "applicant_id": cast.made.person_id,
        "holder_role": "sample.head",
        "area_code": HAMLET,
        "lat": -8.65,
        "lon": 115.216,
        "clocks": (
            cases.ClockStart("response", NOW + timedelta(hours=24), Unit.HOURS, "light"),
            cases.ClockStart(
                "resolution",
                datetime(2026, 3, 16, 8, 0, tzinfo=UTC),  # 5 working days
                Unit.WORKING_DAYS,
                "light",
            ),
        ),
        "entry": cases.EntryDraft(text="Got mampet sejak kemarin"),
    }
    return cases.open_case(**(fields | changes))
