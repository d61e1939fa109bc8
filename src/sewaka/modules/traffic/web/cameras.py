"""Cameras: set up over a still, kept as versions, tried beside a person's count, taken into use.

A picture goes to who sets the camera up and nowhere else; none is written.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import partial
from threading import Lock
from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic import cameras
from sewaka.modules.traffic.actions.cameras import keep_setup, keep_trial, take_into_use
from sewaka.modules.traffic.models import CameraSetup
from sewaka.modules.traffic.queries import cameras as queries
from sewaka.modules.traffic.rules.cameras import TRIAL_S
from sewaka.modules.traffic.web import camera_page, versions
from sewaka.modules.traffic.web.camera_forms import SetupForm
from sewaka.platform.people.api import actor_of

_SALT = "traffic.camera.trial"
_KEPT_FOR_S = 3600
_one_at_a_time = Lock()  # a trial takes a thread and half a processor


@require_GET
@never_cache
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    """All cameras of the city."""
    table = camera_page.listed(queries.all_cameras(actor=actor_of(request)))
    return render(
        request, "traffic/cameras.html", {"table": table, "can_count": cameras.can_count()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def bench(request: HttpRequest, code: str) -> HttpResponse:
    """One camera over its still; POST shows what was drawn, or keeps it as a version."""
    found = queries.workbench(actor=actor_of(request), code=code)
    if not cameras.can_count():
        return render(request, "traffic/camera.html", {"found": found, "can_count": False})
    base = found.versions[0].given if found.versions else None
    form = SetupForm(request.POST or None, detectors=found.detectors, given=base)
    made = _kept(request, code, form) if "keep" in request.POST and form.is_valid() else None
    if made is not None:
        return redirect("traffic:camera_version", code=code, version=made.number)
    part = (
        "traffic/camera_drawing.html"
        if request.headers.get("HX-Request")
        else "traffic/camera.html"
    )
    return render(request, part, _bench(found, form), status=422 if form.errors else 200)


def _bench(found: queries.Workbench, form: SetupForm) -> Mapping[str, Any]:
    drawing = camera_page.drawing(form)
    problem = DomainError(drawing["problem"]) if "problem" in drawing else None
    return {
        "found": found, "form": form, "drawing": drawing, "can_count": True,
        "problem": sentence(problem) if problem else "", "table": camera_page.versions(found),
    }  # fmt: skip


def _kept(request: HttpRequest, code: str, form: SetupForm) -> CameraSetup | None:
    """The version; None where it was refused, which is noted on the form."""
    try:
        return keep_setup(camera=code, given=form.given, actor=actor_of(request), now=clock.now())
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return None


@require_GET
@never_cache
@login_required
def still(request: HttpRequest, code: str) -> HttpResponse:
    """What the camera sees now. Not kept, here or in the browser."""
    found = queries.workbench(actor=actor_of(request), code=code)
    if not cameras.can_count():
        raise DomainError("traffic.camera.opencv")
    from sewaka.modules.traffic.counting import frames

    try:
        picture = frames.still(found.known.camera.address, size=cameras.SIZE)
    except frames.NoFrames as problem:
        raise DomainError("traffic.camera.no_picture") from problem
    return HttpResponse(picture, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


@require_GET
@never_cache
@login_required
def shown(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """One version: tried here, and taken into use."""
    actor = actor_of(request)
    setup = queries.version(actor=actor, code=code, number=version)
    if not cameras.can_count():
        return render(request, "traffic/camera_version.html", {"setup": setup})
    known = queries.workbench(actor=actor, code=code).known
    context = camera_page.trial(setup) | {
        "can_count": True, "is_used": known.used is not None and known.used.pk == setup.pk,
    }  # fmt: skip
    return render(request, "traffic/camera_version.html", context)


@require_GET
@never_cache
@login_required
def count(request: HttpRequest, code: str, version: int) -> HttpResponse | StreamingHttpResponse:
    """Two minutes of a trial, a line of JSON for each moment; the last bears the signed count."""
    setup = queries.version(actor=actor_of(request), code=code, number=version)
    if not cameras.can_count():
        raise DomainError("traffic.camera.opencv")
    lines = _lines(setup, cameras.camera(code=code).address)
    return StreamingHttpResponse(lines, content_type="application/x-ndjson")


def _lines(setup: CameraSetup, address: str) -> Iterator[bytes]:
    from sewaka.modules.traffic.counting import frames, trying
    from sewaka.modules.traffic.counting.site import Site

    if not _one_at_a_time.acquire(blocking=False):
        yield orjson.dumps({"busy": True}) + b"\n"
        return
    try:
        site = Site.of(setup.given)
        names = [lane.detector for lane in site.lanes]
        pictures = frames.live(address, size=cameras.SIZE)
        for one in trying.tried(site, pictures, lasts_s=TRIAL_S):
            said: dict[str, Any] = {"t": one.passed_s, "blind": one.is_blind, "upper": one.upper,
                    "lower": one.lower, "counts": one.counts}  # fmt: skip
            if one.frame is not None:
                said["picture"] = b64encode(frames.packed(one.frame)).decode()
            if one.passed_s >= TRIAL_S:
                result = {"id": str(setup.pk), "counted": dict(zip(names, one.counts, strict=True))}
                said["result"] = signing.dumps(result, salt=_SALT)
            yield orjson.dumps(said) + b"\n"
    finally:
        _one_at_a_time.release()


@require_POST
@login_required
def keep(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """A trial is over: the camera's count as it was signed, beside the taps."""
    deed = partial(_keep, request, code, version)
    versions.do(request, deed, said=_("The trial is kept."))
    return redirect("traffic:camera_version", code=code, version=version)


def _keep(request: HttpRequest, code: str, version: int) -> None:
    setup = queries.version(actor=actor_of(request), code=code, number=version)
    try:
        result = signing.loads(request.POST.get("result", ""), salt=_SALT, max_age=_KEPT_FOR_S)
    except signing.BadSignature as problem:
        raise DomainError("traffic.camera.taps") from problem
    counted = result["counted"] if result["id"] == str(setup.pk) else {}
    taps = {name: request.POST.get(f"tapped_{n}", "") for n, name in enumerate(counted, start=1)}
    if not taps or not all(one.isascii() and one.isdigit() for one in taps.values()):
        raise DomainError("traffic.camera.taps")
    tapped = {name: int(one) for name, one in taps.items()}
    keep_trial(
        camera=code, number=version, counted=counted, tapped=tapped, actor=actor_of(request),
        now=clock.now(),
    )  # fmt: skip


@require_POST
@login_required
def use(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """From now on the camera counts by this version."""
    deed = partial(
        take_into_use, camera=code, number=version, actor=actor_of(request), now=clock.now()
    )
    said = _("The camera counts by this version as soon as its process begins anew.")
    versions.do(request, deed, said=said)
    return redirect("traffic:camera_version", code=code, version=version)
