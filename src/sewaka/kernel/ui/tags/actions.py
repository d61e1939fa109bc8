"""Components 4 and 5: buttons and links."""

from __future__ import annotations

from typing import Any

from django import template

from sewaka.kernel.ui.values import Text

register = template.Library()


@register.inclusion_tag("ui/parts/button.html")
def button(
    label: Text,
    *,
    kind: str = "main",
    icon: str = "",
    href: str = "",
    name: str = "",
    value: str = "",
    formaction: str = "",
    type: str = "submit",  # noqa: A002 - HTML's own word
    form: str = "",
    opens: str = "",
    is_busy: bool = False,
    is_done: bool = False,
    is_wide: bool = False,
    is_unchecked: bool = False,
) -> dict[str, Any]:
    """A button, or a link that looks like one when `href` is given (component 4).

    kind: main, second, quiet, danger. `opens` is the id of a dialog. `is_busy` keeps the label
    and refuses a second press; `is_unchecked` lets a draft be saved with fields still empty.
    """
    return {
        "label": label, "kind": kind, "icon": icon, "href": href, "name": name, "value": value,
        "formaction": formaction, "type": type, "form": form, "opens": opens,
        "is_busy": is_busy, "is_done": is_done, "is_wide": is_wide, "is_unchecked": is_unchecked,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/link.html")
def link(label: Text, href: str, *, icon: str = "", is_outside: bool = False) -> dict[str, Any]:
    """A link that moves on (component 5). `is_outside` marks another site."""
    return {"label": label, "href": href, "icon": icon, "is_outside": is_outside}


@register.inclusion_tag("ui/parts/back_link.html")
def back_link(href: str, label: Text = "") -> dict[str, Any]:
    """The way back, above the heading (component 5)."""
    return {"href": href, "label": label}


@register.inclusion_tag("ui/parts/copy.html")
def copyable(text: str, *, label: Text = "") -> dict[str, Any]:
    """A number or link that can be selected, and copied with one tap where scripts run."""
    return {"text": text, "label": label}
