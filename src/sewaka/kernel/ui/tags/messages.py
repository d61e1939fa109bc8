"""Components 25 and 26: notices and dialogs."""

from __future__ import annotations

from typing import Any

from django import template

from sewaka.kernel.ui.values import Text, Tone

register = template.Library()

ICONS = {
    Tone.INFO: "info",
    Tone.OK: "circle-check",
    Tone.WARN: "triangle-alert",
    Tone.ERR: "circle-alert",
}
# Django's message levels, by tag.
LEVELS = {
    "debug": Tone.INFO,
    "info": Tone.INFO,
    "success": Tone.OK,
    "warning": Tone.WARN,
    "error": Tone.ERR,
}


@register.inclusion_tag("ui/parts/notice.html")
def notice(
    text: Text,
    *,
    tone: str = "info",
    title: Text = "",
    href: str = "",
    action: Text = "",
    code: str = "",
) -> dict[str, Any]:
    """What happened, what was kept, what to do (component 25).

    `code` stands small at the end; a toast repeats the same markup and never says more.
    """
    kind = LEVELS.get(tone) or Tone(tone)
    return {
        "text": text, "tone": kind.value, "title": title, "href": href, "action": action,
        "code": code, "icon_name": ICONS[kind],
    }  # fmt: skip


@register.inclusion_tag("ui/parts/dialog.html", takes_context=True)
def dialog(
    context: template.Context,
    *,
    id: str,  # noqa: A002 - HTML's own word
    title: Text,
    text: Text = "",
    action: str = "",
    confirm: Text = "",
    cancel: Text = "",
    is_danger: bool = False,
    is_open: bool = False,
) -> dict[str, Any]:
    """A short question in a native <dialog> (component 26). Posts to `action`.

    Open it with `{% button ... opens=id %}`; give the same question as a page for phones without
    scripts.
    """
    return {
        "id": id, "title": title, "text": text, "action": action, "confirm": confirm,
        "cancel": cancel, "is_danger": is_danger, "is_open": is_open,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("ui/parts/live_notice.html")
def live_notice(number: str = "", *, version: int = 0) -> dict[str, Any]:
    """Says by itself when this case changed elsewhere ("": any public case), and offers to reload.

    `version` is the one that the page shows; prints nothing that is seen before that.
    """
    return {"number": number, "version": version}


@register.inclusion_tag("ui/parts/empty.html")
def empty(text: Text, *, href: str = "", action: Text = "", icon: str = "inbox") -> dict[str, Any]:
    """Nothing here: one sentence and one way on."""
    return {"text": text, "href": href, "action": action, "icon_name": icon}
