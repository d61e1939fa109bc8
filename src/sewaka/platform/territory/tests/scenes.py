"""Objects of the access matrix: villages."""

from __future__ import annotations

from tests.cast import SESETAN, Cast
from tests.conformance.access_table import Scene


def sesetan(_cast: Cast) -> Scene:
    """A village with hamlets of two heads; nobody of the cast keeps its office."""
    return Scene(arguments={"code": SESETAN}, form={"name": "Banjar Contoh Baru"})


def unknown(_cast: Cast) -> Scene:
    """A village that is not there."""
    return Scene(arguments={"code": "51.71.01.1099"}, form={"name": "Banjar Contoh Baru"})


SCENES = {"sesetan": sesetan, "unknown": unknown}
