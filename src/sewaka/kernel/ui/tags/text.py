"""Filters for dates, numbers and measures; all by `ui.formats`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html

from sewaka.kernel import clock
from sewaka.kernel.ui import formats

register = template.Library()

register.filter("number", lambda value: "" if value is None else formats.number(value))
register.filter("badge", formats.badge)
register.filter("percent", lambda share: "" if share is None else formats.percent(share))
register.filter("rupiah", lambda amount: "" if amount is None else formats.rupiah(amount))
register.filter("weight", lambda grams: "" if grams is None else formats.weight(grams))
register.filter("distance", lambda metres: "" if metres is None else formats.distance(metres))
register.filter("phone", lambda digits: formats.phone(digits or ""))


@register.filter
def moment(at: datetime | None) -> str:
    """The full instant inside <time>."""
    return _time(at, formats.moment)


@register.filter
def day(on: date | datetime | None) -> str:
    """The day, short, inside <time>."""
    return _time(on, formats.day)


@register.filter
def long_day(on: date | datetime | None) -> str:
    """The day in full words, inside <time>."""
    return _time(on, formats.long_day)


@register.filter
def clock_time(at: datetime | None) -> str:
    """Hours and minutes, inside <time>."""
    return _time(at, formats.clock_time)


@register.filter
def day_and_time(at: datetime | None) -> str:
    """The day, and the time with its zone in small beside or below it: for tables."""
    if at is None:
        return ""
    return format_html(
        '<time class="cell-time" datetime="{}">{} <small>{} {}</small></time>',
        at.isoformat(), formats.day(at), formats.clock_time(at), formats.zone_name(),
    )  # fmt: skip


@register.simple_tag
def ago(at: datetime) -> str:
    """Relative time beside the absolute one: "2 jam lalu · Sen, 23 Nov 2026 14.05 WITA"."""
    relative = formats.ago(at, now=clock.now())
    return format_html("{} · {}", relative, _time(at, formats.moment))


def _time(at: Any, write: Any) -> str:
    if at is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), write(at))
