"""The nightly sweep of photos and the reports: nothing that a report holds is thrown away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sewaka.kernel.access import ANONYMOUS
from sewaka.modules.reports.models import ReportPhoto
from sewaka.modules.reports.tests.conftest import Way
from sewaka.platform.files import api as files
from sewaka.platform.files import sweeping
from sewaka.platform.files.models import StoredFile
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_photo_that_a_report_holds_stays_and_a_loose_one_goes(rubbish: Way) -> None:
    held, loose = rubbish.photo(colour="red"), rubbish.photo(colour="blue")
    ReportPhoto.objects.create(
        report_id=rubbish.sent.case_id, file_id=held, stage="before", position=0, added_at=NOW
    )

    removed = sweeping.sweep(now=NOW + timedelta(hours=49))

    assert removed == 1
    assert set(StoredFile.objects.filter(pk__in=[held, loose]).values_list("pk", flat=True)) == {
        held
    }


def test_photo_that_came_with_the_report_stays(rubbish: Way) -> None:
    photo = rubbish.photo()
    files.attach(file_ids=[photo], case_id=rubbish.sent.case_id, actor=ANONYMOUS, now=NOW)

    assert sweeping.sweep(now=NOW + timedelta(days=400)) == 0
    assert StoredFile.objects.get(pk=photo).case_id == rubbish.sent.case_id
