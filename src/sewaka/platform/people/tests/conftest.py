"""The cast, as far as `people` needs it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sewaka.kernel.access import SYSTEM
from sewaka.platform.people import api
from sewaka.platform.people.models import Person

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # Monday, 10.00 WITA
STAFF_PASSWORD = "ombak sanur pagi hari"
CITIZEN_PASSWORD = "kopi-susu7"


@pytest.fixture
def made(db: None) -> Person:
    """Made, a citizen."""
    return api.register(
        actor=SYSTEM, now=NOW, email="made@contoh.example", password=CITIZEN_PASSWORD
    )


@pytest.fixture
def ketut(db: None) -> Person:
    """Ketut, another citizen."""
    return api.register(
        actor=SYSTEM, now=NOW, email="ketut@contoh.example", password=CITIZEN_PASSWORD
    )


@pytest.fixture
def putri(db: None) -> Person:
    """Bu Putri, who gives roles."""
    person = api.register(
        actor=SYSTEM,
        now=NOW,
        email="putri@contoh.example",
        office_name="Bu Putri",
        password=STAFF_PASSWORD,
    )
    api.grant(person_id=person.pk, role="people_admin", actor=SYSTEM, now=NOW)
    return person


@pytest.fixture
def auditor(db: None) -> Person:
    """The auditor."""
    person = api.register(
        actor=SYSTEM,
        now=NOW,
        email="auditor@contoh.example",
        office_name="Bu Dewi",
        password=STAFF_PASSWORD,
    )
    api.grant(person_id=person.pk, role="auditor", actor=SYSTEM, now=NOW)
    return person
