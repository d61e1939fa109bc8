"""Objects of the access matrix: tables of the dashboard."""

from __future__ import annotations

from tests.cast import Cast
from tests.conformance.access_table import Scene


def by_agency(_cast: Cast) -> Scene:
    """The whole city by agency."""
    return Scene(arguments={"block": "city", "table": "agency"})


def unknown(_cast: Cast) -> Scene:
    """A table that is not there."""
    return Scene(arguments={"block": "city", "table": "nothing"})


SCENES = {"by_agency": by_agency, "unknown": unknown}
