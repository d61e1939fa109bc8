"""Objects of the access matrix: pictures."""

from __future__ import annotations

from sewaka.platform.files import api
from sewaka.platform.files.tests import pictures
from tests.cast import NOW, Cast
from tests.conformance.access_table import Scene


def unknown(_cast: Cast) -> Scene:
    """A picture that nobody has sent."""
    return Scene(
        arguments={"file_id": "00000000-0000-7000-8000-000000000009", "name": "kecil.webp"}
    )


def unbound(cast: Cast) -> Scene:
    """A picture that Made has sent and not bound to a report yet."""
    photo = api.store_photo(upload=pictures.plain(), actor=cast["made"].actor, now=NOW)
    return Scene(arguments={"file_id": str(photo.pk), "name": "kecil.webp"})


SCENES = {"unknown": unknown, "unbound": unbound}
