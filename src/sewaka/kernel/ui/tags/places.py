"""Components 23 and 24: map panel and the before/after pair."""

from __future__ import annotations

from typing import Any

from django import template

from sewaka.kernel.ui.frame import city_areas
from sewaka.kernel.ui.values import Photo, Side, Text

register = template.Library()


@register.inclusion_tag("ui/parts/map_panel.html", takes_context=True)
def map_panel(
    context: template.Context,
    *,
    base_url: str = "",
    points_url: str = "",
    label: Text = "",
    twin_url: str = "",
    lat: float | None = None,
    lon: float | None = None,
    note: Text = "",
    state: str = "idle",
) -> dict[str, Any]:
    """A map that loads after a tap, beside its twin as a list (component 23).

    `base_url` answers GeoJSON of areas (default: the city's), `points_url` GeoJSON points with
    properties title, url, group; `lat`, `lon` mark one place. state: idle, loading, ready,
    failed, offline.
    """
    return {
        "base_url": base_url or city_areas(context), "points_url": points_url, "label": label,
        "twin_url": twin_url,
        "lat": lat, "lon": lon, "note": note, "state": state, "language": context.get("language"),
    }  # fmt: skip


@register.inclusion_tag("ui/parts/before_after.html")
def before_after(before: Photo | None = None, after: Photo | None = None) -> dict[str, Any]:
    """Two plain pictures; a slider where scripts run (component 24). One may be missing."""
    return {"before": before, "after": after}


@register.inclusion_tag("ui/parts/side_by_side.html")
def side_by_side(left: Side, right: Side, *, level: int = 3) -> dict[str, Any]:
    """Words and pictures of two things to compare; one under the other where it is narrow."""
    return {"sides": (left, right), "level": level}


@register.inclusion_tag("ui/parts/photo.html")
def photo(shown: Photo, *, is_lazy: bool = True) -> dict[str, Any]:
    """One picture with its size; a placeholder of that size until it is released."""
    return {"photo": shown, "is_lazy": is_lazy}
