"""Finished work that a program reports: shown in the form, fetched from its address, or refused."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from sewaka.kernel.access import SYSTEM
from sewaka.modules.reports.actions.georeport import proving
from sewaka.modules.reports.effects.awaiting import FETCH_PROOF
from sewaka.modules.reports.models import GeoReportClient, ReportPhoto, WorkProof
from sewaka.modules.reports.tests.conftest import ANSWER, Way, jpeg
from sewaka.modules.reports.tests.test_georeport_reading import errors
from sewaka.modules.reports.tests.test_georeport_sending import Answering, only, picture
from sewaka.modules.reports.tests.test_georeport_updates import (
    COUNTED,
    agency_key,
    forwarded,
    send,
    state,
    update,
)
from sewaka.platform.cases import api as cases
from tests.cast import NOW
from tests.writes import nothing_written

__all__ = ["agency_key", "forwarded"]
pytestmark = pytest.mark.django_db
AFAR = "Foto diambil petugas dari kantor, bukan di tempat."
ELSEWHERE = "https://contoh.example/bersih.jpg"


@pytest.fixture
def begun(client: Client, forwarded: Way, agency_key: str) -> Way:
    """The agency's program has answered and begun; the category wants the result shown."""
    number = forwarded.sent.number
    for n in range(2):
        only(send(client, update(agency_key, number, "IN_PROGRESS", update_id=f"b{n}")))
    return forwarded


def prove(status: int = 200, body: bytes | None = None) -> bool:
    """One run of the job that the last update asked for."""
    job = ProcrastinateJob.objects.filter(task_name=FETCH_PROOF).latest("id")
    return proving.finish_with_photo(
        update_id=UUID(job.args["update_id"]),
        url=job.args["url"],
        actor=SYSTEM,
        now=NOW,
        client=Answering(status, body or jpeg()),
    )


def test_finished_work_waits_for_the_photo_that_proves_it(
    client: Client, begun: Way, agency_key: str
) -> None:
    done = update(agency_key, begun.sent.number, "FIXED", media_url=ELSEWHERE, locale="en")
    first = only(send(client, done))
    assert first["service_notice"].startswith("The photo is being fetched.")
    assert only(send(client, done)) == first
    assert state(begun) == "in_progress"
    note = cases.timeline(case=begun.case, actor=SYSTEM)[-1]
    assert (note.audience, ANSWER in note.text) == ("internal", True)
    assert prove()
    assert state(begun) == "awaiting_validation"
    proof = WorkProof.objects.get()
    assert ReportPhoto.objects.get(stage="after").file_id == proof.file_id
    line = cases.timeline(case=begun.case, actor=SYSTEM)[-1]
    assert (line.audience, line.text) == ("public", ANSWER)
    assert only(send(client, done)) == {"update_id": first["update_id"]}
    with nothing_written():
        assert prove()  # once


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "Pekerjaan belum dianggap selesai: Tidak ada jawaban dari alamat ini."),
        ("en", "The work does not count as finished: Nobody answers at this address."),
    ],
)
def test_a_proof_that_can_not_be_had_leaves_the_work_unfinished(
    client: Client, begun: Way, agency_key: str, language: str, words: str
) -> None:
    done = update(agency_key, begun.sent.number, "FIXED", media_url=ELSEWHERE, locale=language)
    only(send(client, done))
    assert not prove(status=404)
    assert not prove()  # it was given up; another update brings another photo
    assert (state(begun), ReportPhoto.objects.count()) == ("in_progress", 0)
    assert cases.timeline(case=begun.case, actor=SYSTEM)[-1].audience == "internal"
    assert only(send(client, done))["service_notice"].startswith(words)
    only(send(client, {**done, "update_id": "2"}))
    assert prove()
    assert state(begun) == "awaiting_validation"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "media: Tambahkan foto hasil pekerjaan."),
        ("en", "media: Add a photo that shows the finished work."),
    ],
)
def test_finished_work_without_a_proof_is_refused(
    client: Client, begun: Way, agency_key: str, language: str, words: str
) -> None:
    with nothing_written(besides=COUNTED):
        bare = send(client, update(agency_key, begun.sent.number, "FIXED", locale=language))
        short = update(agency_key, begun.sent.number, "FIXED", media_url=ELSEWHERE)
        unsaid = send(client, {**short, "description": "Beres."})
    assert errors(bare) == [(400, words)]
    assert errors(unsaid)[0][1].startswith("description: ")


def test_a_photo_that_proves_little_needs_a_reason(
    client: Client, begun: Way, agency_key: str
) -> None:
    cases.Case.objects.filter(pk=begun.case.pk).update(lat=-8.7016, lon=115.2205)
    done = update(agency_key, begun.sent.number, "FIXED", media_url=ELSEWHERE)
    only(send(client, done))
    assert not prove()
    assert (state(begun), WorkProof.objects.count()) == ("in_progress", 0)
    only(send(client, {**done, "update_id": "2", "reason": AFAR}))
    assert prove()
    assert WorkProof.objects.get().reason == AFAR


def test_a_key_switched_off_meanwhile_finishes_nothing(
    client: Client, begun: Way, agency_key: str
) -> None:
    only(send(client, update(agency_key, begun.sent.number, "FIXED", media_url=ELSEWHERE)))
    GeoReportClient.objects.filter(name="DLHK").update(is_active=False)
    assert not prove()
    assert state(begun) == "in_progress"


def test_a_photo_in_the_form_finishes_at_once(client: Client, begun: Way, agency_key: str) -> None:
    done = update(agency_key, begun.sent.number, "FIXED", media_url=ELSEWHERE)
    assert list(only(send(client, {**done, "media": picture()}))) == ["update_id"]
    assert state(begun) == "awaiting_validation"
    assert not ProcrastinateJob.objects.filter(task_name=FETCH_PROOF).exists()
