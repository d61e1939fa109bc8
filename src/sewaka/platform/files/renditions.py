"""Keeping the sizes of a photo: bytes first, then the rows that name them."""

from __future__ import annotations

import hashlib

from sewaka.platform.files.models import Rendition, StoredFile
from sewaka.platform.files.photo import Developed, Picture
from sewaka.platform.files.storage import file_store


def write(stored: StoredFile, developed: Developed) -> None:
    """Put every size on disk and name it. The caller keeps the sweep away (`sweeping.hold_off`).

    Raises StoreUnavailable.
    """
    store = file_store()
    rows = []
    for picture in developed.pictures:
        key = _key(picture)
        store.put(key, picture.content)
        rows.append(
            Rendition(
                file=stored,
                name=picture.recipe.name,
                key=key,
                media_type=picture.recipe.media_type,
                size=len(picture.content),
                width=picture.width,
                height=picture.height,
            )
        )
    Rendition.objects.bulk_create(rows)


def _key(picture: Picture) -> str:
    suffix = "jpg" if picture.recipe.format == "JPEG" else picture.recipe.format.lower()
    return f"{hashlib.sha256(picture.content).hexdigest()}.{suffix}"
