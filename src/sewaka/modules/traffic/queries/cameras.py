"""Reads of cameras and their set-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access, cameras
from sewaka.modules.traffic.cameras import Camera
from sewaka.modules.traffic.models import CameraSetup, Detector, Junction
from sewaka.modules.traffic.models.cameras import in_use


@dataclass(frozen=True, slots=True)
class KnownCamera:
    """One camera. `newest`: its last version; `used`: the one that counts; None: there is none.

    `junction`: None where the file names one that is not there.
    """

    camera: Camera
    junction: Junction | None
    newest: CameraSetup | None
    used: CameraSetup | None


@dataclass(frozen=True, slots=True)
class Workbench:
    """One camera, its versions, the newest first, and the detectors that its lanes can be."""

    known: KnownCamera
    versions: Sequence[CameraSetup]
    detectors: Sequence[Detector]

    @property
    def code(self) -> str:
        """Of the camera."""
        return self.known.camera.code


def all_cameras(*, actor: Actor) -> Sequence[KnownCamera]:
    """Raises NotFound for whoever sees to no detectors."""
    access.mender_of(actor=actor)
    known = cameras.cameras()
    junctions = Junction.objects.in_bulk({one.junction for one in known.values()})
    rows = CameraSetup.objects.filter(camera__in=list(known)).order_by("number")
    newest = {one.camera: one for one in rows}
    used = in_use()
    return [
        KnownCamera(one, junctions.get(one.junction), newest.get(code), used.get(code))
        for code, one in known.items()
    ]


def workbench(*, actor: Actor, code: str) -> Workbench:
    """Raises NotFound."""
    found = next((one for one in all_cameras(actor=actor) if one.camera.code == code), None)
    if found is None or found.junction is None:
        raise NotFound("traffic.camera.not_found")
    versions = CameraSetup.objects.filter(camera=code).select_related("junction")
    detectors = Detector.objects.filter(junction=found.junction).order_by("code")
    return Workbench(found, list(versions), list(detectors))


def version(*, actor: Actor, code: str, number: int) -> CameraSetup:
    """Raises NotFound."""
    access.mender_of(actor=actor)
    rows = CameraSetup.objects.filter(camera=code, number=number).select_related("junction")
    found = rows.first()
    if found is None:
        raise NotFound("traffic.camera.not_found")
    return found
