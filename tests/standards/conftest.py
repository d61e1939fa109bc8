"""A served city with public reports and a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor
from sewaka.kernel.geo import Position
from sewaka.modules.reports.actions.georeport import clients
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import Category, ClientRole, catalogue
from sewaka.modules.reports.rules.draft import Draft
from sewaka.modules.reports.rules.places import Source
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK
from sewaka.platform.cases import api as cases
from tests.cast import NOW
from tests.standards.serving import served

FORM = [
    {
        "code": "POLE",
        "question": {"id": "Nomor tiang?", "en": "Number of the pole?"},
        "datatype": "string",
    },
    {
        "code": "LAMPS",
        "question": {"id": "Berapa lampu?", "en": "How many lamps?"},
        "datatype": "singlevaluelist",
        "values": [
            {"key": "1", "name": {"id": "Satu", "en": "One"}},
            {"key": "many", "name": {"id": "Banyak", "en": "Many"}},
        ],
    },
]


@dataclass(frozen=True)
class Endpoint:
    """Where the city answers, and a key of a citizens' program."""

    origin: str
    key: str

    @property
    def v2(self) -> str:
        """The production endpoint."""
        return f"{self.origin}/open311/v2"


def public_reports(count: int) -> None:
    """So many public reports of the last weeks, of two categories; every other one is closed."""
    for n in range(count):
        at = NOW - timedelta(days=5 * n + 1)
        draft = Draft(
            category=("201", "104")[n % 4 // 2],
            description=f"Laporan contoh {n}: <b>gelap & kotor</b>",
            position=Position(lat=-8.7016 + n / 2000, lon=115.2205),
            position_source=Source.PIN,
        )
        report = submit_report(
            actor=ANONYMOUS, now=at, draft=draft, sender=Sender(limits_apply=False)
        )
        author = Actor(via="link", link_case_id=report.case_id)
        cases.move(case_id=report.case_id, action="publish", actor=MODERATOR_DESK, now=at)
        if n % 2:
            cases.move(case_id=report.case_id, action="cancel", actor=author, now=at)


@pytest.fixture
def endpoint(db: None, settings: LazySettings, tmp_path: Path) -> Iterator[Endpoint]:
    """The city with some public reports, served."""
    settings.MEDIA_ROOT = tmp_path
    Category.objects.filter(pk="104").update(form=FORM)
    catalogue.forget()
    public_reports(8)
    key = clients.create_key(name="three", role=ClientRole.CITIZEN, actor=SYSTEM, now=NOW)
    with served() as origin:
        yield Endpoint(origin, key)
