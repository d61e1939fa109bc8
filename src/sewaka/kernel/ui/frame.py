"""The frame around every page: who runs the site, where one can go from here.

The kernel draws it; the city fills it. `settings.SEWAKA_FRAME` names a function
`build(*, request) -> Frame`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.module_loading import import_string

from sewaka.kernel.ui.values import Link, Text


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything the base templates need and must not know by themselves."""

    site_name: Text = "Sewaka"
    runs_it: Text = ""  # "the Government of ...": shown only when `is_official`
    host: str = ""
    is_official: bool = False
    home_url: str = "/"
    search_url: str = ""
    preferences_url: str = ""  # takes the language and theme switch
    manifest_url: str = ""
    worker_url: str = ""  # "" where no service worker may be registered
    live_url: str = ""
    areas_url: str = ""  # GeoJSON of the city's areas: the ground of every map
    places: Sequence[Link] = ()  # the four of the bottom bar
    menu: Sequence[Link] = ()  # the staff's rail
    account: Link | None = None
    sign_out_url: str = ""
    unread: int = 0
    unread_url: str = ""
    footer: Sequence[Link] = ()
    address: Sequence[Text] = field(default_factory=tuple)
    emergency: str = ""
    is_staff: bool = False


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this request, as the city builds it."""
    return _builder()(request=request)


def city_areas(context: Context) -> str:
    """The address of the city's areas as GeoJSON, for a map drawn in this context."""
    frame = context.get("frame")
    return frame.areas_url if frame else ""


@cache
def _builder() -> Callable[..., Frame]:
    path = getattr(settings, "SEWAKA_FRAME", "")
    if not path:
        return _bare
    builder: Callable[..., Frame] = import_string(path)
    return builder


def _bare(*, request: HttpRequest) -> Frame:
    return Frame(host=request.get_host())
