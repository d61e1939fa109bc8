"""Taking a photo in, binding it to a case, releasing it, cleaning up."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import NotFound, TooMany
from sewaka.kernel.geo import Position
from sewaka.kernel.ids import new_id
from sewaka.platform.files import actions, api, declared, sweeping
from sewaka.platform.files.models import FileState, Rendition, StoredFile
from sewaka.platform.files.storage import StoreUnavailable
from sewaka.platform.files.tests import pictures
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=5)


def _blobs(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def test_photo_is_stored_in_four_sizes_and_waits(made: Player, media: Path) -> None:
    raw = pictures.plain("JPEG", size=(2000, 1500))

    stored = api.store_photo(
        upload=SimpleUploadedFile("rumah saya.jpg", raw), actor=made.actor, now=NOW
    )

    stored.refresh_from_db()
    assert stored.state == FileState.QUARANTINED
    assert (stored.width, stored.height, stored.size) == (1600, 1200, len(raw))
    assert bytes(stored.sha256) == hashlib.sha256(raw).digest()
    assert (stored.uploaded_by_id, stored.case_id, stored.created_at) == (made.person.pk, None, NOW)
    renditions = {r.name: (r.media_type, r.width) for r in stored.renditions.all()}
    assert renditions == {
        "large": ("image/webp", 1600),
        "jpeg": ("image/jpeg", 1600),
        "medium": ("image/webp", 960),
        "small": ("image/webp", 480),
    }
    assert len(_blobs(media)) == 4
    assert all(raw != path.read_bytes() for path in _blobs(media))


def test_same_bytes_are_kept_once(made: Player, media: Path) -> None:
    for _ in range(2):
        api.store_photo(upload=pictures.plain(), actor=made.actor, now=NOW)

    assert StoredFile.objects.count() == 2
    assert len(_blobs(media)) == len({r.key for r in Rendition.objects.all()}) == 4


def test_bad_photo_writes_nothing(made: Player, media: Path) -> None:
    with nothing_written(), pytest.raises(api.BadPhoto) as refusal:
        api.store_photo(upload=io.BytesIO(b"bukan foto"), actor=made.actor, now=NOW)

    assert refusal.value.code == "files.not_a_photo"
    assert _blobs(media) == []


def test_a_stream_is_read_only_as_far_as_allowed(made: Player) -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def seek(self, offset: int, whence: int = 0, /) -> int:
            return 0

        def read(self, size: int = -1, /) -> bytes:
            Endless.taken += size
            return bytes(size)

    with pytest.raises(api.BadPhoto) as refusal:
        api.store_photo(upload=Endless(), actor=made.actor, now=NOW)

    assert refusal.value.code == "files.too_large"
    assert Endless.taken == api.MAX_BYTES + 1


def test_full_disk_is_said_and_leaves_no_row(
    made: Player, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailable):
        api.store_photo(upload=pictures.plain(), actor=made.actor, now=NOW)

    assert StoredFile.objects.count() == 0


def test_quota_of_a_person_a_day(made: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "DAILY_LIMIT", 2)
    for minute in range(2):
        api.store_photo(
            upload=pictures.plain(), actor=made.actor, now=NOW + timedelta(minutes=minute)
        )

    with nothing_written(), pytest.raises(TooMany) as refusal:
        api.store_photo(upload=pictures.plain(), actor=made.actor, now=LATER)

    assert refusal.value.code == "files.quota"
    assert refusal.value.facts["retry_at"] == NOW + timedelta(days=1)
    api.store_photo(upload=pictures.plain(), actor=made.actor, now=NOW + timedelta(days=1))


def test_facts_are_offered_before_and_gone_after(made: Player) -> None:
    upload = io.BytesIO(pictures.with_metadata(position=Position(lat=-8.6378, lon=115.2124)))

    facts = api.photo_facts(upload)
    stored = api.store_photo(upload=upload, actor=made.actor, now=NOW)

    assert facts.position is not None
    assert facts.position.lat == pytest.approx(-8.6378, abs=1e-6)
    assert not {"lat", "lon", "position"} & {f.name for f in stored._meta.get_fields()}


# --- binding --------------------------------------------------------------------


def _sent_by(player: Player | None) -> StoredFile:
    actor = player.actor if player else ANONYMOUS
    return api.store_photo(upload=pictures.plain(), actor=actor, now=NOW)


def test_photo_is_bound_once(made: Player) -> None:
    photo, case_id = _sent_by(made), new_id()
    assert api.are_usable(file_ids=[photo.pk], actor=made.actor) is True

    api.attach(file_ids=[photo.pk], case_id=case_id, actor=made.actor, now=LATER)
    api.attach(file_ids=[photo.pk], case_id=case_id, actor=made.actor, now=LATER)

    photo.refresh_from_db()
    assert (photo.case_id, photo.attached_at) == (case_id, LATER)
    assert api.are_usable(file_ids=[photo.pk], actor=made.actor) is False
    assert list(api.files_of(case_id=case_id)) == [photo]
    assert api.by_digest(case_id=case_id, sha256=bytes(photo.sha256)) == photo
    assert api.by_digest(case_id=new_id(), sha256=bytes(photo.sha256)) is None


def test_photo_of_another_case_is_refused_and_none_is_bound(made: Player) -> None:
    mine, taken = _sent_by(made), _sent_by(made)
    api.attach(file_ids=[taken.pk], case_id=new_id(), actor=made.actor, now=NOW)

    with pytest.raises(NotFound) as refusal:
        api.attach(file_ids=[mine.pk, taken.pk], case_id=new_id(), actor=made.actor, now=LATER)

    assert refusal.value.code == "files.unknown"
    mine.refresh_from_db()
    assert mine.case_id is None


@pytest.mark.parametrize("stranger", ["ketut", "nobody"])
def test_photo_of_another_person_is_refused(made: Player, ketut: Player, stranger: str) -> None:
    photo = _sent_by(made)
    actor = ketut.actor if stranger == "ketut" else ANONYMOUS

    assert api.are_usable(file_ids=[photo.pk], actor=actor) is False
    with nothing_written(), pytest.raises(NotFound):
        api.attach(file_ids=[photo.pk], case_id=new_id(), actor=actor, now=LATER)


def test_photo_without_account_may_be_bound_after_signing_in(made: Player) -> None:
    photo = _sent_by(None)

    api.attach(file_ids=[photo.pk], case_id=new_id(), actor=made.actor, now=LATER)

    photo.refresh_from_db()
    assert photo.attached_at == LATER


def test_unknown_id_is_refused(made: Player) -> None:
    assert api.are_usable(file_ids=[new_id()], actor=made.actor) is False
    with pytest.raises(NotFound):
        api.attach(file_ids=[new_id()], case_id=new_id(), actor=made.actor, now=NOW)


# --- publication ------------------------------------------------------------------


def test_release_and_refuse_are_noted(made: Player, dewi: Player) -> None:
    photo = _sent_by(made)

    assert api.release(file_ids=[photo.pk], actor=dewi.actor, now=LATER) == 1
    assert api.release(file_ids=[photo.pk], actor=dewi.actor, now=LATER) == 0
    photo.refresh_from_db()
    assert (photo.state, photo.decided_by_id, photo.decided_at) == (
        FileState.READY,
        dewi.person.pk,
        LATER,
    )

    assert api.refuse(file_ids=[photo.pk], actor=dewi.actor, now=LATER) == 1
    photo.refresh_from_db()
    assert photo.state == FileState.REFUSED


@pytest.mark.parametrize(
    ("state", "sight", "is_shown"),
    [
        (FileState.QUARANTINED, api.Sight.PARTY, True),
        (FileState.QUARANTINED, api.Sight.PUBLIC, False),
        (FileState.READY, api.Sight.PUBLIC, True),
        (FileState.READY, api.Sight.NOTHING, False),
        (FileState.REFUSED, api.Sight.PARTY, True),
        (FileState.REFUSED, api.Sight.PUBLIC, False),
    ],
)
def test_addresses_are_given_by_sight(
    made: Player, state: FileState, sight: api.Sight, is_shown: object
) -> None:
    photo = _sent_by(made)
    photo.state = state

    found = api.urls(file=photo, sight=sight, now=NOW)

    assert (found is not None) is is_shown
    if found:
        assert found.medium.startswith(f"/berkas/{photo.pk}/sedang.webp")
        assert ("?k=" in found.medium) is (sight is api.Sight.PARTY)


# --- cleaning up --------------------------------------------------------------------


def _age(media: Path) -> None:
    for path in _blobs(media):
        os.utime(path, (0, 0))


def test_orphans_go_after_48_hours_with_their_bytes(made: Player, media: Path) -> None:
    _sent_by(made)
    _age(media)

    assert sweeping.sweep(now=NOW + timedelta(hours=48)) == 0
    assert StoredFile.objects.count() == 1

    removed = sweeping.sweep(now=NOW + timedelta(hours=49))

    assert removed == 1 + 4
    assert StoredFile.objects.count() == Rendition.objects.count() == 0
    assert _blobs(media) == []
    assert sweeping.sweep(now=NOW + timedelta(hours=49)) == 0


def test_bound_photos_stay_even_when_an_orphan_has_the_same_bytes(
    made: Player, media: Path
) -> None:
    bound, _orphan = _sent_by(made), _sent_by(made)
    api.attach(file_ids=[bound.pk], case_id=new_id(), actor=made.actor, now=NOW)
    _age(media)

    assert sweeping.sweep(now=NOW + timedelta(hours=49)) == 1

    assert [file.pk for file in StoredFile.objects.all()] == [bound.pk]
    assert len(_blobs(media)) == 4


def test_bytes_without_a_row_go(media: Path, made: Player) -> None:
    photo = _sent_by(made)
    StoredFile.objects.filter(pk=photo.pk).delete()
    _age(media)

    assert sweeping.sweep(now=NOW) == 4
    assert _blobs(media) == []


def test_ids_are_unguessable_and_in_order(made: Player) -> None:
    first, second = _sent_by(made), _sent_by(made)

    assert first.pk < second.pk
    assert isinstance(first.pk, UUID)
    assert first.pk.version == 7


# --- keeping and giving account ---------------------------------------------------------


def test_pictures_go_after_two_years_and_the_sweep_takes_their_bytes(
    made: Player, media: Path
) -> None:
    bound, free = _sent_by(made), _sent_by(made)
    api.attach(file_ids=[bound.pk], case_id=new_id(), actor=made.actor, now=NOW)
    retention = next(one for one in declared.RETENTION if one.code == "files.photos")
    later = NOW + retention.keep + timedelta(seconds=1)

    assert retention.expire(now=NOW + retention.keep, dry_run=False) == 0
    assert retention.expire(now=later, dry_run=True) == 4
    assert retention.expire(now=later, dry_run=False) == 4
    assert {r.file_id for r in Rendition.objects.all()} == {free.pk}
    assert StoredFile.objects.count() == 2


def test_a_person_is_told_which_photos_they_sent(made: Player, ketut: Player) -> None:
    photo = _sent_by(made)
    _sent_by(ketut)
    entry = declared.PERSONAL_DATA[0]
    assert entry.export is not None

    assert list(entry.export(person_id=made.person.pk)) == [
        {
            "id": str(photo.pk),
            "at": NOW.isoformat(),
            "case_id": "",
            "state": "quarantined",
            "bytes": photo.size,
        }
    ]
