"""Choosing what goes black in a photo: by tapping two corners, or by numbers.

Works without a script: the picture is a button that sends where it was tapped, and every box is a
row of four numbers that a keyboard can change.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import Invalid
from sewaka.kernel.ui.values import Problem
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions import blackening
from sewaka.modules.reports.models.labels import sentence
from sewaka.modules.reports.web import boxes
from sewaka.platform.files import api as files
from sewaka.platform.people.api import actor_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def blacken(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """The photo with its boxes; the last button burns them in."""
    photo = queries.photo_to_blacken(number=number, file_id=file_id, actor=actor_of(request))
    chosen = boxes.read(request.POST, photo=photo.file)
    if "burn" not in request.POST:
        return _show(request, number, photo.file, chosen)
    try:
        _burn(request, number, file_id, chosen)
    except Invalid:
        return _show(request, number, photo.file, chosen, is_refused=True)
    messages.success(request, _("Blackened. Nothing of what lies below is left in the photo."))
    return redirect("reports:privacy", number=number)


def _burn(request: HttpRequest, number: str, file_id: UUID, chosen: boxes.Chosen) -> None:
    blackening.blacken(
        number=number,
        file_id=file_id,
        boxes=[row.box for row in chosen.rows if row.box is not None],
        actor=actor_of(request),
        now=clock.now(),
    )


@never_cache
@require_safe
@login_required
def preview(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """The photo as it would look."""
    queries.photo_to_blacken(number=number, file_id=file_id, actor=actor_of(request))
    drawn = files.preview(file_id=file_id, boxes=boxes.from_query(request.GET.get("b", "")))
    return HttpResponse(drawn, content_type="image/webp")


@never_cache
@require_POST
@login_required
def as_it_was(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """The photo before it was blackened; each look is logged."""
    content = blackening.original(
        number=number, file_id=file_id, actor=actor_of(request), now=clock.now()
    )
    return HttpResponse(content, content_type="image/webp")


def _show(
    request: HttpRequest,
    number: str,
    file: files.StoredFile,
    chosen: boxes.Chosen,
    *,
    is_refused: bool = False,
) -> HttpResponse:
    problems = [Problem("id_left_1", sentence("reports.boxes"))] if is_refused else []
    context = {
        "number": number,
        "file": file,
        "chosen": chosen,
        "width": boxes.SHOWN_WIDTH_PX,
        "height": round(boxes.shown_height_px(file)),
        "problems": problems,
        "has_errors": bool(problems),
        "is_blackened": hasattr(file, "original"),
    }
    return render(request, "reports/blacken.html", context, status=422 if problems else 200)
