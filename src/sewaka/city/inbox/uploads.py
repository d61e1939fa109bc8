"""Photos that come with an act: stored at once, so that a mistake elsewhere loses none."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.geo import Position
from sewaka.kernel.ui.values import PhotoItem, PhotoState
from sewaka.kernel.workflow import Ask, AskKind
from sewaka.platform.files import api as files
from sewaka.platform.files.api import Sight

_MOST = 8  # of one field in one request; the ask itself allows fewer


@dataclass(frozen=True, slots=True)
class Arrived:
    """The photos of one act by field: their ids, how to show them again, what was wrong."""

    ids: dict[str, list[str]]
    items: dict[str, tuple[PhotoItem, ...]]
    problems: dict[str, str]


def arrived(request: HttpRequest, *, asks: Iterable[Ask], actor: Actor, now: datetime) -> Arrived:
    """Store the photos of the request and join them with those kept from an earlier try."""
    found = Arrived(ids={}, items={}, problems={})
    for ask in asks:
        if ask.kind is not AskKind.PHOTO:
            continue
        kept = _kept(request, ask.name)
        for upload in _uploads(request, ask.name):
            try:
                facts = _facts(request, ask, upload)
                stored = files.store_photo(upload=upload, actor=actor, now=now, facts=facts)
                kept.append(stored.pk)
            except DomainError as refusal:
                found.problems[ask.name] = refusal.code
        found.ids[ask.name] = [str(key) for key in kept]
        found.items[ask.name] = _items(kept, actor=actor, now=now)
    return found


def _kept(request: HttpRequest, name: str) -> list[UUID]:
    removed = set(request.POST.getlist(f"{name}_remove"))
    kept = []
    for key in request.POST.getlist(f"{name}_kept")[:_MOST]:
        with suppress(ValueError):
            kept.append(UUID(key))
    return [key for key in kept if str(key) not in removed]


def _facts(request: HttpRequest, ask: Ask, upload: UploadedFile[Any]) -> files.PhotoFacts | None:
    """Where and when a proof was taken: what the photo says, else where the officer stood.

    The phone shrinks photos, which takes their metadata away; it sends its own position instead.
    """
    if not ask.is_proof:
        return None
    said = files.photo_facts(upload)
    return replace(said, position=said.position or _stood(request, ask.name))


def _stood(request: HttpRequest, name: str) -> Position | None:
    lat, lon = (request.POST.get(f"{name}_{axis}", "") for axis in ("lat", "lon"))
    try:
        return Position(lat=float(lat), lon=float(lon))
    except ValueError:  # not sent, not a number, not on the globe
        return None


def _uploads(request: HttpRequest, name: str) -> list[UploadedFile[Any]]:
    sent = [*request.FILES.getlist(name), *request.FILES.getlist(f"{name}_gallery")]
    return [upload for upload in sent if upload.size][:_MOST]


def _items(ids: list[UUID], *, actor: Actor, now: datetime) -> tuple[PhotoItem, ...]:
    usable = files.usable(file_ids=ids, actor=actor)
    items = []
    for key in ids:
        if stored := usable.get(key):
            shown = files.urls(file=stored, sight=Sight.PARTY, now=now)
            items.append(PhotoItem(str(key), PhotoState.SENT, url=shown.small if shown else ""))
    return tuple(items)
