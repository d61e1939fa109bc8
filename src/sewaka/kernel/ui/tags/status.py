"""Components 15 to 17: status chip, promise clock, timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.ui.values import Promise, PromiseState, Seen, Status, Text, TimelineEntry
from sewaka.kernel.workflow import StateGroup

register = template.Library()

# (colour class, icon): silhouettes differ because the colours do not in grey scale.
LOOKS = {
    StateGroup.NEW: ("info", "inbox"),
    StateGroup.OPEN: ("warn", "hammer"),
    StateGroup.WAITING: ("wait", "hourglass"),
    StateGroup.DONE: ("ok", "circle-check"),
    StateGroup.REJECTED: ("err", "circle-x"),
}
GRADES = frozenset("ABCDEF")
MERGED = ("muted", "copy-check")
CONFIRMED = ("ok", "badge-check")

_PROMISES = {
    PromiseState.ON_TIME: ("ok", "calendar-clock", _("on time")),
    PromiseState.NEAR: ("warn", "hourglass", _("soon due")),
    PromiseState.LATE: ("err", "alarm-clock", _("late")),
    PromiseState.PAUSED: ("muted", "pause", _("paused")),
    PromiseState.MET: ("ok", "circle-check", _("kept")),
    PromiseState.MISSED: ("err", "circle-alert", _("kept late")),
}

_SEEN = {
    Seen.PUBLIC: ("", ""),
    Seen.APPLICANT: ("lock", _("Only you and the officers see this")),
    Seen.INTERNAL: ("eye-off", _("Only officers see this")),
}


@register.inclusion_tag("ui/parts/chip.html")
def status_chip(status: Status | None = None, **parts: Any) -> dict[str, Any]:
    """Icon, word and colour of a state, and how many working days it is overdue (component 15).

    Give a `Status`, or its fields: `{% status_chip group=case.state_group label=state.label %}`.
    """
    shown = status or status_of(**parts)
    tone, name = look_of(shown)
    return {"status": shown, "tone": tone, "icon_name": name}


@register.inclusion_tag("ui/parts/grade.html")
def grade(letter: str, word: Text) -> dict[str, Any]:
    """How good something is, A to F, as letter, word and colour (component 28)."""
    return {"letter": letter, "word": word, "tone": letter.lower() if letter in GRADES else "none"}


@register.inclusion_tag("ui/parts/promise.html")
def promise_clock(promise: Promise) -> dict[str, Any]:
    """A promised date and what is left until then (component 16)."""
    tone, name, word = _PROMISES[promise.state]
    days = abs(promise.days_left or 0)
    return {"promise": promise, "tone": tone, "icon_name": name, "word": word, "days": days}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(entries: Sequence[TimelineEntry], *, label: Text = "") -> dict[str, Any]:
    """The facts of a case in the order given (component 17)."""
    return {"knots": [_knot(entry) for entry in entries], "label": label}


def status_of(
    *,
    group: StateGroup | str,
    label: Text,
    is_merged: bool = False,
    is_confirmed: bool = False,
    overdue_days: int = 0,
) -> Status:
    """A `Status` from loose values; `group` may be its code as stored in the database."""
    return Status(
        group=StateGroup(group), label=label, is_merged=is_merged,
        is_confirmed=is_confirmed, overdue_days=overdue_days,
    )  # fmt: skip


def look_of(status: Status) -> tuple[str, str]:
    """Colour class and icon of a status."""
    if status.is_merged:
        return MERGED
    return CONFIRMED if status.is_confirmed else LOOKS[status.group]


def _knot(entry: TimelineEntry) -> dict[str, Any]:
    tone, name = LOOKS[entry.group] if entry.group else ("", "")
    mark, note = _SEEN[entry.seen]
    return {
        "entry": entry, "tone": tone, "icon_name": entry.icon or name,
        "seen": entry.seen.value, "seen_icon": mark, "seen_note": note,
    }  # fmt: skip
