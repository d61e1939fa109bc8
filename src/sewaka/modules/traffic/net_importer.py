"""A net that the city made becomes its streets: rows, first drafts of plans, and a report.

The same file again changes nothing. What the new net does not know stays where it is, for counts
point at it.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from sewaka.modules.traffic import own_net, town
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.sumo.net_reader import NotANet
from sewaka.modules.traffic.control.sumo.places import LatLon
from sewaka.modules.traffic.importers import Place, load_net
from sewaka.modules.traffic.layout import posts_of
from sewaka.modules.traffic.models import Junction, SignalPlan, StreetNet
from sewaka.modules.traffic.models.plans import keep
from sewaka.modules.traffic.own_net import Note, OwnNet

PLAN_SET = "dasar"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it. `gone`: junctions of an earlier net that this one lacks."""

    counts: dict[str, int]
    notes: Sequence[Note]
    new_drafts: int
    is_known: bool
    gone: Sequence[str]


def import_net(*, path: Path, origin: LatLon | None, now: datetime) -> Imported:
    """Raises NotANet, OSError; then nothing was changed."""
    staged = _staged(path, origin)
    try:
        own = own_net.read(staged)
        places = {
            code: Place(own_net.name_of(own=own, number=n), *own_net.lat_lon(own=own, number=n))
            for n, code in enumerate(own.net.signal_names)
        }
        with transaction.atomic():
            found = _write(own, places, file_name=path.name, now=now)
            _put(staged, own_net.place())
    finally:
        for one in (staged, _beside(staged)):
            one.unlink(missing_ok=True)
    town.forget()
    return found


def _staged(path: Path, origin: LatLon | None) -> Path:
    """The net beside its place, packed always in the same way, so that one file is one digest."""
    place = own_net.place()
    place.parent.mkdir(parents=True, exist_ok=True)
    staged = place.with_name(f".new-{place.name}")
    raw = path.read_bytes()
    try:
        plain = gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (gzip.BadGzipFile, EOFError) as problem:
        raise NotANet(f"{path.name} is not XML: {problem}") from problem
    staged.write_bytes(gzip.compress(plain, mtime=0) if staged.suffix == ".gz" else plain)
    if origin is not None:
        _beside(staged).write_text(f"{origin[0]},{origin[1]}", encoding="utf-8")
    return staged


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.origin")


def _put(staged: Path, place: Path) -> None:
    if _beside(staged).is_file():
        _beside(staged).replace(_beside(place))
    else:
        _beside(place).unlink(missing_ok=True)
    staged.replace(place)


def _write(own: OwnNet, places: dict[str, Place], *, file_name: str, now: datetime) -> Imported:
    detectors = load_net(
        net=own.net, places=places, streets=own_net.street_names(own=own), kind="radar",
        controller="mqtt",
    )  # fmt: skip
    posts = posts_of(net=own.net)
    counts = {
        "junctions": len(posts),
        "approaches": sum(len(post.arms) for post in posts),
        "lanes": detectors,
        "movements": sum(len(post.junction.links) for post in posts),
        "stages": sum(len(post.junction.stages) for post in posts),
        "conflicts": sum(int(post.junction.conflicts.sum()) // 2 for post in posts),
    }
    _, is_new = StreetNet.objects.get_or_create(
        digest=own.digest,
        defaults={
            "file_name": file_name, "counts": counts, "imported_at": now,
            "notes": [[one.code, one.junction, one.detail] for one in own.notes],
        },
    )  # fmt: skip
    drafts = [(post.code, post.plan) for post in posts]
    gone = Junction.objects.exclude(pk__in=list(places)).values_list("code", flat=True)
    return Imported(counts, own.notes, _draft(drafts, now=now), not is_new, sorted(gone))


def _draft(found: Sequence[tuple[str, StagePlan]], *, now: datetime) -> int:
    """A draft of each junction's program, unless the newest one of nobody's hand says the same."""
    made = []
    for code, plan in found:
        rows = SignalPlan.objects.filter(junction_id=code, code=PLAN_SET).order_by("-version")
        newest = rows.first()
        before = rows.filter(author_id=None).prefetch_related("stages").first()
        if before is not None and before.stage_plan.splits == plan.splits:
            continue
        row = SignalPlan(
            junction_id=code, code=PLAN_SET, version=(newest.version if newest else 0) + 1,
            offset_s=plan.offset_s, author_id=None, created_at=now,
        )  # fmt: skip
        made.append((row, plan))
    keep(plans=made)
    return len(made)
