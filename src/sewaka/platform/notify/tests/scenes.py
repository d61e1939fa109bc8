"""Objects for the table of rights."""

from __future__ import annotations

from sewaka.kernel import clock
from sewaka.platform.notify import api
from tests.cast import Cast
from tests.conformance.access_table import Scene


def received(_cast: Cast) -> Scene:
    """One text in force."""
    api.define(code="a.b", words={"id": ("Halo", "Kabar")}, now=clock.now())
    return Scene(arguments={"code": "a.b"}, form={"subject": "Halo", "body": "Kabar"})


SCENES = {"received": received}
