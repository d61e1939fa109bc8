"""Black boxes: gone from every size, by taps and by numbers, the original sealed."""

from __future__ import annotations

import io
from dataclasses import replace
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from PIL import Image

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import Forbidden, Invalid
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions import blackening
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.rules.draft import Identity
from sewaka.modules.reports.tests.conftest import RUBBISH, Way, jpeg
from sewaka.platform.files import api as files
from sewaka.platform.files.models import Rendition, SealedOriginal
from sewaka.platform.files.storage import file_store
from tests.cast import NOW, Player, signed_in
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
HALF = files.Box(left=0.25, top=0.25, width=0.5, height=0.5)


@pytest.fixture
def face(wayans_banjar: str, wayan: Player) -> tuple[Way, UUID]:
    """A report with a white photo, on which everything can be seen."""
    raw = jpeg("white", (1200, 900))
    photo = files.store_photo(upload=raw, actor=ANONYMOUS, now=NOW)
    sent = submit_report(
        actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=Sender(), photo_ids=[photo.pk]
    )
    return Way(sent=sent), photo.pk


def pictures(file_id: UUID) -> list[Image.Image]:
    found = []
    for one in Rendition.objects.filter(file_id=file_id):
        with file_store().open(one.key) as content:
            found.append(Image.open(io.BytesIO(content.read())).convert("L"))
    return found


def test_the_pixels_are_gone_in_every_size(face: tuple[Way, UUID], dewi: Player) -> None:
    way, file_id = face
    blackening.blacken(
        number=way.sent.number, file_id=file_id, boxes=[HALF], actor=dewi.actor, now=NOW
    )
    shown = pictures(file_id)
    assert len(shown) == 4
    for picture in shown:
        width, height = picture.size
        inner = picture.crop((width * 3 // 10, height * 3 // 10, width * 7 // 10, height * 7 // 10))
        assert max(inner.tobytes()) < 8, "black to the last pixel"
        corner = picture.crop((0, 0, 4, 4)).tobytes()
        assert min(corner) > 247, "the rest is as it was"
    told = EventRow.objects.get(name="reports.photo_redacted")
    assert (told.data["boxes"], told.actor_id) == (1, dewi.person.pk)


def test_the_original_is_sealed_once_and_each_look_is_logged(
    face: tuple[Way, UUID], dewi: Player
) -> None:
    way, file_id = face
    for _ in range(2):
        blackening.blacken(
            number=way.sent.number, file_id=file_id, boxes=[HALF], actor=dewi.actor, now=NOW
        )
    stored = SealedOriginal.objects.values_list("content", flat=True)
    assert "UklGR" not in repr(list(stored)), "a WebP in base64 begins so"
    seen = blackening.original(number=way.sent.number, file_id=file_id, actor=dewi.actor, now=NOW)
    assert min(Image.open(io.BytesIO(seen)).convert("L").tobytes()) > 247
    (read,) = EventRow.objects.filter(name="audit.read")
    assert read.data["what"] == "files.SealedOriginal"


@pytest.mark.django_db(transaction=True)
def test_the_old_bytes_go_at_once(face: tuple[Way, UUID], dewi: Player) -> None:
    way, file_id = face
    old = list(Rendition.objects.filter(file_id=file_id).values_list("key", flat=True))
    blackening.blacken(
        number=way.sent.number, file_id=file_id, boxes=[HALF], actor=dewi.actor, now=NOW
    )
    for key in old:
        with pytest.raises(FileNotFoundError):
            file_store().open(key)


@pytest.mark.parametrize("boxes", [[], [HALF] * 13])
def test_at_least_one_box_and_at_most_twelve(
    boxes: list[files.Box], face: tuple[Way, UUID], dewi: Player
) -> None:
    way, file_id = face
    with nothing_written(), pytest.raises(Invalid):
        blackening.blacken(
            number=way.sent.number, file_id=file_id, boxes=boxes, actor=dewi.actor, now=NOW
        )


def test_the_mayor_blackens_nothing(face: tuple[Way, UUID], mayor: Player) -> None:
    way, file_id = face
    with nothing_written(), pytest.raises(Forbidden):
        blackening.blacken(
            number=way.sent.number, file_id=file_id, boxes=[HALF], actor=mayor.actor, now=NOW
        )


def test_two_taps_make_a_box_and_a_keyboard_changes_it(
    face: tuple[Way, UUID], dewi: Player
) -> None:
    way, file_id = face
    client: Client = signed_in(dewi.person)
    address = reverse("reports:blacken", args=[way.sent.number, file_id])
    first = client.post(address, {"at.x": "80", "at.y": "60"}).content.decode()
    assert 'name="corner" value="25.0,25.0"' in first
    second = client.post(address, {"corner": "25.0,25.0", "at.x": "240", "at.y": "180"})
    page = second.content.decode()
    for name, value in (("left", "25.0"), ("top", "25.0"), ("width", "50.0"), ("height", "50.0")):
        assert f'name="{name}_1" value="{value}"' in page
    assert "b=25.0%2C25.0%2C50.0%2C50.0" in page
    form = {"left_1": "0", "top_1": "0", "width_1": "100", "height_1": "99,5", "burn": "1"}
    assert client.post(address, form).status_code == 302
    assert max(pictures(file_id)[0].crop((0, 0, 100, 100)).tobytes()) < 8


def test_numbers_that_make_no_box_are_refused_and_kept(
    face: tuple[Way, UUID], dewi: Player
) -> None:
    way, file_id = face
    client = signed_in(dewi.person)
    address = reverse("reports:blacken", args=[way.sent.number, file_id])
    form = {"left_1": "120", "top_1": "nan", "width_1": "5", "height_1": "-3", "burn": "1"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert 'name="left_1" value="120"' in answer.content.decode()
    assert SealedOriginal.objects.count() == 0


def test_the_preview_shows_the_boxes_and_burns_nothing(
    face: tuple[Way, UUID], dewi: Player
) -> None:
    way, file_id = face
    address = reverse("reports:blacken_preview", args=[way.sent.number, file_id])
    answer = signed_in(dewi.person).get(f"{address}?b=0,0,100,100;x,y;1,2,3")
    assert max(Image.open(io.BytesIO(answer.content)).convert("L").tobytes()) < 8
    assert min(pictures(file_id)[0].tobytes()) > 247


@pytest.mark.parametrize(
    ("setting", "identity", "state"),
    [
        ("after_verification", Identity.NAMED, files.FileState.QUARANTINED),
        ("at_once", Identity.NAMED, files.FileState.READY),
        ("at_once", Identity.CONFIDENTIAL, files.FileState.QUARANTINED),
    ],
)
def test_the_city_decides_when_a_photo_becomes_public(
    *,
    setting: str,
    identity: Identity,
    state: files.FileState,
    settings: LazySettings,
    wayans_banjar: str,
    wayan: Player,
) -> None:
    settings.REPORTS_PHOTO_PUBLISH = setting
    photo = files.store_photo(upload=jpeg(), actor=ANONYMOUS, now=NOW)
    draft = replace(RUBBISH, identity=identity)
    submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(), photo_ids=[photo.pk])
    photo.refresh_from_db()
    assert photo.state == state
    assert Client().get(reverse("files:photo", args=[photo.pk, "kecil.webp"])).status_code == 404
