"""A place outside the city: asked as a question, or passed on to the neighbour whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import Invalid
from sewaka.kernel.geo import Position
from sewaka.kernel.ids import new_id
from sewaka.modules.reports.actions.submit import Sender, Submitted, submit_report
from sewaka.modules.reports.effects import places
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.models.labels import ERRORS, EXTERNAL_BODIES
from sewaka.modules.reports.rules.draft import Draft, ReportKind
from sewaka.modules.reports.rules.places import Located, Onward, Place, decide_place, unplaced
from sewaka.modules.reports.tests.conftest import RUBBISH
from sewaka.modules.reports.tests.test_georeport_reading import V2
from sewaka.platform.cases import api as cases
from tests.cast import NOW
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
KUTA = Position(lat=-8.718, lon=115.169)
THERE = replace(RUBBISH, position=KUTA, village_code="", hamlet_code="")
PLACE = {"lat": "-8.718", "lon": "115.169", "source": "pin"}
Form = dict[str, Any]
WHAT = {"category": "201", "asked": "201", "description": "Sampah menumpuk di depan pasar"}


def sent(onward: Onward, **changes: Any) -> Submitted:
    """A report from Kuta."""
    draft: Draft = replace(THERE, onward=onward, **changes)
    return submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))


def walk(client: Client, onward: str) -> BeautifulSoup:
    """The four steps for a place in Kuta; the receipt."""
    client.post(reverse("reports:photo"), {})
    assert client.post(reverse("reports:place"), {**PLACE, "onward": onward}).status_code == 302
    client.post(reverse("reports:what"), WHAT)
    check = client.get(reverse("reports:check")).content.decode()
    assert "Di luar Kota Denpasar" in check
    assert client.post(reverse("reports:check"), {}).status_code == 302
    return BeautifulSoup(client.get(reverse("reports:sent")).content, "lxml")


@pytest.mark.parametrize("onward", [one for one in Onward if one])
def test_a_wish_opens_the_way_out_of_the_city(onward: Onward) -> None:
    def decided(located: Located) -> Place | str:
        return decide_place(located=located, chosen_village="", chosen_hamlet="", onward=onward)

    assert decided(Located()) == unplaced()
    place = decided(Located(village_code="51.71.01.1003"))
    assert not isinstance(place, str)
    assert place.village_code == "51.71.01.1003"  # the wish counts outside only


def test_without_a_wish_nothing_is_taken_and_the_ways_are_shown(client: Client) -> None:
    with nothing_written(), pytest.raises(Invalid) as refusal:
        sent(Onward.NONE)
    assert refusal.value.fields == {"place": "reports.position.outside_badung"}
    answer = client.post(reverse("reports:place"), PLACE)
    assert answer.status_code == 422
    folded = BeautifulSoup(answer.content, "lxml").select_one("details:has([name=onward])")
    assert folded is not None
    assert folded.has_attr("open")
    assert [str(one["value"]) for one in folded.select("[name=onward]")] == [
        "question",
        "badung",
        "gianyar",
    ]


def test_a_neighbours_report_is_passed_on_and_the_trial_says_so() -> None:
    passed = sent(Onward.BADUNG)
    report = Report.objects.select_related("case").get(pk=passed.case_id)
    assert (report.case.state, report.external_body) == ("not_responsible", "badung")
    assert report.external_reference == ""  # nobody has given a number
    assert report.ask_back_at is not None
    assert report.ask_back_at < NOW + timedelta(days=4)  # the desk passes it on by hand
    line = cases.timeline(case=report.case, actor=SYSTEM)[-1]
    assert line.audience == "public"
    assert "uji coba: tidak ada yang terkirim" in line.text
    assert "Kabupaten Badung" in line.text


def test_a_question_from_outside_goes_to_triage() -> None:
    report = Report.objects.select_related("case").get(pk=sent(Onward.QUESTION).case_id)
    assert report.kind == ReportKind.INFORMATION_REQUEST
    assert (report.policy, report.village_code) == ("information_request", "")
    assert report.case.state == "submitted"


def test_a_sealed_report_never_leaves_the_inspectors() -> None:
    passed = sent(Onward.GIANYAR, kind=ReportKind.INTEGRITY)
    report = Report.objects.select_related("case").get(pk=passed.case_id)
    assert (report.case.state, report.case.visibility) == ("submitted", "secret")


def test_the_flow_without_javascript(client: Client) -> None:
    words = walk(client, "gianyar").get_text(" ")
    assert "Belum ada kanal terbuka ke Kabupaten Gianyar" in words
    assert "petugas meneruskan laporan Anda secara manual" in words
    assert "Terselesaikan" not in words
    assert Report.objects.get().external_body == "gianyar"


def test_the_flow_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    client.post(reverse("reports:photo"), {})
    page = client.post(reverse("reports:place"), PLACE)
    words = page.content.decode()
    assert "The place lies outside Denpasar" in words
    assert "There is no open channel to the neighbours yet (trial)" in words


def test_the_phone_says_it_with_the_report(client: Client) -> None:
    body = {
        "category": "201",
        "description": "Sampah menumpuk di depan pasar",
        "position": {"lat": KUTA.lat, "lon": KUTA.lon},
        "onward": "badung",
    }
    answer = client.post(
        "/api/v1/reports",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(new_id())},
    )
    assert answer.status_code == 201
    receipt = f"{answer.json()['url'].partition('testserver')[2]}/tanda-terima"
    assert "Kabupaten Badung" in client.get(receipt).content.decode()


@pytest.mark.parametrize(
    ("lat", "lon", "body"),
    [
        (-8.718, 115.169, "badung"),  # Kuta
        (-8.790, 115.160, "badung"),  # Jimbaran
        (-8.560, 115.190, "badung"),  # towards Mengwi
        (-8.598, 115.282, "gianyar"),  # Sukawati
        (-8.507, 115.263, "gianyar"),  # Ubud
        (-8.720, 115.350, ""),  # at sea
        (51.5, -0.1, ""),
    ],
)
def test_the_neighbour_of_a_place(lat: float, lon: float, body: str) -> None:
    found = places.locate(Position(lat=lat, lon=lon))
    assert (found.village_code, found.neighbour) == ("", body)
    assert found.problem == f"reports.position.outside{body and '_'}{body}"


def test_every_neighbour_is_an_outside_body_with_words_of_its_own() -> None:
    neighbours = {one.value for one in Onward if one.is_neighbour}
    assert neighbours <= set(dict(EXTERNAL_BODIES))
    assert {f"reports.position.outside_{one}" for one in neighbours} <= set(ERRORS)


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", "tampaknya di Kabupaten Badung"), ("en", "it seems in Badung Regency")],
)
def test_the_place_step_asks_beside_the_position(client: Client, language: str, words: str) -> None:
    client.cookies["django_language"] = language
    field = BeautifulSoup(client.get(reverse("reports:place")).content, "lxml").select_one(
        "[data-place]"
    )
    assert field is not None
    answer = client.get(str(field["data-where"]), {"lat": "-8.718", "lon": "115.169"}).json()
    assert (answer["is_inside"], answer["neighbour"]) == (False, "badung")
    assert words in answer["outside"]
    inside = client.get(str(field["data-where"]), {"lat": "-8.7016", "lon": "115.2205"}).json()
    assert (inside["is_inside"], inside["neighbour"], inside["outside"]) == (True, "", "")


def test_a_program_passes_a_request_on_to_the_neighbour(client: Client, form: Form) -> None:
    outside = {**form, "lat": "-8.718", "long": "115.169"}
    with nothing_written(besides=frozenset({"limits_spent"})):
        wrong = client.post(f"{V2}/requests.json", {**outside, "onward": "tabanan"})
    assert (wrong.status_code, len(wrong.json())) == (400, 1)
    (sent_on,) = client.post(f"{V2}/requests.json", {**outside, "onward": "badung"}).json()
    assert "petugas meneruskan laporan Anda secara manual" in sent_on["service_notice"]
    report = Report.objects.get(case__number=sent_on["service_request_id"])
    assert (report.case.state, report.external_body) == ("not_responsible", "badung")
    (asked,) = client.post(f"{V2}/requests.json", {**outside, "onward": "question"}).json()
    report = Report.objects.get(case__number=asked["service_request_id"])
    assert (report.case.state, report.kind) == ("submitted", ReportKind.INFORMATION_REQUEST)
