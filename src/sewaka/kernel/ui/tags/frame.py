"""Components 1 to 3: official strip, header with search, bottom bar and rail; and the footer."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

register = template.Library()


@register.inclusion_tag("ui/parts/strip.html", takes_context=True)
def official_strip(context: Context, *, is_open: bool = False) -> dict[str, Any]:
    """Who runs this site, and how to tell (component 1)."""
    return {"frame": context["frame"], "is_open": is_open}


@register.inclusion_tag("ui/parts/header.html", takes_context=True)
def site_header(context: Context) -> dict[str, Any]:
    """Wordmark, search, language, account (component 2).

    On pages that a service worker keeps (`shared` in the context) no name is printed.
    """
    return {
        "frame": context["frame"],
        "language": context["language"],
        "theme": context["theme"],
        "shared": context.get("shared", False),
        "here": _here(context),
    }


@register.inclusion_tag("ui/parts/bar.html", takes_context=True)
def bottom_bar(context: Context) -> dict[str, Any]:
    """The four places; a bar on phones, part of the rail on wide screens (component 3)."""
    return {"frame": context["frame"]}


@register.inclusion_tag("ui/parts/rail.html", takes_context=True)
def rail(context: Context) -> dict[str, Any]:
    """The staff's menu at the left, from 960 px on (component 3)."""
    return {"frame": context["frame"]}


@register.inclusion_tag("ui/parts/footer.html", takes_context=True)
def site_footer(context: Context) -> dict[str, Any]:
    """Address, emergency number, where else to go, theme switch."""
    return {"frame": context["frame"], "theme": context["theme"], "here": _here(context)}


def _here(context: Context) -> str:
    request = context.get("request")
    return request.get_full_path() if request is not None and request.method == "GET" else "/"
