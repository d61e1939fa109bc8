"""What the pages of cameras show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import moment, number, percent
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.traffic.cameras import SIZE
from sewaka.modules.traffic.models import CameraSetup
from sewaka.modules.traffic.queries.cameras import KnownCamera, Workbench
from sewaka.modules.traffic.rules.cameras import TELLS_FROM, TRIAL_S, Compared
from sewaka.modules.traffic.web.camera_forms import CORNERS, SetupForm

WIDTH, HEIGHT = SIZE


def listed(found: Sequence[KnownCamera]) -> Table:
    """All cameras."""
    return Table(
        caption=_("Cameras that can count"),
        columns=(
            Column("camera", _("Camera"), is_main=True),
            Column("junction", _("Junction")),
            Column("used", _("Set-up in use")),
            Column("trial", _("Beside a person's count")),
        ),
        rows=[_camera(one) for one in found],
        empty=_(
            "No camera is known. Their addresses stand in the file that TRAFFIC_CAMERAS names."
        ),
    )


def _camera(one: KnownCamera) -> Row:
    code = one.camera.code
    url = reverse("traffic:camera", args=[code]) if one.junction else ""
    used = _("version %(number)d") % {"number": one.used.number} if one.used else _("none yet")
    newer = bool(one.newest and (one.used is None or one.newest.number > one.used.number))
    note = (
        _("version %(number)d is kept") % {"number": one.newest.number}
        if newer and one.newest
        else ""
    )
    return Row(
        (
            Cell(code, url=url),
            Cell(
                one.junction.name
                if one.junction
                else _("%(code)s is not known") % {"code": one.camera.junction}
            ),
            Cell(used, note=note),
            Cell(said(one.used.trial) if one.used and one.used.trial else _("not tried")),
        )
    )


def versions(found: Workbench) -> Table:
    """Of one camera."""
    return Table(
        caption=_("Versions"),
        columns=(
            Column("number", _("Version"), is_main=True),
            Column("made", _("Kept on")),
            Column("trial", _("Beside a person's count")),
            Column("used", _("In use")),
        ),
        rows=[_version(one, found) for one in found.versions],
        empty=_("None is kept yet."),
    )


def _version(one: CameraSetup, found: Workbench) -> Row:
    is_used = found.known.used is not None and found.known.used.pk == one.pk
    return Row(
        (
            Cell(
                _("version %(number)d") % {"number": one.number},
                url=reverse("traffic:camera_version", args=[one.camera, one.number]),
            ),
            Cell(moment(one.created_at)),
            Cell(said(one.trial) if one.trial else _("not tried")),
            Cell(_("in use") if is_used else ""),
        )
    )


def said(one: Compared) -> str:
    """In a sentence."""
    if one.error is None:
        return _("nobody passed")
    facts = {
        "counted": number(one.counted),
        "tapped": number(one.tapped),
        "off": percent(one.error),
    }
    words = _("%(counted)s counted, %(tapped)s by eye: %(off)s off") % facts
    if one.tells:
        return words
    return words + ". " + _("Fewer than %(least)d say little.") % {"least": TELLS_FROM}


def drawing(form: SetupForm) -> Mapping[str, Any]:
    """The set-up over the picture, as far as the form's numbers make one; `problem`: why not."""
    given = form.shown
    corners = [(one, (form[f"{one}_x"].value(), form[f"{one}_y"].value())) for one in CORNERS]
    shown: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "corners": [
        (name, x, y) for name, (x, y) in corners if x not in (None, "") and y not in (None, "")
    ]}  # fmt: skip
    shown["rectangle"] = " ".join(f"{x},{y}" for _, x, y in shown["corners"])
    return shown | (outlined(given) if given else {})


def outlined(given: Mapping[str, Any]) -> dict[str, Any]:
    """Lanes, lines and grips of a set-up; `problem` as a code where it can not be counted with."""
    from sewaka.modules.traffic.counting.outline import outline_of  # OpenCV is an extra
    from sewaka.modules.traffic.counting.site import Site, SiteRefused

    try:
        outline = outline_of(Site.of({"junction": "-", "size": SIZE, **given}))
    except SiteRefused as refusal:
        return {"problem": f"traffic.camera.{refusal.code}"}
    return {
        "lanes": [" ".join(f"{x},{y}" for x, y in lane) for lane in outline.lanes],
        "lines": [(*ends[0], *ends[1]) for ends in outline.lines],
        "grips": [(one.name, *one.at) for one in outline.grips],
        "labels": [_middle(lane, n) for n, lane in enumerate(outline.lanes, start=1)],
        "to_road": " ".join(f"{one:.9g}" for one in outline.to_road),
        "camera_height": number(outline.height_m, digits=1),
    }


def _middle(lane: Sequence[tuple[float, float]], n: int) -> tuple[int, float, float]:
    return n, sum(x for x, _ in lane) / len(lane), sum(y for _, y in lane) / len(lane)


def trial(found: CameraSetup) -> dict[str, Any]:
    """The page of a version: its picture, the lanes to tap, the last trial."""
    lanes = [lane["detector"] for lane in found.given["lanes"]]
    return {
        "setup": found,
        "lanes": list(enumerate(lanes, start=1)),
        "minutes": round(TRIAL_S / 60),
        "seconds": round(TRIAL_S),
        "said": said(found.trial) if found.trial else "",
        "by_lane": _by_lane(found, lanes) if found.trial else None,
        "drawing": {"width": WIDTH, "height": HEIGHT} | outlined(found.given),
    }


def _by_lane(found: CameraSetup, lanes: Sequence[str]) -> Table:
    counted, tapped = found.counted or {}, found.tapped or {}
    return Table(
        caption=_("The last trial, by lane"),
        columns=(
            Column("lane", _("Lane"), is_main=True),
            Column("counted", _("By the camera"), is_number=True),
            Column("tapped", _("By eye"), is_number=True),
        ),
        rows=[
            Row((Cell(f"{n}: {code}"), Cell(number(counted[code])), Cell(number(tapped[code]))))
            for n, code in enumerate(lanes, start=1)
        ],
    )  # fmt: skip
