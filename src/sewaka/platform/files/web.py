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
    if rendition is None or not _may_see(request, rendition):
        raise Http404
    etag = f'"{rendition.key[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    return unchanged or _answer(rendition, name=name, etag=etag, is_private="k" in request.GET)


def _may_see(request: HttpRequest, rendition: Rendition) -> bool:
    file = rendition.file
    if passes.holds(request.GET.get("k", ""), file_id=file.pk, now=clock.now()):
        return True
    sight = ports.sight_of(file=file, actor=actor_of(request))
    return sight is Sight.PARTY or (sight is Sight.PUBLIC and file.state == FileState.READY)


def _answer(rendition: Rendition, *, name: str, etag: str, is_private: bool) -> HttpResponse:
    try:
        with file_store().open(rendition.key) as content:
            response = HttpResponse(content.read(), content_type=rendition.media_type)
    except FileNotFoundError:
        raise Http404 from None
    is_shared = rendition.file.state == FileState.READY and not is_private
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    # Short, because an officer may withdraw a picture.
    response["Cache-Control"] = f"{'public' if is_shared else 'private'}, max-age=300"
    if not is_shared:
        response["Vary"] = "Cookie"
    return response
