"""Photos that come after the words."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256 as digest_of
from typing import IO, Final, Protocol
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.modules.reports.effects import adding, photos
from sewaka.modules.reports.models import Report, ReportPhoto
from sewaka.modules.reports.rules.late_photos import place_of
from sewaka.platform.files import api as files

LATE: Final = timedelta(days=7)  # a phone may come back after a week


class Readable(Protocol):
    """What can be read to a limit: a request, a file."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""


def add_photo(
    *, upload: Readable | IO[bytes], sha256: str, actor: Actor, now: datetime, place: str = ""
) -> tuple[int, int]:
    """Add a photo to the report whose link the actor holds; gives received and expected.

    `place` is the how manieth of its report it is, as the phone writes it; one that can not be is
    taken for none. The same bytes again change nothing. Raises NotFound without the link, Invalid
    when the bytes are not those of the digest or one too many, BadPhoto for what is no photo.
    """
    if actor.link_case_id is None:
        raise NotFound("reports.not_found")
    raw = upload.read(files.MAX_BYTES + 1)
    sent = digest_of(raw).hexdigest()
    if len(raw) <= files.MAX_BYTES and not hmac.compare_digest(sent.encode(), sha256.encode()):
        raise Invalid("reports.photos.digest", fields={"photo": "reports.photos.digest"})
    with transaction.atomic():
        report = Report.objects.select_for_update().filter(pk=actor.link_case_id).first()
        if report is None:
            raise NotFound("reports.not_found")
        if now > report.sent_at + LATE:
            raise DomainError("reports.photos.too_late")
        if files.by_digest(case_id=report.pk, sha256=bytes.fromhex(sha256)) is None:
            _check_announced(report)
            stored = files.store_photo(upload=raw, actor=actor, now=now)
            before = ReportPhoto.Stage.BEFORE
            adding.add(report=report, stage=before, file_ids=[stored.pk], actor=actor, now=now)
            _keep_place(report, stored.pk, said=place)
        return _received(report), report.photos_expected


def _keep_place(report: Report, file_id: UUID, *, said: str) -> None:
    taken = photos.places_of([report])[report.pk]
    place = place_of(said, expected=report.photos_expected, taken=taken)
    if place is not None:
        photos.keep_place(file_id=file_id, place=place)


def _check_announced(report: Report) -> None:
    if _received(report) >= report.photos_expected:
        raise Invalid("reports.photos.unknown", fields={"photo": "reports.photos.unknown"})


def _received(report: Report) -> int:
    return ReportPhoto.objects.filter(
        report=report, stage=ReportPhoto.Stage.BEFORE, round=0
    ).count()
