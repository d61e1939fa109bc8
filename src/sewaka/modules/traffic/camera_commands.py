"""`sewaka traffic count`: vehicles in a camera's picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic import cameras, credentials, mqtt, wire
from sewaka.modules.traffic.field_mqtt import RoadsideOverMqtt
from sewaka.modules.traffic.models.cameras import in_use
from sewaka.modules.traffic.wire import Reading

if TYPE_CHECKING:
    from sewaka.modules.traffic.counting.profile import Frame
    from sewaka.modules.traffic.counting.site import Site

_CONNECTS_S = 5.0


@click.command("count")
@click.option("--camera", help="A camera of TRAFFIC_CAMERAS, by the set-up that is in use.")
@click.option("--site", type=click.Path(path_type=Path), help="Or: a set-up of its own (JSON).")
@click.option("--source", help="A film, or the address of a stream (rtsp://...).")
@click.option("--period", type=click.FloatRange(1, 900), default=60.0, show_default=True)
@click.option("--begin", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="When a film begins.")
@click.option("--send", is_flag=True, help="Tell the broker, as the lanes' detectors.")
def count(
    *, camera: str | None, site: Path | None, source: str | None, period: float,
    begin: datetime | None, send: bool,
) -> None:  # fmt: skip
    """Count vehicles in a film or a stream: a line of JSON for each lane and period.

    Frames live in memory only. A film is counted as fast as it can be read.
    """
    try:
        found, place = _chosen(camera, site, source)
        readings = _readings(found, place, period_s=period, begin=begin or clock.now())
        with _broker(found.junction) if send else nullcontext(_to_nobody) as tell:
            for reading in readings:
                click.echo(f"{reading.detector} {wire.write_reading(reading).decode()}")
                tell(reading)
    except DomainError as problem:
        raise click.ClickException(sentence(problem)) from problem
    except (ValueError, RuntimeError) as problem:
        raise click.ClickException(str(problem)) from problem


def _chosen(camera: str | None, site: Path | None, source: str | None) -> tuple[Site, str]:
    """The set-up, and where the pictures come from. Raises as `_set_up`; DomainError."""
    if camera:
        kept = in_use().get(camera)
        if kept is None:
            raise RuntimeError(f"no set-up of {camera} is in use: see Cameras in the control room")
        return _set_up(kept.given), source or cameras.camera(code=camera).address
    if site is None or source is None:
        raise RuntimeError("--camera, or --site with --source")
    return _set_up(site), source


def _set_up(given: Path | Mapping[str, Any]) -> Site:
    """Raises ValueError for the set-up, RuntimeError without the package."""
    try:
        from sewaka.modules.traffic.counting.site import Site
    except ImportError as problem:
        raise RuntimeError(
            "OpenCV is not installed: pip install -r requirements/traffic-camera.txt"
        ) from problem
    return Site.read(given) if isinstance(given, Path) else Site.of(given)


def _readings(site: Site, source: str, *, period_s: float, begin: datetime) -> Iterator[Reading]:
    """Raises RuntimeError for a film that is none."""
    from sewaka.modules.traffic.counting import frames, watching

    seen: Iterator[tuple[float, Frame | None]]
    if frames.is_live(source):
        seen, start_s = frames.live(source, size=site.size), 0.0
    else:
        seen, start_s = frames.of_film(source, size=site.size), begin.timestamp()
    boot = int(time.time())
    moved = ((start_s + at_s, frame) for at_s, frame in seen)
    for seq, one in enumerate(watching.counted(site, moved, period_s=period_s)):
        yield watching.as_reading(site, one, boot=boot, seq=seq)


def _to_nobody(_reading: Reading) -> None:
    """Nobody is told."""


@contextmanager
def _broker(junction: str) -> Iterator[Callable[[Reading], None]]:
    field = RoadsideOverMqtt(at=mqtt.address(), junctions=[junction], city=credentials.city_key())
    field.open()
    until_s = time.monotonic() + _CONNECTS_S
    while not field.is_open and time.monotonic() < until_s:
        time.sleep(0.1)
    try:
        yield lambda reading: field.readings(junction, [reading])
    finally:
        field.close()
