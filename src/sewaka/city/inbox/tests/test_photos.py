"""Photos of an act: what arrived stays, whatever else was wrong."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sewaka.city.inbox.tests.conftest import LATER, Browser, soup
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.tests.conftest import Cast, OpenCase

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def working(cast: Cast, open_case: OpenCase) -> cases.Case:
    """A case that Pak Wayan has taken on: version 2."""
    case = open_case()
    take = {"answer": "Siap pak"}
    cases.move(case_id=case.pk, action="take", actor=cast.wayan, now=LATER, given=take)
    return case


def jpeg(shade: int = 90) -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", (640, 480), (shade, 120, 200)).save(buffer, "JPEG")
    return SimpleUploadedFile("hasil.jpg", buffer.getvalue(), content_type="image/jpeg")


def url(case: cases.Case) -> str:
    return f"/kerja/berkas/{case.number}/tindakan/prove"


def kept(page: Any, name: str = "after") -> list[str]:
    return [str(found["value"]) for found in page.select(f"input[name={name}_kept]")]


def test_photo_stands_in_the_timeline(browser: Browser, working: cases.Case) -> None:
    client = browser("wayan")
    form = {"version": 2, "what": "Sudah bersih", "after": jpeg(), "more_gallery": jpeg(20)}
    response = client.post(url(working), form)
    assert response.status_code == 302
    uses = [(one.purpose, one.position) for one in cases.Attachment.objects.order_by("position")]
    assert uses == [("after", 0), ("evidence", 1)]
    page = soup(client.get(f"/kerja/berkas/{working.number}"))
    assert len(page.select(".timeline img.photo")) == 2


def test_missing_photo_is_asked_for(browser: Browser, working: cases.Case) -> None:
    empty = SimpleUploadedFile("kosong.jpg", b"", content_type="image/jpeg")
    form = {"version": 2, "what": "Sudah bersih", "after": empty}
    response = browser("wayan").post(url(working), form)
    page = soup(response)
    assert response.status_code == 422
    assert page.select_one(".summary a[href='#prove-after']") is not None
    assert page.select_one("#prove-after-error") is not None


def test_good_photo_is_kept_when_the_words_are_missing(
    browser: Browser, working: cases.Case
) -> None:
    client = browser("wayan")
    first = client.post(url(working), {"version": 2, "what": "", "after": jpeg()})
    page = soup(first)
    assert first.status_code == 422
    (key,) = kept(page)
    assert page.select_one("#prove-after .thumb img") is not None
    again = client.post(url(working), {"version": 2, "what": "Bersih", "after_kept": key})
    assert again.status_code == 302
    assert [str(one.file_id) for one in cases.Attachment.objects.all()] == [key]


def test_broken_photo_beside_a_good_one(browser: Browser, working: cases.Case) -> None:
    text = SimpleUploadedFile("foto.jpg", b"GIF89a<script>", content_type="image/jpeg")
    client = browser("wayan")
    form = {"version": 2, "what": "Bersih", "after": jpeg(), "after_gallery": text}
    response = client.post(url(working), form)
    page = soup(response)
    assert response.status_code == 422
    assert len(kept(page)) == 1
    working.refresh_from_db()
    assert (working.state, working.version) == ("working", 2)


def test_kept_photo_can_be_taken_away_again(browser: Browser, working: cases.Case) -> None:
    client = browser("wayan")
    page = soup(client.post(url(working), {"version": 2, "what": "", "after": jpeg()}))
    (key,) = kept(page)
    form = {"version": 2, "what": "Bersih", "after_kept": key, "after_remove": key}
    response = client.post(url(working), form)
    assert response.status_code == 422
    assert kept(soup(response)) == []


@pytest.mark.parametrize("key", ["x", "../../etc/passwd", "00000000-0000-7000-8000-000000000000"])
def test_foreign_keys_are_no_photos(key: str, browser: Browser, working: cases.Case) -> None:
    form = {"version": 2, "what": "Bersih", "after_kept": key}
    response = browser("wayan").post(url(working), form)
    assert response.status_code == 422
    working.refresh_from_db()
    assert working.state == "working"
