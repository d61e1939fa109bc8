"""Section 8 of the brief, behind the form: keys, floods, empty offices, faults, clashes, erasure.

What a person reads is asserted in Indonesian and in English; what is refused writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems.catalogue import sentence as sentence_of
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.georeport import clients, fetching
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import GeoReportClient, Report, RoutingRule, catalogue, ticks
from sewaka.modules.reports.models.checks import check_set_up
from sewaka.modules.reports.models.queues import Queue
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    MODERATOR_DESK,
    RUBBISH,
    SARI_AT_DLHK,
    TRIAGE_DESK,
    Way,
)
from sewaka.modules.reports.tests.test_actions_chain import to_agency
from sewaka.modules.reports.tests.test_actions_merging import another, merge
from sewaka.modules.reports.tests.test_api import BODY, KEY
from sewaka.modules.reports.tests.test_api import URL as NATIVE
from sewaka.modules.reports.tests.test_bad_input import LANGUAGES, Two, spoken
from sewaka.modules.reports.tests.test_georeport_reading import V2, errors
from sewaka.modules.reports.tests.test_web_flow import walk
from sewaka.platform.cases import api as cases
from sewaka.platform.people import api as people
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
COUNTED = frozenset({"limits_spent", "keys_subjectkey", "idempotency_keptanswer"})


def words(response: Any) -> str:
    """What stands on the page."""
    return " ".join(BeautifulSoup(response.content, "lxml").get_text(" ").split())


def sentences(refusal: DomainError) -> Two:
    """What a person reads of it, in both languages."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(sentence_of(refusal))
    return found[0], found[1]


def _absent(form: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in form.items() if name != "api_key"}


def _wrong(form: dict[str, Any]) -> dict[str, Any]:
    return {**form, "api_key": "x" * 22}


def _switched_off(form: dict[str, Any]) -> dict[str, Any]:
    clients.switch_off(name="Warga", actor=SYSTEM, now=NOW)
    return form


NO_KEY: Two = ("Untuk mengirim diperlukan api_key.", "Sending needs an api_key.")
BAD_KEY: Two = (
    "api_key ini tidak dikenal, atau sudah dimatikan.",
    "This api_key is not known, or it has been switched off.",
)


@pytest.mark.parametrize(
    ("with_key", "said"),
    [(_absent, NO_KEY), (_wrong, BAD_KEY), (_switched_off, BAD_KEY)],
    ids=["absent", "wrong", "switched off"],
)
def test_keys(
    client: Client,
    form: dict[str, Any],
    with_key: Callable[[dict[str, Any]], dict[str, Any]],
    said: Two,
) -> None:
    sent = with_key(form)
    for language, sentence in zip(LANGUAGES, said, strict=True):
        with nothing_written():
            answer = client.post(f"{V2}/requests.json?locale={language}", sent)
        assert errors(answer) == [(403, sentence)]


TOO_MANY_CALLS: Two = (
    "Itu terlalu sering dalam waktu singkat. Coba lagi Sen, 23 Nov 2026 15.00 WITA.",
    "That was very often in a short time. Try again at Mon, 23 Nov 2026, 15:00 WITA.",
)


def test_a_key_over_its_quota(client: Client, form: dict[str, Any]) -> None:
    GeoReportClient.objects.update(hourly_quota=1)
    client.post(f"{V2}/requests.json", form)
    for language, sentence in zip(LANGUAGES, TOO_MANY_CALLS, strict=True):
        with nothing_written(besides=COUNTED):
            answer = client.post(f"{V2}/requests.json?locale={language}", form)
        assert errors(answer) == [(429, sentence)]
        assert 0 < int(answer["Retry-After"]) <= 3600


REUSED: Two = (
    "Formulir ini sudah terkirim dengan isi lain. Muat ulang halaman untuk mengirim yang baru.",
    "This form was already sent with other content. Reload the page to send something new.",
)


def test_one_key_two_bodies(client: Client) -> None:
    def send(description: str) -> Any:
        raw = orjson.dumps({**BODY, "description": description})
        return client.post(NATIVE, raw, content_type="application/json", headers=KEY)

    first, again = send("Sampah"), send("Sampah")
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    for language, sentence in zip(LANGUAGES, REUSED, strict=True):
        spoken(client, language)
        with nothing_written(besides=COUNTED):
            other = send("Lain")
        assert (other.status_code, other.json()["detail"]) == (422, sentence)


