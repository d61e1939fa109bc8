"""Objects of the access matrix: data sets."""

from __future__ import annotations

from tests.cast import Cast
from tests.conformance.access_table import Scene


def unknown(_cast: Cast) -> Scene:
    """A data set that nobody publishes."""
    return Scene(arguments={"code": "nothing"})


def unknown_file(_cast: Cast) -> Scene:
    """A file of a data set that nobody publishes."""
    return Scene(arguments={"code": "nothing", "form": "csv"})


SCENES = {"unknown": unknown, "unknown_file": unknown_file}
