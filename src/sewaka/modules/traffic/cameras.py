"""The cameras of this installation, and where their pictures come from.

They stand in a file that only who runs the city writes (`TRAFFIC_CAMERAS`, else `cameras.toml` in
the installation's folder), not in a table: an address holds a password, and nobody on a web page
can make the server open another one.

    [J09-utara]
    junction = "J09"
    address = "rtsp://user:password@host/stream"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from sewaka.kernel import env
from sewaka.kernel.errors import DomainError, NotFound

SIZE = (640, 360)  # pixels to which every picture is brought
DEMO = "J09-contoh"
_DEMO = {DEMO: {"junction": "J09", "address": "drawn:9"}}


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera. `address`: of its stream; nobody is shown it."""

    code: str
    junction: str
    address: str


def can_count() -> bool:
    """Whether OpenCV is installed."""
    return find_spec("cv2") is not None


def cameras() -> Mapping[str, Camera]:
    """By code; in the demo a drawn one. Raises DomainError("traffic.camera.list")."""
    try:
        return {code: Camera(code, str(one["junction"]), str(one["address"]))
                for code, one in sorted(_written().items())}  # fmt: skip
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise DomainError("traffic.camera.list") from problem


def camera(*, code: str) -> Camera:
    """Raises NotFound, DomainError("traffic.camera.list")."""
    found = cameras().get(code)
    if found is None:
        raise NotFound("traffic.camera.not_found")
    return found


def _written() -> Mapping[str, Mapping[str, object]]:
    place = Path(env.text("TRAFFIC_CAMERAS") or env.home() / "cameras.toml")
    if env.text("TRAFFIC_CAMERAS") or place.is_file():
        return tomllib.loads(place.read_text(encoding="utf-8"))
    return _DEMO if settings.SEWAKA_MODE == "demo" else {}
