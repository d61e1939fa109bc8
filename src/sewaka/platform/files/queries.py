"""Reads: files of a case, and the addresses under which a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from sewaka.kernel.access import Actor
from sewaka.kernel.geo import Position
from sewaka.platform.files import passes
from sewaka.platform.files.exif import PhotoFacts
from sewaka.platform.files.models import FileState, Rendition, StoredFile, Whereabouts
from sewaka.platform.files.ports import Sight

_NAMES = {"large": "besar.webp", "medium": "sedang.webp", "small": "kecil.webp", "jpeg": "foto.jpg"}
_RENDITION_OF = {name: rendition for rendition, name in _NAMES.items()}


@dataclass(frozen=True, slots=True)
class PhotoUrls:
    """Addresses of one photo's sizes (1600, 960, 480 px WebP; 1600 px JPEG) and its shape."""

    file_id: UUID
    large: str
    medium: str
    small: str
    jpeg: str
    width: int
    height: int
    state: str


def sent_by(actor: Actor) -> QuerySet[StoredFile]:
    """Files that this actor may bind: their own, and those sent without an account.

    The latter are known by their id only, of which 74 bits are random.
    """
    return StoredFile.objects.filter(Q(uploaded_by=None) | Q(uploaded_by_id=actor.person_id))


def are_usable(*, file_ids: Iterable[UUID], actor: Actor) -> bool:
    """Whether all of them exist, are this actor's to use, and belong to no case yet."""
    wanted = set(file_ids)
    return sent_by(actor).filter(pk__in=wanted, case_id=None).count() == len(wanted)


def usable(*, file_ids: Iterable[UUID], actor: Actor) -> dict[UUID, StoredFile]:
    """Those of the files that this actor may still bind, by id."""
    free = sent_by(actor).filter(case_id=None)
    return free.in_bulk(list(file_ids))


def files_of(*, case_id: UUID) -> QuerySet[StoredFile]:
    """The files of a case in the order of their arrival. The caller has checked the case."""
    return StoredFile.objects.filter(case_id=case_id).order_by("created_at", "id")


def rendition(*, file_id: UUID, name: str) -> Rendition | None:
    """One size of a file by the name in its address; the caller checks who asks."""
    found = Rendition.objects.filter(file_id=file_id, name=_RENDITION_OF.get(name, ""))
    return found.select_related("file").first()


def by_digest(*, case_id: UUID, sha256: bytes) -> StoredFile | None:
    """The file of the case that was sent as exactly these bytes: a repeated upload."""
    return StoredFile.objects.filter(case_id=case_id, sha256=sha256).first()


def whereabouts(*, file_ids: Iterable[UUID]) -> dict[UUID, PhotoFacts]:
    """Where and when proofs say they were taken; photos that say nothing are left out.

    For offices only: the caller knows the case and who asks.
    """
    return {
        row.file_id: PhotoFacts(
            position=None if row.lat is None or row.lon is None else Position(row.lat, row.lon),
            taken_at=row.taken_at,
        )
        for row in Whereabouts.objects.filter(file_id__in=list(file_ids))
    }


def urls(*, file: StoredFile, sight: Sight, now: datetime) -> PhotoUrls | None:
    """Where a reader finds the photo; None when there is nothing for them to see yet.

    `sight` is what the reader may see of the case. A party's addresses carry a pass that holds
    for one to two hours, so that a page opened by a secret link shows its pictures too.
    """
    if sight is Sight.NOTHING or (sight is Sight.PUBLIC and file.state != FileState.READY):
        return None
    ticket = f"?k={passes.issue(file.pk, now=now)}" if sight is Sight.PARTY else ""
    found = {
        rendition: reverse("files:photo", args=[file.pk, name]) + ticket
        for rendition, name in _NAMES.items()
    }
    return PhotoUrls(
        file_id=file.pk,
        width=file.width,
        height=file.height,
        state=file.state,
        **found,
    )
