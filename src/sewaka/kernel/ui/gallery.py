"""The gallery `/gaya`: every component in every state, built from the tags that pages use.

What axe, the contrast test, the keyboard walk and the print test look at. It shows invented
samples only and needs no database.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.kernel.ui import samples


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The whole gallery on one page."""
    return render(request, "ui/gallery.html", samples.gallery())