@pytest.mark.parametrize(
    "url",
    ["https://localhost/a.jpg", "https://10.0.0.1/a.jpg", "http://contoh.example/a.jpg"],
)
def test_media_addresses_that_lead_inside(client: Client, form: dict[str, Any], url: str) -> None:
    said: Two = (
        "Foto dari program pengirim tidak dapat diambil (",
        "The photo of the sending program could not be fetched (",
    )
    for language, sentence in zip(LANGUAGES, said, strict=True):
        client.post(f"{V2}/requests.json", {**form, "media_url": url})
        report = Report.objects.latest("sent_at", "case_id")
        with override(language):
            fetching.fetch_media(case_id=report.pk, url=url, actor=SYSTEM, now=NOW)
        note = cases.timeline(case=report.case, actor=SYSTEM)[-1]
        assert (note.audience, note.text.startswith(sentence)) == ("internal", True)
        assert report.case.state == "submitted"


def test_a_village_on_leave_is_passed_at_once_and_triage_is_told(
    rubbish: Way, wayan: Player, kadek: Player, wulan: Player
) -> None:
    (grant,) = kadek.person.grants.all()
    people.revoke(grant_id=grant.pk, actor=SYSTEM, now=NOW)
    assert not queries.queue(actor=TRIAGE_DESK, queue=Queue.VACANT).exists()
    rubbish.do("verify", wayan.actor)
    assert rubbish.case.holder_role == "reports.district_head"
    page = reverse("reports:queues") + "?antrean=tanpa-petugas"
    for language, sentence in zip(
        LANGUAGES, ("Kantor kosong", "Passed an empty office"), strict=True
    ):
        answer = spoken(wulan.client, language).get(page)
        assert sentence in words(answer)
        assert rubbish.case.title in words(answer)
    public = ("belum ada petugas, langsung diteruskan", "no officer yet, passed on at once")
    for language, sentence in zip(LANGUAGES, public, strict=True):
        assert sentence in words(spoken(Client(), language).get(f"/l/{rubbish.sent.number}"))


def test_without_a_route_triage_holds_it_and_the_city_was_warned(rubbish: Way) -> None:
    RoutingRule.objects.filter(category_id="104").delete()
    catalogue.forget()
    warned: Two = (
        (
            "104 Lampu jalan padam: belum ada dinas untuk seluruh kota;"
            " laporannya tertahan di meja pemilah."
        ),
        "104 Street light out: no agency for the whole city; triage holds these reports.",
    )
    for language, sentence in zip(LANGUAGES, warned, strict=True):
        with override(language):
            found = [one.msg for one in check_set_up(databases=["default"])]
        assert found == [sentence]
    sent = submit_report(
        actor=ANONYMOUS, now=NOW, draft=replace(RUBBISH, category="104"), sender=Sender()
    )
    assert Way(sent).case.holder_role == "reports.triage"
    waiting = queries.queue(actor=TRIAGE_DESK, queue=Queue.UNROUTED)
    assert [one.pk for one in waiting] == [sent.case_id]


def test_two_officers_at_once(rubbish: Way, wayan: Player, agus: Player) -> None:
    to_agency(rubbish, wayan)
    version = rubbish.case.version
    rubbish.do("accept", agus.actor, answer=ANSWER)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        cases.move(
            case_id=rubbish.sent.case_id,
            action="reject",
            actor=SARI_AT_DLHK,
            now=rubbish.at,
            version=version,
            given={"reason_code": "unclear", "answer": ANSWER},
        )
    indonesian, english = sentences(refusal.value)
    assert indonesian.startswith("Sudah diubah oleh Petugas laporan, Dinas Lingkungan Hidup")
    assert english.startswith("Already changed by ")
    assert rubbish.case.state == "accepted"


def test_the_page_says_that_updates_are_delayed(rubbish: Way, dewi: Player) -> None:
    rubbish.do("publish", dewi.actor)
    ticks.note(now=NOW - timedelta(minutes=6))
    said: Two = (
        "Pembaruan tertunda. Yang Anda lihat mungkin sudah beberapa menit lalu.",
        "Updates are delayed. What you see may be some minutes old.",
    )
    for language, sentence in zip(LANGUAGES, said, strict=True):
        assert sentence in words(spoken(Client(), language).get(f"/l/{rubbish.sent.number}"))


def test_a_database_that_is_gone_is_503_with_a_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_asked: Any) -> Any:
        raise OperationalError("x")

    monkeypatch.setattr("sewaka.modules.reports.web.flow.send_draft", gone)
    client.raise_request_exception = False
    walk(client)
    for language in LANGUAGES:
        answer = spoken(client, language).post("/lapor/periksa")
        assert (answer.status_code, "Retry-After" in answer) == (503, True)
        for sentence in ("Silakan coba lagi dalam 5 menit", "Please try again in 5 minutes"):
            assert sentence in words(answer)


