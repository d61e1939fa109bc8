"""Objects behind the addresses of this module, for the table of rights."""

from __future__ import annotations

from sewaka.modules.traffic.models import Junction, SignalNow
from tests.cast import NOW, Cast
from tests.conformance.access_table import Scene


def steered(_cast: Cast) -> Scene:
    """A junction that has been heard of."""
    Junction.objects.create(
        code="J07", name="Catur Muka", lat=-8.6566, lon=115.2166, controller="simulator"
    )
    SignalNow.objects.create(
        junction="J07", at=NOW, heard_at=NOW, stage=0, stages=5, indications="GGrr", age_s=3.0,
        mode="adaptive",
    )  # fmt: skip
    return Scene(arguments={"code": "J07"})


SCENES = {"steered": steered}
