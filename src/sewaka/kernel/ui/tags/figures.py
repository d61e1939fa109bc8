"""Components 21 and 22: KPI tiles and charts, drawn by the server as SVG.

Only attributes carry sizes: the Content-Security-Policy refuses `style`. Words and numbers are
HTML beside the drawing, so that they keep their size on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django import template

from sewaka.kernel.ui import formats
from sewaka.kernel.ui.values import Bar, Kpi, Line, Spread, Text

register = template.Library()

WIDTH, HEIGHT, PAD = 640.0, 200.0, 6.0
TONES = ("brand", "bata", "info", "prada", "ok", "muted")


@register.inclusion_tag("ui/parts/kpi.html")
def kpi(shown: Kpi) -> dict[str, Any]:
    """One number, what it means, and the way to the cases it was counted from (component 21)."""
    return {"kpi": shown, "path": spark_path(shown.spark)}


@register.inclusion_tag("ui/parts/chart_bars.html")
def chart_bars(
    bars: Sequence[Bar], *, title: Text, most: float | None = None, value_label: Text = ""
) -> dict[str, Any]:
    """Bars with their labels and a table twin (component 22). `most` is the full width."""
    full = most or max((bar.value for bar in bars), default=0) or 1
    return {
        "title": title, "value_label": value_label,
        "bars": [(bar, f"{max(0.0, min(100.0, bar.value / full * 100)):.2f}") for bar in bars],
    }  # fmt: skip


@register.inclusion_tag("ui/parts/chart_spread.html")
def chart_spread(
    spreads: Sequence[Spread], *, title: Text, value_label: Text = "", hint: Text = ""
) -> dict[str, Any]:
    """Figures with their intervals on one scale that holds 0, and a table twin (component 22)."""
    known = [end for one in spreads for end in (one.low, one.high) if math.isfinite(end)]
    least = min([0.0, *known, *(one.value for one in spreads)])
    most = max([0.0, *known, *(one.value for one in spreads)])
    margin = (most - least or 1.0) * 0.02
    scale = 100.0 / (most - least + 2 * margin)

    def at(value: float) -> float:
        return (max(least - margin, min(most + margin, value)) - least + margin) * scale

    return {
        "title": title, "value_label": value_label, "hint": hint, "zero": f"{at(0.0):.2f}",
        "rows": [
            (one, f"{at(one.low):.2f}", f"{at(one.high) - at(one.low):.2f}",
             f"{at(one.value) - 0.5:.2f}")
            for one in spreads
        ],
    }  # fmt: skip


@register.inclusion_tag("ui/parts/chart_lines.html")
def chart_lines(
    lines: Sequence[Line], labels: Sequence[Text], *, title: Text, unit: Text = ""
) -> dict[str, Any]:
    """Up to six lines, told apart by dash as well as colour, with a table twin (component 22).

    Beside the names stand figures of one moment: the last for which every line has one.
    """
    shared = [at for at in range(len(labels)) if all(line.values[at] is not None for line in lines)]
    at = shared[-1] if shared else None
    top = max((v for line in lines for v in line.values if v is not None), default=0.0) or 1.0
    return {
        "title": title, "unit": unit, "labels": labels, "top": formats.number(top),
        "first": labels[0] if labels else "", "last": labels[-1] if labels else "",
        "when": labels[at] if at is not None and at + 1 < len(labels) else "",
        "lines": [
            {"name": line.name, "tone": tone, "path": line_path(line.values, top=top),
             "figure": None if at is None else line.values[at]}
            for line, tone in zip(lines, TONES, strict=False)
        ],
        "rows": [
            (label, [line.values[at] for line in lines]) for at, label in enumerate(labels)
        ],
    }  # fmt: skip


def line_path(values: Sequence[float | None], *, top: float) -> str:
    """SVG path data over WIDTH x HEIGHT; a gap where there is no figure."""
    if len(values) < 2:  # noqa: PLR2004 - a line has two ends
        return ""
    step = WIDTH / (len(values) - 1)
    parts, pen = [], "M"
    for at, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        y = HEIGHT - PAD - value / top * (HEIGHT - 2 * PAD)
        parts.append(f"{pen}{at * step:.1f} {y:.1f}")
        pen = "L"
    return "".join(parts)


def spark_path(values: Sequence[float]) -> str:
    """The small line of a KPI tile, over the same drawing size."""
    return line_path(values, top=max(values)) if values and max(values) > 0 else ""
