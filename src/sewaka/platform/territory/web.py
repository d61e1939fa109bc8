"""The map of the villages for everybody; the hamlets of a village for its office."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid, NotFound
from sewaka.platform.people.api import actor_of
from sewaka.platform.territory import actions, labels, mapping, presentation, queries, tiles
from sewaka.platform.territory.forms import HamletForm
from sewaka.platform.territory.models import Area

_PACKED = "gzip"


@require_safe
def village_map(request: HttpRequest) -> HttpResponse:
    """All villages as GeoJSON, small, with an ETag."""
    drawn = mapping.village_map()
    is_packed = _PACKED in request.headers.get("Accept-Encoding", "")
    etag = f'"{drawn.etag}{"-z" if is_packed else ""}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        drawn.packed if is_packed else drawn.plain, content_type="application/geo+json"
    )
    if is_packed and response.content:
        response["Content-Encoding"] = _PACKED
    response["ETag"] = etag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def base_map(request: HttpRequest) -> HttpResponse:
    """A piece of the city's own base map; only pieces, for the whole may be gigabytes."""
    found = tiles.base_map()
    if found is None:
        raise Http404
    return _piece(found, asked=request.headers.get("Range", ""))


def _piece(found: tiles.BaseMap, *, asked: str) -> HttpResponse:
    size = found.path.stat().st_size
    piece = tiles.piece_of(asked=asked, size=size)
    if piece is None:
        no = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        no["Content-Range"] = f"bytes */{size}"
        return no
    response = HttpResponse(
        tiles.read(of=found, piece=piece),
        status=HTTPStatus.PARTIAL_CONTENT,
        content_type="application/vnd.pmtiles",
    )
    response["Content-Range"] = f"bytes {piece.begin}-{piece.end - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = found.etag
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@login_required
def villages(request: HttpRequest) -> HttpResponse:
    """The villages whose hamlets this office keeps."""
    mine = list(queries.my_villages(actor=actor_of(request)))
    if not mine:
        raise Http404
    return TemplateResponse(
        request, "territory/villages.html", {"table": presentation.villages(mine)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hamlets(request: HttpRequest, code: str) -> HttpResponse:
    """The hamlets of one village, and a form for one more."""
    actor = actor_of(request)
    village = _village(actor, code)
    form = HamletForm(request.POST if request.method == "POST" else None)
    added = _add(form, village=village, actor=actor) if form.is_valid() else None
    if added:
        messages.success(request, _("%(name)s was added.") % {"name": added.name})
        return HttpResponseRedirect(reverse("territory:hamlets", args=[code]))
    context = {
        "village": village,
        "form": form,
        "table": presentation.hamlets(queries.hamlets_of(village)),
        "has_errors": bool(form.errors),
    }
    return _answer(request, "territory/hamlets.html", context)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    status = 422 if context["has_errors"] else 200
    return TemplateResponse(request, template, context, status=status)


def _village(actor: Actor, code: str) -> Area:
    try:
        return queries.get_village(actor=actor, code=code)
    except NotFound:
        raise Http404 from None


def _add(form: HamletForm, *, village: Area, actor: Actor) -> Area | None:
    """The new hamlet, or None with the mistakes noted in the form."""
    given = form.cleaned_data
    try:
        return actions.add_hamlet(
            village_code=village.code,
            name=given["name"],
            head_name=given["head_name"],
            phone=given["phone"],
            position=form.position,
            actor=actor,
            now=clock.now(),
        )
    except Invalid as refusal:
        for field, problem in refusal.fields.items():
            form.add_error("lat" if field == "position" else field, labels.row(problem))
        return None
