"""Components 13, 14 and 27: steps, errors, check page and receipt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import segno
from django import template
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from sewaka.kernel.ui.values import Answer, NextStep, Problem, Text

register = template.Library()


@register.inclusion_tag("ui/parts/steps.html")
def step_header(*, step: int, total: int, title: Text = "") -> dict[str, Any]:
    """ "Step 2 of 4" with a bar (component 13)."""
    return {"step": step, "total": total, "title": title, "dots": range(1, total + 1)}


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(
    source: BaseForm | Iterable[Problem] | None = None, *, takes_focus: bool = True
) -> dict[str, Any]:
    """What has to be mended, with links to the fields; takes focus (component 14).

    Give a bound form, or `Problem` values. Prints nothing when there is nothing to mend.
    """
    return {"problems": problems_of(source), "takes_focus": takes_focus}


@register.inclusion_tag("ui/parts/answers.html")
def answers(rows: Sequence[Answer]) -> dict[str, Any]:
    """The check page: what was answered, and where to change it."""
    return {"rows": rows}


@register.inclusion_tag("ui/parts/receipt.html")
def receipt(
    *,
    title: Text,
    number: str,
    url: str = "",
    steps: Sequence[NextStep] = (),
    is_waiting: bool = False,
    note: Text = "",
) -> dict[str, Any]:
    """Number, QR and what happens next, with dates (component 27).

    `url` is the absolute tracking address; `is_waiting` is for what is still on the phone.
    """
    return {
        "title": title, "number": number, "url": url, "steps": steps,
        "is_waiting": is_waiting, "note": note,
    }  # fmt: skip


@register.simple_tag
def qr_code(text: str, label: Text) -> str:
    """A QR code as inline SVG."""
    code = segno.make(text, error="m", micro=False)
    # Dark on white in every theme: cameras do not read it the other way round.
    drawn = code.svg_inline(scale=4, border=2, omitsize=True, svgclass="qr-code")
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>',
        label,
        mark_safe(drawn),  # noqa: S308 - segno's own SVG
    )


def problems_of(source: BaseForm | Iterable[Problem] | None) -> list[Problem]:
    """The problems of a bound form (fields in their order, then the form's own), or as given."""
    if source is None:
        return []
    if not isinstance(source, BaseForm):
        return list(source)
    found = [
        Problem(field_id=bound.id_for_label or f"id_{bound.html_name}", message=message)
        for bound in source
        for message in bound.errors
    ]
    return found + [Problem(field_id="", message=text) for text in source.non_field_errors()]
