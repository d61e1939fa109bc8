"""The desk of whoever gives roles."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM, Held
from sewaka.platform.people import api
from sewaka.platform.people.models import Grant
from tests.cast import Player
from tests.writes import nothing_written

GIVE = "/kerja/peran/beri"


def wanted(**more: str) -> dict[str, str]:
    """A filled form: Ketut becomes an editor."""
    return {"email": "ketut@contoh.example", "role": "editor", **more}


def test_lists_who_holds_what(putri: Player, auditor: Player) -> None:
    page = BeautifulSoup(putri.client.get(reverse("people_roles")).content, "lxml")
    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert len(rows) == 2
    assert "Auditor (contoh)" in rows[0] + rows[1]


@pytest.mark.parametrize("who", ["made", "admin", "auditor"])
def test_the_desk_is_closed_to_others(who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    assert client.get(reverse("people_roles")).status_code == 404
    with nothing_written():
        assert client.post(GIVE, wanted()).status_code == 404


def test_giving_a_role_until_the_end_of_a_day(putri: Player, ketut: Player) -> None:
    response = putri.client.post(GIVE, wanted(area_code="51.71.01", last_day="2030-06-30"))
    assert response.headers["Location"] == reverse("people_roles")
    given = Grant.objects.get(person=ketut.person)
    assert given.valid_to is not None
    assert given.valid_to.isoformat() == "2030-06-30T16:00:00+00:00"  # midnight WITA
    assert api.held_by(person_id=ketut.person.pk, now=clock.now()) == (
        Held("editor", area_code="51.71.01"),
    )


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (wanted(email="tiada@contoh.example"), "id_email"),
        (wanted(role="raja"), "id_role"),
        (wanted(last_day="2020-01-01"), "id_last_day"),
        (wanted(last_day="bukan hari"), "id_last_day"),
    ],
)
def test_mistakes_come_back_at_their_field(
    form: dict[str, str], field: str, putri: Player, ketut: Player
) -> None:
    response = putri.client.post(GIVE, form)
    links = BeautifulSoup(response.content, "lxml").select(".summary a")
    assert (response.status_code, [link["href"] for link in links]) == (422, [f"#{field}"])
    assert Grant.objects.filter(person=ketut.person).count() == 0


def test_the_same_role_twice_is_refused_in_words(putri: Player, ketut: Player) -> None:
    putri.client.post(GIVE, wanted())
    response = putri.client.post(GIVE, wanted())
    assert response.status_code == 422
    assert Grant.objects.filter(person=ketut.person).count() == 1


def test_ending_a_role(putri: Player, ketut: Player) -> None:
    given = api.grant(person_id=ketut.person.pk, role="editor", actor=SYSTEM, now=clock.now())
    url = reverse("people_end_role", args=[given.pk])
    assert putri.client.get(url).status_code == 200
    assert putri.client.post(url, {"reason": "pindah"}).status_code == 302
    assert api.held_by(person_id=ketut.person.pk, now=clock.now()) == ()
    assert putri.client.post(url).status_code == 409


def test_a_role_is_not_given_on_an_old_factor(putri: Player, ketut: Player) -> None:
    client = putri.client
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        response = client.post(GIVE, wanted())
    assert response.headers["Location"].split("?")[0] == reverse("account_reauthenticate")
    assert Grant.objects.filter(person=ketut.person).count() == 0


def listed(client: Client, query: str = "") -> list[str]:
    """The rows of the list as they read."""
    page = BeautifulSoup(client.get(f"{reverse('people_roles')}?{query}").content, "lxml")
    return [row.get_text(" ", strip=True) for row in page.select("tbody tr")]


def test_a_long_list_comes_in_pages(putri: Player, ketut: Player) -> None:
    Grant.objects.bulk_create(
        Grant(
            person=ketut.person,
            role="editor",
            area_code=f"51.71.01.1003.{n:03}",
            valid_from=clock.now(),
        )
        for n in range(60)
    )
    first, second = listed(putri.client), listed(putri.client, "hal=2")
    assert (len(first), len(second)) == (50, 11)  # Putri's own role too
    assert not set(first) & set(second)
    assert listed(putri.client, "hal=99") == second
    assert listed(putri.client, "hal=satu") == first
    found = BeautifulSoup(
        putri.client.get(f"{reverse('people_roles')}?cari=51.71.01&peran=editor").content, "lxml"
    )
    following = found.select_one("a[rel=next]")
    assert following is not None
    assert following["href"] == "?peran=editor&cari=51.71.01&hal=2"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("cari=auditor@contoh", 1),
        ("cari=AUDITOR", 1),
        ("cari=tiada", 0),
        ("peran=auditor", 1),
        ("peran=raja", 0),
        ("peran=auditor&cari=putri", 0),
        ("cari=%00", 2),
    ],
)
def test_the_list_is_narrowed(query: str, count: int, putri: Player, auditor: Player) -> None:
    assert len([row for row in listed(putri.client, query) if "(contoh)" in row]) == count
