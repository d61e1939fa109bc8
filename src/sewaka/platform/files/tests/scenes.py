"""Objects of the access matrix: pictures."""

from __future__ import annotations

from tests.cast import Cast
from tests.conformance.access_table import Scene


def unknown(_cast: Cast) -> Scene:
    """A picture that nobody has sent."""
    return Scene(arguments={"file_id": "00000000-0000-7000-8000-000000000009", "name": "480.webp"})


SCENES = {"unknown": unknown}
