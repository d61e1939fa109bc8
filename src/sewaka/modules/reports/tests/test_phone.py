"""What the server gives a phone that keeps its own draft, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.kernel.outbox.models import Delivery
from sewaka.modules.reports.consumers import tell_author
from sewaka.modules.reports.events import ReportAccepted
from sewaka.modules.reports.models import Report, WebDraft
from sewaka.modules.reports.tests.conftest import jpeg
from sewaka.platform.notify.models import PushDevice
from tests.cast import SESETAN, Cast
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
DRAFT = {
    "area_code": SESETAN, "landmark": "Jl. Contoh 5", "category": "201",
    "description": "Sampah menumpuk. Telepon 0812 3456 7890.", "phone_photos": "2",
}  # fmt: skip
BODY = {"category": "201", "description": "Sampah menumpuk", "village": SESETAN}
KEY = "8b0cd1a6-5f5c-4c6e-9d55-4d4f9f4a7e11"
BROWSER = {"Sec-Fetch-Site": "same-origin"}
STEPS = ["reports:photo", "reports:place", "reports:what"]


def page(response: Any) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(response.content, "lxml")


def send(client: Client, *, key: str = KEY, **headers: str) -> Any:
    """A report as the phone's outbox sends it."""
    return client.post(
        "/api/v1/reports", BODY, content_type="application/json",
        headers={"Idempotency-Key": key, **BROWSER, **headers},
    )  # fmt: skip


def test_the_last_look_shows_what_everybody_will_read(client: Client) -> None:
    with nothing_written():
        answer = client.post(reverse("reports:preview"), DRAFT)
    assert answer.status_code == 200
    shown = page(answer)
    quote = shown.select_one("blockquote")
    assert quote is not None
    assert quote.get_text(strip=True).startswith("Sampah menumpuk. Telepon ▇▇")
    assert [row.get_text(strip=True) for row in shown.select(".answer > dd:first-of-type")][2]
    assert shown.select_one("form") is None


def test_the_last_look_names_what_has_to_be_mended(client: Client) -> None:
    wrong = {**DRAFT, "area_code": "", "category": "", "email": "bukan-surel"}
    answer = client.post(reverse("reports:preview"), wrong)
    assert answer.status_code == 422
    body = answer.json()
    assert body["fields"] == {
        "place": "reports.place.required",
        "category": "reports.category.required",
        "email": "reports.contact.email_malformed",
    }
    assert body["words"]["category"] == "Pilih jenis masalahnya."


def test_photos_on_the_phone_are_enough_without_words(client: Client) -> None:
    answer = client.post(reverse("reports:preview"), {**DRAFT, "description": ""})
    assert answer.status_code == 200
    none = client.post(
        reverse("reports:preview"), {**DRAFT, "description": "", "phone_photos": "x"}
    )
    assert none.json()["fields"] == {"description": "reports.description.required"}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_without_a_draft_is_the_same_for_everybody(name: str, cast: Cast) -> None:
    stranger, made = Client().get(reverse(name)), cast["made"].client.get(reverse(name))
    assert stranger.content == made.content
    assert page(stranger).select_one("form[data-report]") is not None
    assert "csrf" not in stranger.content.decode().lower()


