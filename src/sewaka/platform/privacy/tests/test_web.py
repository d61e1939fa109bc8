"""Pages of `privacy`: one's own data, the officer's desk, the public record."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sewaka.kernel import clock
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.people.models import Person
from sewaka.platform.privacy import actions, reference
from sewaka.platform.privacy.models import Export, Request
from tests.cast import Player


@pytest.fixture(autouse=True)
def texts(db: None) -> None:
    """The words of the desk."""
    reference.load()


def page(content: bytes) -> BeautifulSoup:
    """The page, parsed."""
    return BeautifulSoup(content, "lxml")


def test_the_record_is_open_to_everybody(client: Client) -> None:
    response = client.get(reverse("privacy_record"))
    heads = [cell.get_text() for cell in page(response.content).select("thead th")]
    assert response.status_code == 200
    assert heads == [
        "Bagian kota",
        "Untuk apa",
        "Dasar hukum",
        "Data yang mana",
        "Siapa yang melihat",
        "Berapa lama",
        "Terenkripsi",
    ]
    assert "5 tahun" in page(response.content).get_text()


def test_one_sees_ones_own_data_with_its_purpose(made: Player) -> None:
    text = page(made.client.get(reverse("privacy_own")).content).get_text()
    assert "made@contoh.example" in text
    assert "Untuk masuk dan menerima kabar" in text


def test_asking_on_the_page(made: Player) -> None:
    response = made.client.post(
        reverse("privacy_ask"), {"kind": "correction", "words": "Salah tulis."}
    )
    assert (response.status_code, response.headers["Location"]) == (302, "/akun/data")
    assert Request.objects.get().words == "Salah tulis."
    assert "Salah tulis." in page(made.client.get("/akun/data").content).get_text()


def test_a_request_without_words_comes_back_with_what_was_chosen(made: Player) -> None:
    response = made.client.post(reverse("privacy_ask"), {"kind": "erasure", "words": ""})
    found = page(response.content)
    assert response.status_code == 422
    assert found.title is not None
    assert found.title.get_text().startswith("Ada kesalahan")
    assert [a["href"] for a in found.select(".summary a")] == ["#id_words"]
    assert [i["value"] for i in found.select("input[name=kind][checked]")] == ["erasure"]
    assert Request.objects.count() == 0


def test_the_copy_needs_a_fresh_proof(made: Player) -> None:
    client = made.client
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        response = client.post(reverse("privacy_export"))
    assert response.headers["Location"].split("?")[0] == reverse("account_reauthenticate")
    assert Export.objects.count() == 0


def test_the_copy_is_loaded_once_proven_and_leaves_a_trace(made: Player, ketut: Player) -> None:
    shown = page(made.client.post(reverse("privacy_export")).content)
    (link,) = [str(a["href"]) for a in shown.select("main a") if str(a["href"]).endswith(".zip")]
    assert ketut.client.get(link).status_code == 404
    response = made.client.get(link)
    assert response.headers["Content-Type"] == "application/zip"
    assert "index.json" in zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    (row,) = EventRow.objects.filter(name="audit.read")
    assert (row.subject_id, row.data["channel"]) == (made.person.pk, "export")


def test_ones_own_look_stands_in_the_list(made: Player) -> None:
    shown = page(made.client.post(reverse("privacy_export")).content)
    (link,) = [str(a["href"]) for a in shown.select("main a") if str(a["href"]).endswith(".zip")]
    made.client.get(link)
    rows = page(made.client.get(reverse("privacy_access")).content).select("tbody tr")
    assert len(rows) == 1
    assert "Anda" in rows[0].get_text()


def test_erasing_on_the_page(made: Player) -> None:
    assert made.client.get(reverse("privacy_erase")).status_code == 200
    response = made.client.post(reverse("privacy_erase"))
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert Person.objects.get(pk=made.person.pk).email is None


def test_an_officer_reads_why_not(dpo: Player) -> None:
    response = dpo.client.post(reverse("privacy_erase"))
    assert response.status_code == 409
    assert "peran" in page(response.content).get_text()
    assert Person.objects.get(pk=dpo.person.pk).is_active is True


def test_the_desk_is_the_officers_alone(made: Player, admin: Player, dpo: Player) -> None:
    actions.ask(kind="access", words="Apa saja?", actor=made.actor, now=clock.now())
    url = reverse("privacy_desk")
    assert [who.client.get(url).status_code for who in (made, admin, dpo)] == [404, 404, 200]
    (link,) = page(dpo.client.get(url).content).select("tbody th a, tbody td a")
    response = dpo.client.get(str(link["href"]))
    assert "Apa saja?" in page(response.content).get_text()
    assert EventRow.objects.filter(name="audit.read", subject_id=made.person.pk).count() == 1
    assert admin.client.get(str(link["href"])).status_code == 404


def test_the_officer_answers_on_the_page(made: Player, dpo: Player) -> None:
    asked = actions.ask(kind="access", words="Apa saja?", actor=made.actor, now=clock.now())
    url = reverse("privacy_answer", args=[asked.pk])
    assert dpo.client.post(url, {"words": ""}).status_code == 422
    assert dpo.client.post(url, {"words": "Ini semua."}).status_code == 302
    assert dpo.client.post(url, {"words": "Lagi."}).status_code == 409
    text = page(made.client.get("/akun/data").content).get_text()
    assert "Ini semua." in text


def test_ending_a_consent_on_the_page(made: Player, ketut: Player) -> None:
    consent = actions.give_consent(
        person_id=made.person.pk,
        purpose="photo",
        text_version=1,
        actor=made.actor,
        now=clock.now(),
    )
    url = reverse("privacy_withdraw")
    assert ketut.client.post(url, {"consent": consent.pk}).status_code == 404
    assert ketut.client.post(url, {"consent": "x"}).status_code == 404
    assert made.client.post(url, {"consent": consent.pk}).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
