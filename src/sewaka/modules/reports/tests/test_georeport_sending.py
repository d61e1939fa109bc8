"""GeoReport v2, sending: keys, forms, photos, tokens, the sandbox."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from sewaka.kernel import clock, http
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.actions.georeport import clients, fetching, taking
from sewaka.modules.reports.models import (
    Category,
    ClientRole,
    GeoReportClient,
    Report,
    ReporterContact,
    ReportPhoto,
    catalogue,
    covered,
)
from sewaka.modules.reports.rules import questions
from sewaka.modules.reports.tests.conftest import jpeg
from sewaka.modules.reports.tests.test_georeport_reading import V2, errors
from sewaka.modules.reports.tests.test_georeport_services import FORM
from sewaka.modules.reports.tests.written_xml import parsed
from sewaka.platform.cases import api as cases
from tests.cast import NOW, SESETAN
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db


def post(client: Client, form: dict[str, Any], suffix: str = "json", **headers: str) -> Any:
    """Send a request."""
    return client.post(f"{V2}/requests.{suffix}", form, headers=headers)


def only(answer: Any) -> dict[str, Any]:
    """The one element of a JSON answer."""
    assert answer.status_code == 200, answer.content
    (found,) = answer.json()
    assert isinstance(found, dict)
    return found


def test_a_request_is_a_report_like_any_other(client: Client, form: dict[str, Any]) -> None:
    contact = {"first_name": "Made", "last_name": "Contoh", "phone": "0812-3456-7890"}
    found = only(post(client, {**form, **contact, "account_id": "a7"}))
    assert list(found) == ["service_request_id", "service_notice", "account_id"]
    assert found["account_id"] == "a7"
    report = Report.objects.get(case__number=found["service_request_id"])
    assert (report.channel, report.village_code, report.position_source) == (
        "open311",
        SESETAN,
        "pin",
    )
    assert report.client == GeoReportClient.objects.get()
    assert ReporterContact.objects.get().name == "Made Contoh"
    assert "0812" in (covered.original(report) or "")
    assert "0812" not in report.description_public


def test_xml_answers_the_same(client: Client, form: dict[str, Any]) -> None:
    root = parsed(post(client, form, "xml").content)
    assert root.tag == "service_requests"
    number = root.findtext("request/service_request_id")
    assert Report.objects.get().case.number == number


def test_a_form_may_be_urlencoded(client: Client, form: dict[str, Any]) -> None:
    answer = client.post(
        f"{V2}/requests.json", urlencode(form), content_type="application/x-www-form-urlencoded"
    )
    assert only(answer)["service_request_id"]


@pytest.mark.parametrize("wrong", ["", "unknown", "x" * 5000, "\x00"])
def test_without_a_known_key_nothing_is_taken(
    client: Client, form: dict[str, Any], wrong: str
) -> None:
    with nothing_written():
        answer = post(client, {**form, "api_key": wrong})
    assert (answer.status_code, errors(answer)[0][0]) == (403, 403)


def test_a_key_that_is_switched_off_sends_no_more(client: Client, form: dict[str, Any]) -> None:
    clients.switch_off(name="Warga", actor=SYSTEM, now=NOW)
    assert post(client, form).status_code == 403


def test_a_key_over_its_quota_waits(client: Client, form: dict[str, Any]) -> None:
    GeoReportClient.objects.update(hourly_quota=1)
    only(post(client, form))
    answer = post(client, form)
    assert (answer.status_code, errors(answer)[0][0]) == (429, 429)
    assert 0 < int(answer["Retry-After"]) <= 3600


def test_a_flood_from_one_device_waits_too(client: Client, form: dict[str, Any]) -> None:
    for _ in range(3):
        only(post(client, {**form, "device_id": "d"}))
    assert post(client, {**form, "device_id": "d"}).status_code == 429
    only(post(client, {**form, "device_id": "another"}))


def test_the_key_is_kept_as_a_digest_only(key: str) -> None:
    row = GeoReportClient.objects.get()
    assert key not in repr(vars(row))
    with pytest.raises(DomainError, match=r"reports\.open311\.name_taken"):
        clients.create_key(name="Warga", role=ClientRole.AGENCY, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"service_code": "999"}, 404, ""),
        ({"service_code": ""}, 400, "service_code"),
        ({"lat": ""}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "1e400"}, 400, "lat"),
        ({"lat": "115.22", "long": "-8.7"}, 400, "lat"),
        ({"lat": "-8.72", "long": "115.35"}, 400, "lat"),  # in the sea
        ({"lat": "", "long": ""}, 400, "lat"),
        ({"description": " \u200b"}, 400, "description"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"phone": "abc"}, 400, "phone"),
        ({"email": "abc"}, 400, "email"),
        ({"address_id": "1"}, 400, "address_id"),
        ({"address_id": "51.71.01.9999"}, 400, "lat"),
        ({"address_string": "x" * 301}, 400, "address_string"),
    ],
)
def test_what_can_not_be_taken_is_named(
    client: Client, form: dict[str, Any], changes: dict[str, str], status: int, named: str
) -> None:
    with nothing_written(besides=frozenset({"limits_spent"})):
        answer = post(client, {**form, **changes})
    assert answer.status_code == status
    assert errors(answer)[0][1].startswith(named)


def test_four_thousand_characters_are_counted_as_characters(
    client: Client, form: dict[str, Any]
) -> None:
    only(post(client, {**form, "description": "é" * 4000}))
    assert len(Report.objects.get().description) == 4000


def test_html_is_text_and_illegal_characters_are_gone(client: Client, form: dict[str, Any]) -> None:
    only(post(client, {**form, "description": "<b>lubang</b>\x00\x0b\ufffe"}))
    assert Report.objects.get().description == "<b>lubang</b>"


def test_an_address_is_a_place(client: Client, form: dict[str, Any]) -> None:
    words = {**form, "lat": "", "long": "", "address_string": "Jl. Raya Sesetan 5, Sesetan"}
    only(post(client, words))
    report = Report.objects.get()
    assert (report.address, report.village_code, report.position_source) == (
        "Jl. Raya Sesetan 5, Sesetan",
        SESETAN,
        "address",
    )


def test_an_address_that_names_no_village_goes_to_triage(
    client: Client, form: dict[str, Any]
) -> None:
    only(post(client, {**form, "lat": "", "long": "", "address_string": "123 Any St"}))
    report = Report.objects.get()
    assert (report.village_code, report.case.holder_role) == ("", "reports.triage")
    assert report.territory_flagged


def test_an_address_id_is_our_code_of_an_area(client: Client, form: dict[str, Any]) -> None:
    only(post(client, {**form, "lat": "", "long": "", "address_id": SESETAN}))
    assert Report.objects.get().village_code == SESETAN


@pytest.fixture
def asking(db: None) -> None:
    """The category asks what kind of rubbish it is."""
    Category.objects.filter(pk="201").update(form=FORM)
    catalogue.forget()


@pytest.mark.usefixtures("asking")
def test_all_problems_of_attributes_come_in_one_answer(
    client: Client, form: dict[str, Any]
) -> None:
    wrong = {"attribute[KIND]": ["a", "house"], "attribute[X]": "1", "description": ""}
    answer = post(client, {**form, **wrong})
    assert answer.status_code == 400
    assert sorted(words.partition(":")[0] for _, words in errors(answer)) == [
        "attribute[KIND]",
        "attribute[X]",
        "description",
    ]
    assert post(client, form).status_code == 400  # a required answer is missing


@pytest.mark.usefixtures("asking")
def test_answers_are_kept_and_shown(client: Client, form: dict[str, Any]) -> None:
    only(post(client, {**form, "attribute[KIND][]": ["house"]}))
    assert Report.objects.get().answers == {
        "values": {"KIND": ["house"]},
        "extra": {},
        "form": questions.version(Category.objects.get(pk="201").form),
    }


def test_answers_nobody_asked_for_are_kept_apart(client: Client, form: dict[str, Any]) -> None:
    only(post(client, {**form, "service_code": "106", "attribute[COLOUR]": "red"}))
    assert Report.objects.get().answers == {
        "values": {},
        "extra": {"COLOUR": ["red"]},
        "form": "",
    }


def picture(colour: str = "red") -> SimpleUploadedFile:
    """A photo in a form."""
    return SimpleUploadedFile("a.jpg", jpeg(colour), "image/jpeg")


def test_pictures_come_with_the_form(client: Client, form: dict[str, Any]) -> None:
    several = {"media": picture(), "media[]": [picture("blue"), picture("green")]}
    only(post(client, {**form, **several, "media_url": "https://contoh.example/a.jpg"}))
    assert ReportPhoto.objects.count() == 3
    assert not ProcrastinateJob.objects.filter(task_name=taking.FETCH_MEDIA).exists()


def test_a_picture_that_is_none_is_refused_whole(client: Client, form: dict[str, Any]) -> None:
    bad = SimpleUploadedFile("a.jpg", b"GIF89a", "image/jpeg")
    answer = post(client, {**form, "media": bad})
    assert (answer.status_code, Report.objects.count()) == (400, 0)
    five = {"media": [picture() for _ in range(5)]}
    assert post(client, {**form, **five}).status_code == 400


def test_a_media_url_is_fetched_later(client: Client, form: dict[str, Any]) -> None:
    only(post(client, {**form, "media_url": "https://contoh.example/a.jpg"}))
    job = ProcrastinateJob.objects.get(task_name=taking.FETCH_MEDIA)
    assert job.args == {
        "case_id": str(Report.objects.get().pk),
        "url": "https://contoh.example/a.jpg",
    }


class Answering(http.Client):
    """A client that meets what it is told to meet."""

    def __init__(self, status: int, body: bytes) -> None:
        object.__setattr__(self, "_met", http.Answer(status, {}, body))

    def request(self, *_asked: Any, **_more: Any) -> http.Answer:
        """What it meets."""
        met: http.Answer = object.__getattribute__(self, "_met")
        return met


def fetched(case_id: UUID, **more: Any) -> bool:
    """One run of the job."""
    return fetching.fetch_media(
        case_id=case_id, url="https://contoh.example/a.jpg", actor=SYSTEM, now=clock.now(), **more
    )


def test_the_fetched_picture_is_added_once(client: Client, form: dict[str, Any]) -> None:
    only(post(client, form))
    case_id = Report.objects.get().pk
    for _ in range(2):
        assert fetched(case_id, client=Answering(200, jpeg()))
    assert ReportPhoto.objects.count() == 1


@pytest.mark.parametrize(("status", "body"), [(302, b""), (404, b""), (200, b"<html>"), (200, b"")])
def test_what_is_no_picture_leaves_a_note(
    client: Client, form: dict[str, Any], status: int, body: bytes
) -> None:
    only(post(client, form))
    report = Report.objects.get()
    for _ in range(2):
        assert not fetched(report.pk, client=Answering(status, body))
    lines = cases.timeline(case=report.case, actor=SYSTEM)
    assert [line.kind for line in lines] == ["opened", "note"]


@pytest.mark.parametrize(
    "url",
    [
        "http://contoh.example/a.jpg",
        "https://localhost/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://10.0.0.1/a.jpg",
        "file:///etc/passwd",
        "x" * 3000,
    ],
)
def test_an_address_we_do_not_call_leaves_a_note(
    client: Client, form: dict[str, Any], url: str
) -> None:
    only(post(client, {**form, "media_url": url}))
    report = Report.objects.get()
    assert not fetching.fetch_media(case_id=report.pk, url=url, actor=SYSTEM, now=clock.now())
    assert cases.timeline(case=report.case, actor=SYSTEM)[-1].audience == "internal"
    assert ReportPhoto.objects.count() == 0


def test_the_same_idempotency_key_is_the_same_request(client: Client, form: dict[str, Any]) -> None:
    headers = {"Idempotency-Key": "0f9a6f0e-5b4c-4d57-9d4f-1d3f0c9b7a11"}
    first, again = post(client, form, **headers), post(client, form, **headers)
    assert only(first) == only(again)
    assert Report.objects.count() == 1
    assert post(client, {**form, "description": "Lain sekali"}, **headers).status_code == 400


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", orjson.dumps({"service_code": "201"})),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%ff&&&==="),
        ("text/xml", b"<a/>"),
    ],
)
def test_bodies_that_are_no_form(client: Client, content_type: str, body: bytes) -> None:
    answer = client.post(f"{V2}/requests.json", body, content_type=content_type)
    assert answer.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN)
    assert errors(answer)
