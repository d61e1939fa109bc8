"""Writes: take a photo in, bind it to a case, decide on its publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound, TooMany
from sewaka.platform.files import queries, renditions, sweeping
from sewaka.platform.files.exif import PhotoFacts
from sewaka.platform.files.models import FileState, StoredFile, Whereabouts
from sewaka.platform.files.photo import check_size, develop
from sewaka.platform.files.uploads import Upload, read_upload

DAILY_LIMIT = 60  # photos of one person without an office in 24 hours


def store_photo(
    *, upload: Upload, actor: Actor, now: datetime, facts: PhotoFacts | None = None
) -> StoredFile:
    """Take a photo in. When this returns and its transaction commits, the photo is on disk.

    `facts` are kept beside it, for proofs of work only; of other photos nothing is kept.

    Raises BadPhoto (codes in `photo.develop`), TooMany("files.quota"), StoreUnavailable. The
    photo waits in quarantine: only parties of its case will see it until `release`.
    """
    raw = read_upload(upload)
    check_size(len(raw))
    _check_quota(actor=actor, now=now)
    developed = develop(raw)
    with transaction.atomic():
        sweeping.hold_off()
        stored = StoredFile.objects.create(
            sha256=hashlib.sha256(raw).digest(),
            size=len(raw),
            width=developed.largest.width,
            height=developed.largest.height,
            dhash=developed.dhash,
            uploaded_by_id=actor.person_id,
            created_at=now,
        )
        renditions.write(stored, developed)
        if facts is not None and not facts.is_empty:
            _keep_facts(stored, facts)
    return stored


@transaction.atomic
def attach(*, file_ids: Iterable[UUID], case_id: UUID, actor: Actor, now: datetime) -> None:
    """Bind files to a case, for good. Files that are bound to it already stay so.

    Raises NotFound("files.unknown") when one is absent, was sent by another person or belongs
    to another case; then none is bound.
    """
    wanted = set(file_ids)
    mine = queries.sent_by(actor).filter(pk__in=wanted)
    already = mine.filter(case_id=case_id).count()
    bound = mine.filter(case_id=None).update(case_id=case_id, attached_at=now)
    if bound + already != len(wanted):
        raise NotFound("files.unknown")


def release(*, file_ids: Iterable[UUID], actor: Actor, now: datetime) -> int:
    """Let the public of its case see the files; gives how many changed.

    Who may is the caller's rule: it knows the case.
    """
    return _decide(FileState.READY, file_ids=file_ids, actor=actor, now=now)


def refuse(*, file_ids: Iterable[UUID], actor: Actor, now: datetime) -> int:
    """Keep the files from the public, also those released before; gives how many changed."""
    return _decide(FileState.REFUSED, file_ids=file_ids, actor=actor, now=now)


def _decide(state: FileState, *, file_ids: Iterable[UUID], actor: Actor, now: datetime) -> int:
    undecided = StoredFile.objects.filter(pk__in=set(file_ids)).exclude(state=state)
    return undecided.update(state=state, decided_by_id=actor.person_id, decided_at=now)


def _check_quota(*, actor: Actor, now: datetime) -> None:
    if actor.person_id is None or actor.is_staff:
        return
    day_ago = now - timedelta(days=1)
    mine = StoredFile.objects.filter(uploaded_by_id=actor.person_id, created_at__gt=day_ago)
    if mine.count() < DAILY_LIMIT:
        return
    oldest = mine.order_by("created_at").values_list("created_at", flat=True)[0]
    raise TooMany("files.quota", limit=DAILY_LIMIT, retry_at=oldest + timedelta(days=1))


def _keep_facts(stored: StoredFile, facts: PhotoFacts) -> None:
    position = facts.position
    Whereabouts.objects.create(
        file=stored,
        taken_at=facts.taken_at,
        lat=position.lat if position else None,
        lon=position.lon if position else None,
    )
