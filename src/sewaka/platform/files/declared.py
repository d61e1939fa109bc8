"""What `files` keeps about people, why, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.registry import PersonalData, Retention
from sewaka.platform.files.models import Rendition, SealedOriginal, StoredFile
from sewaka.platform.files.redacting import KEEP_ORIGINAL

_PHOTOS = timedelta(days=2 * 365)


def _expire_photos(*, now: datetime, dry_run: bool) -> int:
    """Pictures go, the row that there was one stays; the nightly sweep removes the bytes."""
    old = Rendition.objects.filter(file__attached_at__lt=now - _PHOTOS)
    return old.count() if dry_run else old.delete()[0]


def _photos_of(*, person_id: UUID) -> Iterator[Mapping[str, Any]]:
    for photo in StoredFile.objects.filter(uploaded_by_id=person_id).order_by("created_at"):
        yield {
            "id": str(photo.pk),
            "at": photo.created_at.isoformat(),
            "case_id": str(photo.case_id or ""),
            "state": photo.state,
            "bytes": photo.size,
        }


def _expire_originals(*, now: datetime, dry_run: bool) -> int:
    """What lay under the boxes is gone for good; gives how many photos that were."""
    due = SealedOriginal.objects.filter(erase_after__lte=now)
    return due.count() if dry_run else due.delete()[0]


RETENTION = (
    Retention(
        "files.originals",
        _("To answer an objection against what was blackened"),
        KEEP_ORIGINAL,
        "UU 25/2009",
        _expire_originals,
    ),
    Retention(
        "files.photos",
        _("To see what was reported and what was done about it"),
        _PHOTOS,
        "UU 25/2009",
        _expire_photos,
    ),
)
PERSONAL_DATA = (
    PersonalData(
        "files.StoredFile.uploaded_by",
        _("To see what was reported and what was done about it"),
        "UU 25/2009",
        "files.photos",
        _("The parties of the case; everybody once an officer released it"),
        export=_photos_of,
    ),
    PersonalData(
        "files.SealedOriginal.content",
        _("To answer an objection against what was blackened"),
        "UU 25/2009",
        "files.originals",
        _("An officer who needs it; each look is logged"),
        key_class="identity",
    ),
    *(
        PersonalData(
            f"files.Whereabouts.{name}",
            _("To see that finished work was photographed on the spot"),
            "UU 25/2009",
            "files.photos",
            _("Offices that work on the case; nobody else"),
        )
        for name in ("lat", "lon", "taken_at")
    ),
)
