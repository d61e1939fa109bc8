"""Black boxes burnt into the pixels of a photo; what was there before lies sealed.

Every rendition is drawn anew from the blackened picture, so that nothing below a box is left in any
of them. The picture as it was is kept as one encrypted cell for `KEEP_ORIGINAL`, for an objection
or a court, and shown to nobody without an entry in the log.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid, NotFound
from sewaka.platform.files import photo, renditions, sweeping
from sewaka.platform.files.models import Rendition, SealedOriginal, StoredFile
from sewaka.platform.files.photo import Box, Developed
from sewaka.platform.files.storage import file_store

KEEP_ORIGINAL: Final = timedelta(days=730)
MAX_BOXES: Final = 12
_LARGE = "large"


@transaction.atomic
def blacken(
    *, file_id: UUID, boxes: Sequence[Box], subject_id: UUID, actor: Actor, now: datetime
) -> None:
    """Burn boxes into a photo, for good. `subject_id` names the key that seals the original.

    A photo can be blackened again; the first original stays the sealed one. Who may is the
    caller's rule. Raises NotFound("files.unknown"), Invalid (`boxes`), StoreUnavailable.
    """
    if not 0 < len(boxes) <= MAX_BOXES:
        raise Invalid("files.boxes", fields={"boxes": "files.boxes"})
    stored = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    large = _bytes_of(file_id)
    if stored is None or large is None:
        raise NotFound("files.unknown")
    if not SealedOriginal.objects.filter(file=stored).exists():
        SealedOriginal.objects.create(
            file=stored,
            subject_id=subject_id,
            content=base64.b64encode(large).decode(),
            by_id=actor.person_id,
            at=now,
            erase_after=now + KEEP_ORIGINAL,
        )
    _replace(stored, photo.blackened(large, boxes))


def preview(*, file_id: UUID, boxes: Sequence[Box]) -> bytes:
    """The photo as it would look, small, as WebP. Raises NotFound("files.unknown")."""
    large = _bytes_of(file_id)
    if large is None:
        raise NotFound("files.unknown")
    drawn = photo.blackened(large, boxes)
    return next(one.content for one in drawn.pictures if one.recipe.name == "medium")


def original(*, file_id: UUID) -> bytes:
    """The picture before the first box, as WebP. The caller has logged the reading.

    Raises NotFound("files.unknown") when it was never blackened or is kept no longer.
    """
    sealed = SealedOriginal.objects.filter(file_id=file_id).first()
    if sealed is None or sealed.content is None:
        raise NotFound("files.unknown")
    return base64.b64decode(sealed.content)


def _bytes_of(file_id: UUID) -> bytes | None:
    found = Rendition.objects.filter(file_id=file_id, name=_LARGE).first()
    if found is None:
        return None
    with file_store().open(found.key) as content:
        return content.read()


def _replace(stored: StoredFile, drawn: Developed) -> None:
    """Put the new renditions in place of the old, whose bytes go as soon as this is committed."""
    sweeping.hold_off()
    old = list(stored.renditions.values_list("key", flat=True))
    stored.renditions.all().delete()
    renditions.write(stored, drawn)
    transaction.on_commit(partial(sweeping.remove_unused, old))
