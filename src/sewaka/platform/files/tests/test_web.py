"""Serving pictures: to whom, and with which headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.ids import new_id
from sewaka.platform.files import api, passes
from sewaka.platform.files.models import FileState, StoredFile
from sewaka.platform.files.tests import pictures
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db

SIGHTS: dict[UUID, api.Sight] = {}


def sight_in_this_test(*, actor: Actor, case_id: UUID) -> api.Sight:
    """Stands in for the cases: everybody sees what SIGHTS says."""
    return SIGHTS.get(case_id, api.Sight.NOTHING)


@pytest.fixture(autouse=True)
def _cases(settings: Settings) -> None:
    SIGHTS.clear()
    settings.FILES_CASE_SIGHT = f"{__name__}.sight_in_this_test"


def _photo(state: FileState, sight: api.Sight) -> StoredFile:
    photo = api.store_photo(upload=pictures.plain(), actor=ANONYMOUS, now=NOW)
    case_id = new_id()
    api.attach(file_ids=[photo.pk], case_id=case_id, actor=ANONYMOUS, now=NOW)
    if state is FileState.READY:
        api.release(file_ids=[photo.pk], actor=ANONYMOUS, now=NOW)
    if state is FileState.REFUSED:
        api.refuse(file_ids=[photo.pk], actor=ANONYMOUS, now=NOW)
    SIGHTS[case_id] = sight
    photo.refresh_from_db()
    return photo


@pytest.mark.parametrize(
    ("state", "sight", "status"),
    [
        (FileState.READY, api.Sight.PUBLIC, 200),
        (FileState.READY, api.Sight.NOTHING, 404),
        (FileState.QUARANTINED, api.Sight.PUBLIC, 404),
        (FileState.QUARANTINED, api.Sight.PARTY, 200),
        (FileState.REFUSED, api.Sight.PUBLIC, 404),
        (FileState.REFUSED, api.Sight.PARTY, 200),
    ],
)
def test_who_sees_what(client: Client, state: FileState, sight: api.Sight, status: int) -> None:
    photo = _photo(state, sight)

    assert client.get(f"/berkas/{photo.pk}/sedang.webp").status_code == status


def test_hidden_and_absent_give_the_same_answer(client: Client) -> None:
    hidden = _photo(FileState.QUARANTINED, api.Sight.PUBLIC)

    answers = [client.get(f"/berkas/{pk}/sedang.webp") for pk in (hidden.pk, new_id())]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("besar.webp", "image/webp"),
        ("sedang.webp", "image/webp"),
        ("kecil.webp", "image/webp"),
        ("foto.jpg", "image/jpeg"),
    ],
)
def test_headers_keep_a_picture_a_picture(client: Client, name: str, media_type: str) -> None:
    photo = _photo(FileState.READY, api.Sight.PUBLIC)

    answer = client.get(f"/berkas/{photo.pk}/{name}")

    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert b"Exif" not in answer.content


@pytest.mark.parametrize("state", [FileState.READY, FileState.QUARANTINED, FileState.REFUSED])
def test_what_a_party_sees_no_proxy_keeps(client: Client, state: FileState) -> None:
    """Released or not: the case may be closed to the public."""
    photo = _photo(state, api.Sight.PARTY)

    answer = client.get(f"/berkas/{photo.pk}/kecil.webp")

    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert "Cookie" in answer.headers["Vary"]


def test_lost_bytes_are_absent_not_an_error(client: Client, media: Path) -> None:
    photo = _photo(FileState.READY, api.Sight.PUBLIC)
    for path in media.rglob("*.webp"):
        path.unlink()

    assert client.get(f"/berkas/{photo.pk}/kecil.webp").status_code == 404


@pytest.mark.parametrize("name", ["asli.jpg", "besar.jpg", "large", "..%2f..%2fsecrets"])
def test_other_names_are_absent(client: Client, name: str) -> None:
    photo = _photo(FileState.READY, api.Sight.PUBLIC)

    assert client.get(f"/berkas/{photo.pk}/{name}").status_code == 404


def test_unchanged_picture_is_not_sent_again(client: Client) -> None:
    photo = _photo(FileState.READY, api.Sight.PUBLIC)
    etag = client.get(f"/berkas/{photo.pk}/kecil.webp").headers["ETag"]

    again = client.get(f"/berkas/{photo.pk}/kecil.webp", headers={"If-None-Match": etag})

    assert again.status_code == 304


def test_writing_methods_are_refused(client: Client) -> None:
    photo = _photo(FileState.READY, api.Sight.PUBLIC)

    assert client.post(f"/berkas/{photo.pk}/kecil.webp").status_code == 405


def test_sender_sees_an_unbound_photo_others_do_not(
    client: Client, made: Player, ketut: Player
) -> None:
    photo = api.store_photo(upload=pictures.plain(), actor=made.actor, now=NOW)
    address = f"/berkas/{photo.pk}/kecil.webp"

    assert made.client.get(address).status_code == 200
    assert made.client.get(address).headers["Cache-Control"] == "private, max-age=300"
    assert ketut.client.get(address).status_code == 404
    assert client.get(address).status_code == 404


# --- passes -------------------------------------------------------------------------


def test_pass_opens_for_one_to_two_hours(client: Client) -> None:
    photo = _photo(FileState.QUARANTINED, api.Sight.NOTHING)
    at = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
    found = api.urls(file=photo, sight=api.Sight.PARTY, now=at)
    assert found is not None

    statuses = []
    for later in (timedelta(0), timedelta(minutes=79), timedelta(minutes=80)):
        with time_machine.travel(at + later, tick=False):
            statuses.append(client.get(found.small).status_code)

    assert statuses == [200, 200, 404]


def test_pass_is_for_one_file(client: Client) -> None:
    mine = _photo(FileState.QUARANTINED, api.Sight.NOTHING)
    other = _photo(FileState.QUARANTINED, api.Sight.NOTHING)
    now = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
    ticket = passes.issue(mine.pk, now=now)

    with time_machine.travel(now, tick=False):
        assert client.get(f"/berkas/{mine.pk}/kecil.webp?k={ticket}").status_code == 200
        assert client.get(f"/berkas/{other.pk}/kecil.webp?k={ticket}").status_code == 404


@pytest.mark.parametrize(
    "forged", ["", "x", "ffffffffff.x", "ffffffffff", ".", "\x00.é", "9" * 500]
)
def test_forged_pass_opens_nothing(forged: str) -> None:
    assert passes.holds(forged, file_id=new_id(), now=NOW) is False


def test_pass_is_the_same_within_the_hour() -> None:
    file_id = new_id()
    start = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

    assert passes.issue(file_id, now=start) == passes.issue(
        file_id, now=start + timedelta(minutes=59)
    )
