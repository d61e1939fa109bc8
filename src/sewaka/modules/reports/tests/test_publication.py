"""When a report becomes public: at once where nothing marks a person, else after a look."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from sewaka.kernel.access import ANONYMOUS
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.uploading import add_photo
from sewaka.modules.reports.models import PublicReport, Report
from sewaka.modules.reports.models.queues import Queue
from sewaka.modules.reports.rules.draft import Contact, Draft, Identity, ReportKind
from sewaka.modules.reports.rules.privacy import needs_look
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, VILLAGE_DESK, Way, jpeg
from sewaka.modules.reports.tests.test_bad_input_city import words
from sewaka.modules.reports.tests.test_georeport_reading import V2
from sewaka.modules.reports.tests.test_web_flow import walk
from sewaka.platform.cases.models import CaseEntry
from sewaka.platform.files import api as files
from tests.cast import NOW, SESETAN, Player

pytestmark = pytest.mark.django_db
PLAIN = Draft(
    category="201",
    description="Sampah menumpuk di depan pasar.",
    village_code=SESETAN,
    landmark="Jl. Contoh 5",
)


def send(draft: Draft = PLAIN, **more: Any) -> Way:
    """It comes in."""
    sender = Sender(device=b"m" * 32, limits_apply=False)
    return Way(submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=sender, **more))


def test_words_without_a_mark_are_public_with_place_and_promises(client: Client) -> None:
    way = send()
    assert (way.sent.is_public, way.case.visibility) == (True, "public")
    shown = client.get(f"{V2}/requests/{way.sent.number}.json").json()[0]
    assert (shown["description"], shown["requested_datetime"]) == (
        PLAIN.description,
        "2026-11-23T14:05:00+08:00",
    )
    assert shown["expected_datetime"] is not None
    assert CaseEntry.objects.get(case_id=way.sent.case_id).audience == "public"
    assert PLAIN.description in words(client.get(f"/l/{way.sent.number}"))


@pytest.mark.parametrize(
    "draft",
    [
        replace(PLAIN, description="Sampah menumpuk. Telepon 0812 3456 7890"),
        replace(PLAIN, description="Sampah di rumah Pak Contoh"),
        replace(PLAIN, landmark="Warung Bu Contoh"),
        replace(PLAIN, address="depan rumah 9971014107900001"),
        replace(PLAIN, answers={"X": ["surel@contoh.example"]}),
        replace(PLAIN, description="Truk DK 1234 AB membuang sampah"),
        replace(PLAIN, identity=Identity.CONFIDENTIAL),
        replace(PLAIN, category="301"),
        replace(PLAIN, kind=ReportKind.INTEGRITY),
    ],
    ids=["phone", "name", "landmark", "address", "answer", "plate", "rahasia", "closed", "sealed"],
)
def test_what_marks_a_person_or_is_closed_waits(draft: Draft, client: Client) -> None:
    way = send(draft)
    assert (way.sent.is_public, PublicReport.objects.count()) == (False, 0)
    assert Report.objects.get().released_at is None
    assert client.get(f"/l/{way.sent.number}").status_code == 404


def test_what_the_author_struck_out_marks_nobody_any_more() -> None:
    text = "Sampah di rumah Pak Contoh, telepon 0812 3456 7890"
    assert needs_look([text], struck=["Pak Contoh"])
    assert not needs_look([text], struck=["pak  contoh", "0812 3456 7890"])
    way = send(replace(PLAIN, description=text, struck=("Pak Contoh", "0812 3456 7890")))
    assert way.sent.is_public
    assert PublicReport.objects.get().fragment.count("▇▇") == 2


def test_a_city_may_want_an_officer_to_look_first(settings: LazySettings) -> None:
    settings.REPORTS_TEXT_PUBLISH = "after_look"
    assert not send().sent.is_public
    assert PublicReport.objects.count() == 0


def test_the_photo_waits_for_the_desk_though_the_words_do_not(
    client: Client, kadek: Player
) -> None:
    photo = files.store_photo(upload=jpeg(), actor=ANONYMOUS, now=NOW)
    way = send(photo_ids=[photo.pk])
    photo.refresh_from_db()
    assert photo.state == files.FileState.QUARANTINED
    assert client.get(f"/api/v1/reports/{way.sent.number}").json()["photos"] == []
    way.do("hand_over", VILLAGE_DESK)
    photo.refresh_from_db()
    assert photo.state == files.FileState.READY
    assert len(client.get(f"/api/v1/reports/{way.sent.number}").json()["photos"]) == 1


def test_with_photos_at_once_they_come_with_the_words(
    client: Client, settings: LazySettings
) -> None:
    settings.REPORTS_PHOTO_PUBLISH = "at_once"
    photo = files.store_photo(upload=jpeg(), actor=ANONYMOUS, now=NOW)
    way = send(photo_ids=[photo.pk])
    (shown,) = client.get(f"/api/v1/reports/{way.sent.number}").json()["photos"]
    assert client.get(shown["small"]).status_code == 200


def test_a_photo_that_comes_late_joins_them(client: Client, settings: LazySettings) -> None:
    settings.REPORTS_PHOTO_PUBLISH = "at_once"
    way = send(replace(PLAIN, photos=1))
    photo = jpeg()
    sha256 = hashlib.sha256(photo).hexdigest()
    add_photo(upload=BytesIO(photo), sha256=sha256, actor=way.author, now=NOW)
    assert len(client.get(f"/api/v1/reports/{way.sent.number}").json()["photos"]) == 1


def test_a_moderator_takes_it_out_of_sight_and_finds_what_waits(dewi: Player) -> None:
    shown, held = send(), send(replace(PLAIN, description="Sampah di rumah Pak Contoh"))
    shown.do("withhold", MODERATOR_DESK, reason="Menyebut orang tanpa bukti.")
    assert PublicReport.objects.count() == 0
    waiting = queries.queue(actor=MODERATOR_DESK, queue=Queue.TO_LOOK)
    assert [one.pk for one in waiting] == [held.sent.case_id]
    held.do("publish", MODERATOR_DESK)
    assert not waiting.all().exists()


def test_the_name_is_not_shown_unless_wished(client: Client) -> None:
    way = send(replace(PLAIN, contact=Contact(name="Made Contoh")))
    assert "Made Contoh" not in words(client.get(f"/l/{way.sent.number}"))


@pytest.mark.parametrize(
    ("text", "language", "sentence"),
    [
        ("Got mampet", "id", "Semua orang dapat membacanya begitu terkirim"),
        ("Got mampet", "en", "Everybody can read it as soon as it is sent"),
        ("Got mampet, kata Pak Contoh", "id", "tampil untuk umum setelah diperiksa petugas"),
        ("Got mampet, kata Pak Contoh", "en", "it becomes public after an officer has looked"),
    ],
)
def test_the_last_step_says_which(client: Client, text: str, language: str, sentence: str) -> None:
    client.cookies["django_language"] = language
    walk(client, description=text)
    assert sentence in words(client.get("/lapor/periksa"))
