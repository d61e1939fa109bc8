"""What the rest of the city may do with files."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings

from sewaka.platform.files import photo
from sewaka.platform.files.actions import attach, refuse, release, store_photo
from sewaka.platform.files.exif import PhotoFacts, read_facts
from sewaka.platform.files.models import FileState, StoredFile
from sewaka.platform.files.photo import BadPhoto, Box
from sewaka.platform.files.ports import Sight
from sewaka.platform.files.queries import (
    PhotoUrls,
    are_usable,
    by_digest,
    files_of,
    urls,
    usable,
    whereabouts,
)
from sewaka.platform.files.redacting import MAX_BOXES, blacken, original, preview
from sewaka.platform.files.storage import StoreUnavailable
from sewaka.platform.files.uploads import Upload, read_upload

__all__ = [
    "MAX_BOXES",
    "BadPhoto",
    "Box",
    "FileState",
    "PhotoFacts",
    "PhotoUrls",
    "Sight",
    "StoreUnavailable",
    "StoredFile",
    "Upload",
    "are_usable",
    "attach",
    "blacken",
    "by_digest",
    "files_of",
    "original",
    "photo_facts",
    "preview",
    "refuse",
    "release",
    "store_photo",
    "urls",
    "usable",
    "whereabouts",
]

MAX_BYTES = photo.MAX_BYTES


def photo_facts(upload: Upload) -> PhotoFacts:
    """Where and when the photo says it was taken, to be offered to its sender. Never raises.

    Call before `store_photo`: what is stored says nothing any more.
    """
    return read_facts(read_upload(upload), zone=ZoneInfo(settings.TIME_ZONE))