def test_a_flood_at_every_door(client: Client, form: dict[str, Any]) -> None:
    for _ in range(3):
        walk(client)
        client.post("/lapor/periksa")
        client.post(f"{V2}/requests.json", {**form, "device_id": "d"})
    walk(client, description="Yang keempat")
    waiting: Two = ("Mohon tunggu sebentar", "Please wait a little")
    refused: Two = (
        "Anda mengirim beberapa laporan dalam waktu singkat. Teks Anda tersimpan.",
        "You have sent several reports in a short time. Your text is kept.",
    )
    for n, language in enumerate(LANGUAGES):
        with nothing_written(besides=COUNTED | {"reports_webdraft"}):
            page = spoken(client, language).post("/lapor/periksa")
            program = client.post(
                f"{V2}/requests.json?locale={language}", {**form, "device_id": "d"}
            )
        assert (page.status_code, waiting[n] in words(page)) == (429, True)
        assert "WITA" in words(page)
        assert errors(program) == [(429, refused[n])]
    assert client.post(f"{V2}/requests.json", {**form, "device_id": "e"}).status_code == 200


@pytest.mark.parametrize("typed", ["9971015501850001", "0812 3456 7890"])
def test_a_stranger_searches_for_a_person(
    rubbish: Way, dewi: Player, typed: str, django_assert_num_queries: Any
) -> None:
    """The same answer and the same work, whether somebody of that number exists or not."""
    rubbish.do("publish", dewi.actor)
    nothing: Two = ("tidak ada yang cocok", "nothing fits")
    for language, sentence in zip(LANGUAGES, nothing, strict=True):
        browser = spoken(Client(), language)
        found = words(browser.get("/cari", {"q": typed})).lower()
        other = words(browser.get("/cari", {"q": typed[:-1] + "9"})).lower()
        assert sentence in found
        assert found.replace(typed, "?") == other.replace(typed[:-1] + "9", "?")
        assert rubbish.sent.number.lower() not in found


def test_a_pasted_identity_number_is_marked_and_covered(client: Client) -> None:
    walk(client, description="NIK saya 9971014107900001, got mampet")
    marked: Two = (
        "Nomor pribadi ditutupi untuk umum.",
        "Numbers that belong to a person are covered in public.",
    )
    for language, sentence in zip(LANGUAGES, marked, strict=True):
        page = spoken(client, language).get("/lapor/periksa")
        assert "NIK saya ▇▇, got mampet" in words(page)
        assert sentence in words(page)
        assert b"9971014107900001" not in page.content.partition(b"<main")[2]
    client.post("/lapor/periksa")
    report = Report.objects.get()
    assert report.description_public == "NIK saya ▇▇, got mampet"


MERGES = {
    "into its own child": (
        "Ini laporan yang sama, atau sudah digabung ke laporan ini.",
        "This is the same report, or it goes on as this one already.",
    ),
    "into a sealed one": (
        "Laporan rahasia tidak pernah digabung.",
        "A sealed report is never merged.",
    ),
    "a circle": (
        "Ini laporan yang sama, atau sudah digabung ke laporan ini.",
        "This is the same report, or it goes on as this one already.",
    ),
}


@pytest.mark.parametrize(("kind", "said"), MERGES.items(), ids=MERGES.keys())
def test_merges_that_can_not_be(rubbish: Way, kind: str, said: Two) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    second = another(rubbish)
    if kind == "into a sealed one":
        child, master = second, rubbish
        cases.Case.objects.filter(pk=rubbish.sent.case_id).update(visibility="secret")
    else:
        merge(second, rubbish)
        child, master = (rubbish, second) if kind == "into its own child" else (rubbish, rubbish)
    seeing = replace(TRIAGE_DESK, link_case_id=rubbish.sent.case_id)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        child.do("merge", seeing, master=master.sent.number)
    assert sentences(refusal.value) == said


def test_an_erased_contact_is_told_on_the_authors_page(rubbish: Way) -> None:
    rubbish.do("erase_contact", rubbish.author)
    address = f"/l/{rubbish.sent.number}/{rubbish.sent.secret}"
    for language, sentence in zip(
        LANGUAGES, ("Hapus kontak saya", "Erase my contact"), strict=True
    ):
        assert sentence in words(spoken(Client(), language).get(address))
    assert rubbish.case.state == "submitted"
