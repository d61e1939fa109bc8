"""The mayor's list as a page, and the button that asks."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from sewaka.modules.reports import jobs
from sewaka.modules.reports.tests.conftest import Way
from sewaka.platform.cases.models import CaseEntry
from tests.cast import Player

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")
LATER = datetime(2026, 11, 25, 9, tzinfo=WITA)
LIST = "/kerja/laporan/wali-kota"


@pytest.fixture
def listed(rubbish: Way) -> Way:
    """Nobody has touched it for two days."""
    with time_machine.travel(LATER, tick=False):
        jobs.tick_hops(0)
    return rubbish


def words(client: Client) -> str:
    """What the page says."""
    with time_machine.travel(LATER, tick=False):
        page = client.get(LIST)
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_it_names_the_offices_that_let_it_pass(listed: Way, mayor: Player) -> None:
    said = words(mayor.client)
    assert listed.sent.number in said
    assert "Sel, 24 Nov 2026 14.05 WITA : belum dijawab" in said
    assert (
        "Yang melewatkan Kepala lingkungan/dusun, Br. Contoh; Kantor desa/kelurahan, Sesetan; "
        "Camat, Denpasar Selatan; "
    ) in said


def test_the_button_asks_once_and_the_list_says_by_when(listed: Way, mayor: Player) -> None:
    with time_machine.travel(LATER, tick=False):
        answer = mayor.client.post(f"{LIST}/{listed.sent.number}")
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    assert CaseEntry.objects.filter(case_id=listed.sent.case_id, action="ask_office").count() == 1
    assert "Ditanyakan, jawaban paling lambat Kam, 26 Nov 2026 16.00 WITA" in words(mayor.client)


def test_an_empty_list_says_so(mayor: Player) -> None:
    assert "Daftar kosong." in words(mayor.client)
