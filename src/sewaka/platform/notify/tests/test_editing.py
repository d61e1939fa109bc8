"""The editor's pages."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.platform.notify import api, texts
from sewaka.platform.notify.models import Template
from sewaka.platform.people import api as people
from tests.cast import NOW, Player
from tests.writes import nothing_written

URL = "/kerja/teks/reports.received?bahasa=id"


@pytest.fixture
def editor(made: Player) -> Player:
    """Made, who also edits the city's texts."""
    people.grant(person_id=made.person.pk, role="editor", actor=SYSTEM, now=clock.now())
    api.define(
        code="reports.received", words={"id": ("Laporan {number}", "Terima kasih.")}, now=NOW
    )
    return made


def test_lists_every_text_in_force(editor: Player) -> None:
    page = BeautifulSoup(editor.client.get(reverse("notify_texts")).content, "lxml")
    links = [str(a["href"]) for a in page.select("tbody a")]
    assert [link for link in links if "reports.received" in link] == [URL]
    assert len(links) == len(texts.in_force())


def test_looking_first_writes_nothing(editor: Player) -> None:
    client = editor.client
    client.get(URL)
    with nothing_written():
        response = client.post(
            URL, {"subject": "Kabar {number}", "body": "Matur suksma.", "preview": "1"}
        )
    page = BeautifulSoup(response.content, "lxml")
    assert page.select_one("section.card h2").get_text() == "Kabar ‹number›"  # type: ignore[union-attr]  # it is there
    assert page.select_one("#id_subject")["value"] == "Kabar {number}"  # type: ignore[index]  # it is there


def test_putting_new_words_in_force(editor: Player) -> None:
    response = editor.client.post(URL, {"subject": "Kabar {number}", "body": "Matur suksma."})
    assert response.headers["Location"] == reverse("notify_texts")
    newest = texts.newest(code="reports.received", language="id")
    assert (newest.version, newest.subject) == (2, "Kabar {number}")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"subject": "Kabar {nik}", "body": "x"}, "id_subject"),
        ({"subject": "Kabar", "body": "{"}, "id_body"),
        ({"subject": "Kabar", "body": " "}, "id_body"),
    ],
)
def test_mistakes_come_back_at_their_field(
    form: dict[str, str], field: str, editor: Player
) -> None:
    response = editor.client.post(URL, form)
    links = BeautifulSoup(response.content, "lxml").select(".summary a")
    assert (response.status_code, [link["href"] for link in links]) == (422, [f"#{field}"])
    assert Template.objects.filter(code="reports.received").count() == 1


def test_unknown_texts_and_other_people_see_nothing(editor: Player, admin: Player) -> None:
    assert editor.client.get("/kerja/teks/a.b").status_code == 404
    assert editor.client.get("/kerja/teks/reports.received?bahasa=en").status_code == 404
    for language in ("xx", "%00", ""):
        url = f"/kerja/teks/reports.received?bahasa={language}"
        assert editor.client.get(url).status_code == 404
    for url in (URL, reverse("notify_texts")):
        assert admin.client.get(url).status_code == 404
