"""`{% asset %}`, `{% asset_css %}`, `{% asset_js %}` and `{% icon %}`."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from lucide.templatetags.lucide import lucide

from sewaka.kernel.ui import assets

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file; nothing when it was not built."""
    return assets.url_of(name)


@register.simple_tag
def asset_css(name: str) -> str:
    """Links to a style sheet, or to its unbuilt sources when there is no build."""
    built = assets.url_of(name)
    addresses = (built,) if built else assets.source_urls(name)
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((address,) for address in addresses)
    )


@register.simple_tag
def asset_js(name: str) -> str:
    """A module script; nothing when it was not built: pages work without it."""
    address = assets.url_of(name)
    if not address:
        return ""
    return format_html('<script type="module" src="{}"></script>', address)


@register.simple_tag
def asset_font() -> str:
    """The preload of the one font, by the address the style sheet ends up with."""
    address = assets.url_of("plus-jakarta-sans-latin-wght-normal.woff2")
    if not address:
        return ""
    return format_html(
        '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">', address
    )


@register.simple_tag
def icon(name: str, size: int = 24) -> str:
    """A lucide icon as inline SVG, hidden from screen readers: a word stands beside it."""
    return draw_icon(name=str(name), size=size)


@lru_cache(maxsize=512)
def draw_icon(*, name: str, size: int) -> str:
    """The markup of an icon. Raises `lucide.IconDoesNotExist` for an unknown name."""
    markup = lucide(name, size=size, stroke_width="1.75", aria_hidden="true", focusable="false")
    return mark_safe(markup.replace("<svg ", '<svg class="ic" ', 1))  # noqa: S308 - the wheel's own
