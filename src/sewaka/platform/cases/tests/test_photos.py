"""Photos: bound to one case by the act that brought them, seen by whom the case allows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from PIL import Image

from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.errors import Invalid
from sewaka.kernel.workflow import Ask, AskKind
from sewaka.platform.cases import api as cases
from sewaka.platform.cases import asks
from sewaka.platform.cases.tests.conftest import NOW, Cast, OpenCase
from sewaka.platform.files import api as files
from sewaka.platform.files.api import Sight, StoredFile

pytestmark = pytest.mark.django_db
PHOTO = Ask("after", "Photo", AskKind.PHOTO)


@pytest.fixture(autouse=True)
def _media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photo(actor: Actor, shade: int = 90) -> StoredFile:
    buffer = BytesIO()
    Image.new("RGB", (640, 480), (shade, 120, 200)).save(buffer, "JPEG")
    return files.store_photo(upload=buffer.getvalue(), actor=actor, now=NOW)


def test_entry_carries_its_photos(cast: Cast, open_case: OpenCase) -> None:
    stored = photo(cast.made)
    draft = cases.EntryDraft(files=(cases.FileUse(stored.pk, "before"),))
    case = open_case(entry=draft)
    stored.refresh_from_db()
    assert stored.case_id == case.pk
    (line,) = cases.timeline(case=case, actor=cast.made)
    assert [(one.file_id, one.purpose) for one in line.attachments] == [(stored.pk, "before")]


def test_who_sees_a_photo_that_waits(cast: Cast, open_case: OpenCase) -> None:
    stored = photo(cast.made)
    draft = cases.EntryDraft(files=(cases.FileUse(stored.pk, "before"),))
    case = open_case(entry=draft, visibility="public")
    sights = {
        name: cases.sight(actor=getattr(cast, name), case_id=case.pk)
        for name in ("made", "wayan", "ketut", "komang")
    }
    assert sights == {
        "made": Sight.PARTY,
        "wayan": Sight.PARTY,
        "ketut": Sight.PUBLIC,
        "komang": Sight.PUBLIC,
    }
    for actor, masked in ((cast.wayan, False), (ANONYMOUS, True)):
        lines = cases.timeline(case=case, actor=actor)
        (entry,) = cases.entries(lines, case=case, actor=actor, now=NOW)
        assert [shown.is_masked for shown in entry.photos] == [masked]


def test_hidden_case_has_no_sight(cast: Cast, open_case: OpenCase) -> None:
    case = open_case(visibility="parties")
    assert cases.sight(actor=cast.ketut, case_id=case.pk) is Sight.NOTHING


def test_ask_takes_only_free_files_of_ones_own(cast: Cast, open_case: OpenCase) -> None:
    mine, bound, foreign = photo(cast.sari, 1), photo(cast.sari, 2), photo(cast.agus, 3)
    open_case(actor=cast.sari, entry=cases.EntryDraft(files=(cases.FileUse(bound.pk),)))
    assert asks.read([PHOTO], {"after": [str(mine.pk)]}, actor=cast.sari, now=NOW) == {
        "after": (mine.pk,)
    }
    for given in ([bound.pk], [foreign.pk], [mine.pk, foreign.pk], "x", ["../../etc"]):
        with pytest.raises(Invalid) as caught:
            asks.read([PHOTO], {"after": given}, actor=cast.sari, now=NOW)
        assert caught.value.fields == {"after": "not_a_file"}


def test_ask_wants_one_to_four(cast: Cast) -> None:
    ids = [photo(cast.sari, shade).pk for shade in range(5)]
    for given, code in (([], "required"), (ids, "too_many")):
        with pytest.raises(Invalid) as caught:
            asks.read([PHOTO], {"after": given}, actor=cast.sari, now=NOW)
        assert caught.value.fields == {"after": code}