def test_a_step_with_a_draft_on_the_server_is_for_one_alone(client: Client) -> None:
    client.post(reverse("reports:place"), {"area_code": SESETAN, "landmark": "Jl. Contoh 5"})
    answer = client.get(reverse("reports:place"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert page(answer).select_one("form[data-report]") is None


@pytest.mark.parametrize("name", [*STEPS, "reports:preview", "reports:share", "reports:discard"])
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://lain.example"}]
)
def test_forms_of_other_sites_are_refused(
    client: Client, name: str, headers: dict[str, str]
) -> None:
    with nothing_written():
        answer = client.post(reverse(name), DRAFT, headers=headers)
    assert answer.status_code == 404


def test_shared_photos_become_a_draft_where_no_worker_takes_them(client: Client) -> None:
    photo = SimpleUploadedFile("foto.jpg", jpeg(), content_type="image/jpeg")
    answer = client.post(reverse("reports:share"), {"foto": photo})
    assert (answer.status_code, answer["Location"]) == (302, "/lapor/foto")
    assert len(page(client.get("/lapor/foto")).select(".thumb")) == 1
    assert WebDraft.objects.count() == 1


def test_the_receipt_opens_behind_the_secret_link_alone(client: Client) -> None:
    sent = send(client).json()
    receipt = client.get(f"/l/{sent['number']}/{sent['secret']}/tanda-terima")
    assert sent["number"] in receipt.content.decode()
    assert page(receipt).select_one("svg.qr-code") is not None
    assert client.get(f"/l/{sent['number']}/{'x' * 26}/tanda-terima").status_code == 404


def test_an_old_receipt_is_not_in_the_way_of_a_draft_on_the_phone(client: Client) -> None:
    client.post(reverse("reports:place"), {"area_code": SESETAN})
    client.post(
        reverse("reports:what"), {"category": "201", "asked": "201", "description": "Sampah"}
    )
    client.post("/lapor/periksa")
    assert client.get("/lapor/periksa")["Location"] == "/lapor/terkirim"
    answer = client.get("/lapor/periksa?ponsel=1")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_session_that_has_ended_is_asked_about(client: Client, cast: Cast) -> None:
    made = cast["made"].client
    made.session.flush()
    with nothing_written():
        asked = send(made)
    assert (asked.status_code, asked.json()["code"]) == (401, "reports.signed_out")
    agreed = send(made, **{"X-Without-Account": "1"})
    assert agreed.status_code == 201
    assert Report.objects.get().case.applicant is None


def test_signing_out_between_two_tries_makes_no_second_report(cast: Cast) -> None:
    made = cast["made"].client
    first = send(made)
    made.session.flush()
    again = send(made, **{"X-Without-Account": "1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Report.objects.count() == 1


def test_a_phone_that_sends_much_is_told_when_to_come_back(client: Client) -> None:
    for n in range(3):
        assert send(client, key=f"{KEY}-{n}").status_code == 201
    with nothing_written(besides=frozenset({"idempotency_keptanswer"})):  # taken back again
        answer = send(client, key=f"{KEY}-4")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) in (599, 600)  # the three took a moment


PHONE = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/contoh",
    "keys": {"p256dh": f"B{'A' * 86}", "auth": "A" * 22},
    "language": "id",
}


def follow(client: Client, sent: dict[str, str], secret: str) -> Any:
    """Asks for news on this phone."""
    return client.put(
        f"/api/v1/reports/{sent['number']}/phone", PHONE, content_type="application/json",
        headers={"X-Report-Secret": secret, **BROWSER},
    )  # fmt: skip


def test_a_phone_hears_of_its_report_by_number_alone(client: Client) -> None:
    sent = send(client).json()
    assert follow(client, sent, sent["secret"]).status_code == 204
    report = Report.objects.get()
    event = replace(ReportAccepted.example(), case_id=report.pk, number=sent["number"])
    received = Received(
        event=event, id=new_id(), seq=1, name="reports.report_accepted", case_id=report.pk,
        subject_id=None, actor_id=None, via="session", occurred_at=report.sent_at,
    )  # fmt: skip
    tell_author(received=received, now=report.sent_at)
    (delivery,) = Delivery.objects.filter(channel="push")
    assert delivery.payload["body"] == f"Ada kabar tentang {sent['number']}."
    assert "sampah" not in str(delivery.payload).lower()


def test_a_phone_without_the_secret_hears_nothing(client: Client) -> None:
    sent = send(client).json()
    with nothing_written():
        answer = follow(client, sent, "Z" * 26)
    assert answer.status_code == 404


def test_a_phone_can_leave(client: Client) -> None:
    sent = send(client).json()
    follow(client, sent, sent["secret"])
    client.delete(
        f"/api/v1/reports/{sent['number']}/phone?endpoint={PHONE['endpoint']}",
        headers={"X-Report-Secret": sent["secret"], **BROWSER},
    )
    assert PushDevice.objects.count() == 0


def test_programs_get_no_cookie(client: Client) -> None:
    answer = client.post(
        "/api/v1/reports", BODY, content_type="application/json",
        headers={"Idempotency-Key": KEY},
    )  # fmt: skip
    assert (answer.status_code, list(answer.cookies)) == (201, [])
