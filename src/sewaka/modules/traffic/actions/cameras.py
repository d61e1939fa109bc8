"""A camera is set up: kept as a version, tried beside a person's eyes, taken into use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic import access, cameras
from sewaka.modules.traffic.events import CameraTakenIntoUse
from sewaka.modules.traffic.models import CameraSetup, Detector, Junction
from sewaka.modules.traffic.rules.cameras import check_taps


@transaction.atomic
def keep_setup(
    *, camera: str, given: Mapping[str, Any], actor: Actor, now: datetime
) -> CameraSetup:
    """The next version. Raises NotFound, DomainError for what can not count."""
    person = access.mender_of(actor=actor)
    place = cameras.camera(code=camera).junction
    junction = Junction.objects.select_for_update().filter(pk=place).first()
    if junction is None:
        raise DomainError("traffic.camera.junction")
    whole = {**given, "junction": place, "size": list(cameras.SIZE)}
    _check_setup(given=whole)
    before = CameraSetup.objects.filter(camera=camera).aggregate(last=Max("number"))["last"]
    return CameraSetup.objects.create(
        camera=camera, number=(before or 0) + 1, junction=junction, given=whole,
        author_id=person, created_at=now,
    )  # fmt: skip


def _check_setup(*, given: Mapping[str, Any]) -> None:
    """Raises DomainError: what `counting.site` refuses, or lanes of a detector not there."""
    from sewaka.modules.traffic.counting.site import Site, SiteRefused  # OpenCV is an extra

    try:
        site = Site.of(given)
    except SiteRefused as refusal:
        raise DomainError(f"traffic.camera.{refusal.code}") from refusal
    names = [lane.detector for lane in site.lanes]
    there = Detector.objects.filter(junction=site.junction, code__in=names).count()
    if there != len(names):
        raise DomainError("traffic.camera.detector")


@transaction.atomic
def keep_trial(
    *, camera: str, number: int, counted: Mapping[str, int], tapped: Mapping[str, int],
    actor: Actor, now: datetime,
) -> CameraSetup:  # fmt: skip
    """What the camera and a person counted in the same minutes. Raises NotFound, DomainError."""
    found = _locked(camera, number, actor)
    check_taps(counted=counted, tapped=tapped)
    if set(counted) != {lane["detector"] for lane in found.given["lanes"]}:
        raise DomainError("traffic.camera.taps")
    found.counted, found.tapped, found.tried_at = dict(counted), dict(tapped), now
    found.save(update_fields=["counted", "tapped", "tried_at"])
    return found


@transaction.atomic
def take_into_use(*, camera: str, number: int, actor: Actor, now: datetime) -> CameraSetup:
    """From now on it counts by this version; also by an older one again. Raises NotFound."""
    found = _locked(camera, number, actor)
    found.in_use_from = now
    found.save(update_fields=["in_use_from"])
    names = [lane["detector"] for lane in found.given["lanes"]]
    Detector.objects.filter(junction=found.junction, code__in=names).update(calibrated_at=now)
    trial = found.trial
    event = CameraTakenIntoUse(
        camera=camera, setup=number, junction=found.junction_id,
        counted=trial.counted if trial else None, tapped=trial.tapped if trial else None,
    )  # fmt: skip
    outbox.record(event, actor=actor, now=now)
    return found


def _locked(camera: str, number: int, actor: Actor) -> CameraSetup:
    access.mender_of(actor=actor)
    rows = CameraSetup.objects.select_for_update(of=("self",)).filter(camera=camera, number=number)
    found = rows.first()
    if found is None:
        raise NotFound("traffic.camera.not_found")
    return found
