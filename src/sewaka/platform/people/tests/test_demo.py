"""The demo city's picker: one tap there, nothing anywhere else."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import fixtures

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.people import api
from sewaka.platform.people.models import Person
from tests.cast import SINCE, Player
from tests.writes import nothing_written

URL = "/akun/demo"


@pytest.fixture
def dewi_demo(db: None) -> Person:
    """A demo auditor."""
    person = api.register(
        actor=SYSTEM, now=SINCE, email="auditor.demo@contoh.example", office_name="Bu Dewi",
        is_demo=True,
    )  # fmt: skip
    api.grant(person_id=person.pk, role="auditor", actor=SYSTEM, now=SINCE)
    return person


@pytest.fixture
def made_demo(db: None) -> Person:
    """A demo citizen."""
    return api.register(
        actor=SYSTEM, now=SINCE, email="made.demo@contoh.example", office_name="Made",
        is_demo=True,
    )  # fmt: skip


@pytest.fixture
def demo_city(settings: fixtures.Settings) -> None:
    """Demo mode."""
    settings.SEWAKA_MODE = "demo"


@pytest.mark.usefixtures("demo_city")
def test_lists_citizens_then_officers_with_an_honest_label(
    client: Client, made_demo: Person, dewi_demo: Person
) -> None:
    page = BeautifulSoup(client.get(URL).content, "lxml")
    assert [h.get_text() for h in page.select("main h2")] == ["Warga", "Petugas"]
    labels = [" ".join(b.get_text().split()) for b in page.select("main button[name=person]")]
    assert labels == ["Masuk sebagai Made", "Masuk sebagai Bu Dewi"]
    assert "orang-orang ini tidak ada" in page.get_text()


@pytest.mark.usefixtures("demo_city")
def test_one_tap_signs_in_with_full_strength(client: Client, dewi_demo: Person) -> None:
    response = client.post(URL, {"person": dewi_demo.pk, "next": "/saya/kabar"})
    assert (response.status_code, response.headers["Location"]) == (302, "/saya/kabar")
    answer = client.get("/saya/kabar")
    actor = answer.wsgi_request.actor  # type: ignore[attr-defined]
    assert (answer.status_code, actor.is_strong, actor.holds("auditor")) == (200, True, True)
    row = EventRow.objects.get(name="people.signed_in")
    assert row.data["methods"] == ["demo"]


@pytest.mark.usefixtures("demo_city")
def test_changing_from_one_person_to_another(
    client: Client, dewi_demo: Person, made_demo: Person
) -> None:
    client.post(URL, {"person": dewi_demo.pk})
    client.post(URL, {"person": made_demo.pk})
    actor = client.get("/saya/kabar").wsgi_request.actor  # type: ignore[attr-defined]
    assert (actor.person_id, actor.grants) == (made_demo.pk, ())


@pytest.mark.usefixtures("demo_city")
def test_nobody_but_demo_people_can_be_picked(client: Client, auditor: Player) -> None:
    for person in (auditor.person.pk, new_id(), "x", ""):
        with nothing_written():
            assert client.post(URL, {"person": person}).status_code == 404


@pytest.mark.usefixtures("demo_city")
def test_the_way_on_stays_on_this_site(client: Client, made_demo: Person) -> None:
    for url in ("https://jahat.example/", "//jahat.example", "javascript:alert(1)"):
        response = client.post(URL, {"person": made_demo.pk, "next": url})
        assert response.headers["Location"] == "/"


@pytest.mark.parametrize("mode", ["city", "test"])
def test_elsewhere_there_is_no_such_page(
    mode: str, client: Client, dewi_demo: Person, settings: fixtures.Settings
) -> None:
    settings.SEWAKA_MODE = mode
    assert client.get(URL).status_code == 404
    with nothing_written():
        assert client.post(URL, {"person": dewi_demo.pk}).status_code == 404
    assert URL not in client.get("/akun/masuk").content.decode()


def test_a_demo_session_is_worth_nothing_in_a_real_city(
    client: Client, dewi_demo: Person, settings: fixtures.Settings
) -> None:
    settings.SEWAKA_MODE = "demo"
    client.post(URL, {"person": dewi_demo.pk})
    settings.SEWAKA_MODE = "city"
    answer = client.get("/saya/kabar")
    assert answer.wsgi_request.actor.person_id is None  # type: ignore[attr-defined]
