"""Who goes to incidents: a page for one hand, three deeds, and nobody goes unseen."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import access
from sewaka.modules.traffic.actions.incidents import report_incident
from sewaka.modules.traffic.tests import desk_scenes
from sewaka.platform.cases.api import Case
from sewaka.platform.people import api as people
from tests.cast import NOW, SINCE, Cast, Part, Player, enter

pytestmark = pytest.mark.django_db
PAGE = "/kerja/ruang-kendali/lapangan"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def dharma(cast: Cast) -> Player:
    """Of the patrol team."""
    player = enter(Part("made", agency_code=""))
    people.grant(person_id=player.person.pk, role=access.PATROL, actor=SYSTEM, now=SINCE)
    desk_scenes.measured(cast)
    return player


@pytest.fixture
def case(dharma: Player, eka: Player) -> Case:
    """Confirmed by the room."""
    return report_incident(junction="J09", approach="A", actor=eka.actor, now=NOW)


def shown(client: Client) -> BeautifulSoup:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def press(client: Client, number: int = 0) -> BeautifulSoup:
    """The deed of that number, as a browser without scripts sends it."""
    form = shown(client).select(".thumb-deeds form")[number]
    fields = {str(one["name"]): str(one.get("value", "")) for one in form.select("input")}
    answer = client.post(str(form["action"]), fields, follow=True)
    return BeautifulSoup(answer.content, "html.parser")


def deeds(page: BeautifulSoup | Tag) -> list[str]:
    return [one.get_text(strip=True) for one in page.select(".thumb-deeds form .button")]


def test_a_team_takes_it_over_arrives_and_clears(dharma: Player, case: Case) -> None:
    assert deeds(shown(dharma.client)) == ["Kami ke sana", "Jalan sudah lancar lagi"]
    assert deeds(press(dharma.client)) == ["Kami di tempat", "Jalan sudah lancar lagi"]
    assert deeds(press(dharma.client)) == ["Jalan sudah lancar lagi"]
    assert deeds(press(dharma.client)) == []
    case.refresh_from_db()
    assert case.state == "cleared"
    names = EventRow.objects.filter(case_id=case.pk).order_by("position")
    told = [name for name in names.values_list("name", flat=True) if "incident" in name]
    assert told[-2:] == ["traffic.incident_responding", "traffic.incident_cleared"]


def test_the_way_there_is_a_link(dharma: Player, case: Case) -> None:
    way = shown(dharma.client).select_one(".thumb-deeds a")
    assert way is not None
    assert way["href"] == "geo:-8.680000,115.200000"


def test_who_was_slower_reads_it_and_changes_nothing(
    dharma: Player, case: Case, eka: Player
) -> None:
    form = shown(dharma.client).select(".thumb-deeds form")[0]
    press(eka.client)
    answer = dharma.client.post(str(form["action"]), {"version": str(case.version)}, follow=True)
    assert answer.status_code == 200
    case.refresh_from_db()
    assert case.state == "responding"
    assert BeautifulSoup(answer.content, "html.parser").select_one(".notice, [role=alert]")


def test_an_alarm_that_nobody_has_confirmed_sends_nobody(dharma: Player, cast: Cast) -> None:
    assert deeds(shown(dharma.client)) == []


def test_other_deeds_are_no_addresses(dharma: Player, case: Case) -> None:
    for action in ("dismiss", "confirm", "close", "nothing"):
        answer = dharma.client.post(f"{PAGE}/{case.pk}/{action}")
        assert answer.status_code == 404, action
    case.refresh_from_db()
    assert case.state == "confirmed"


def test_a_team_steers_no_signal_and_plans_nothing(dharma: Player) -> None:
    for address in ("", "/J09", "/kalender", "/hari", "/detektor", "/bagaimana-jika"):
        assert dharma.client.get(f"/kerja/ruang-kendali{address}").status_code == 404, address


def test_whoever_goes_to_no_incidents_finds_no_page(sari: Player, case: Case) -> None:
    assert sari.client.get(PAGE).status_code == 404
    assert sari.client.post(f"{PAGE}/{case.pk}/take").status_code == 404
