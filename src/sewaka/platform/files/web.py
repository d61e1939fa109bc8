"""Serving pictures: only re-encoded bytes, only to whom they may be shown, never as a page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.platform.files import passes, ports, queries
from sewaka.platform.files.models import FileState, Rendition
from sewaka.platform.files.ports import Sight
from sewaka.platform.files.storage import file_store
from sewaka.platform.people.api import actor_of


@require_safe
def photo(request: HttpRequest, file_id: UUID, name: str) -> HttpResponse:
    """One size of a photo. Absent, hidden and not yet released are the same 404."""
    rendition = queries.rendition(file_id=file_id, name=name)
    sight = _sight(request, rendition) if rendition else Sight.NOTHING
    if rendition is None or not _is_shown(rendition, sight):
        raise Http404
    etag = f'"{rendition.key[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    return unchanged or _answer(rendition, name=name, etag=etag, sight=sight)


def _sight(request: HttpRequest, rendition: Rendition) -> Sight:
    ticket = request.GET.get("k", "")
    if ticket and passes.holds(ticket, file_id=rendition.file_id, now=clock.now()):
        return Sight.PARTY
    return ports.sight_of(file=rendition.file, actor=actor_of(request))


def _is_shown(rendition: Rendition, sight: Sight) -> bool:
    is_released = rendition.file.state == FileState.READY
    return sight is Sight.PARTY or (sight is Sight.PUBLIC and is_released)


def _answer(rendition: Rendition, *, name: str, etag: str, sight: Sight) -> HttpResponse:
    try:
        with file_store().open(rendition.key) as content:
            response = HttpResponse(content.read(), content_type=rendition.media_type)
    except FileNotFoundError:
        raise Http404 from None
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    # What a party sees by right is no proxy's business, released or not; and all of it is kept
    # shortly, because an officer may withdraw a picture.
    is_public = sight is Sight.PUBLIC
    response["Cache-Control"] = f"{'public' if is_public else 'private'}, max-age=300"
    if not is_public:
        response["Vary"] = "Cookie"
    return response
