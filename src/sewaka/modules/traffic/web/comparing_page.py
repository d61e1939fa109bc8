"""What the pages before and after show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.forms.widgets import CheckboxSelectMultiple, DateInput, Textarea
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.formats import day, number
from sewaka.kernel.ui.values import Cell, Column, Row, Spread, Table
from sewaka.modules.traffic.models import KpiComparison, profiles
from sewaka.modules.traffic.rules.comparing import INCOMPLETE, Window, read_excluded

_WEEKS = timedelta(days=14)
_DAY = timedelta(days=1)


class BeforeAfterForm(forms.Form):
    """Where something changed, where nothing did, and which days."""

    junctions = forms.MultipleChoiceField(
        label=gettext_lazy("Junctions that were changed"), widget=CheckboxSelectMultiple()
    )
    controls = forms.MultipleChoiceField(
        label=gettext_lazy("Junctions that were left as they were"),
        required=False,
        widget=CheckboxSelectMultiple(),
        help_text=gettext_lazy("What changed there too is taken out."),
    )
    before_begin = forms.DateField(label=gettext_lazy("Before: first day"), widget=DateInput())
    before_end = forms.DateField(label=gettext_lazy("Before: last day"), widget=DateInput())
    after_begin = forms.DateField(label=gettext_lazy("After: first day"), widget=DateInput())
    after_end = forms.DateField(label=gettext_lazy("After: last day"), widget=DateInput())
    excluded = forms.CharField(
        label=gettext_lazy("Days to leave out, each with its reason"),
        required=False,
        max_length=4_000,
        widget=Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("A line for each: 2026-11-20 flood"),
    )

    def __init__(self, data: Any, *, junctions: Sequence[tuple[str, str]], now: datetime) -> None:
        yesterday = now.astimezone(profiles.zone()).date() - _DAY
        super().__init__(
            data,
            initial={
                "before_begin": yesterday - 2 * _WEEKS + _DAY,
                "before_end": yesterday - _WEEKS,
                "after_begin": yesterday - _WEEKS + _DAY,
                "after_end": yesterday,
            },
        )
        for name in ("junctions", "controls"):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = list(junctions)

    def asked(self) -> dict[str, Any]:
        """What the action is asked. Raises DomainError for unreadable days to leave out."""
        told = self.cleaned_data
        return {
            "junctions": told["junctions"],
            "controls": told["controls"],
            "before": Window(told["before_begin"], told["before_end"]),
            "after": Window(told["after_begin"], told["after_end"]),
            "excluded": read_excluded(told["excluded"]),
        }


def start(found: Sequence[KpiComparison], form: BeforeAfterForm) -> Mapping[str, Any]:
    """The question, and what was asked before."""
    return {
        "form": form,
        "has_errors": bool(form.errors),
        "table": Table(
            caption=_("Comparisons, the newest first"),
            columns=(
                Column("after", _("After"), is_main=True),
                Column("before", _("Before")),
                Column("junctions", _("Changed junctions"), is_number=True),
                Column("effect", _("Change of the time lost"), is_number=True),
            ),
            rows=[
                Row(
                    (
                        Cell(_span(one.after_begin, one.after_end), url=address(one)),
                        Cell(_span(one.before_begin, one.before_end)),
                        Cell(number(len(one.junctions))),
                        Cell(interval(one)),
                    )
                )
                for one in found
            ],
            empty=_("Nothing was compared yet."),
        ),
    }


def report(
    found: KpiComparison, names: Mapping[str, str], kinds: Mapping[str, str]
) -> Mapping[str, Any]:
    """One comparison."""
    return {
        "found": found,
        "verdict": verdict(found),
        "spread": [
            Spread(_("Change of the time lost"), found.effect, found.low, found.high,
                   interval(found))
        ],
        "lines": lines(found, names, kinds),
        "pdf_url": reverse("traffic:before_after_pdf", args=[found.pk]),
    }  # fmt: skip


def lines(
    found: KpiComparison, names: Mapping[str, str], kinds: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Facts, on the page and on paper."""
    return [
        (_("Before"), _days(found.before_begin, found.before_end, found.days_before)),
        (_("After"), _days(found.after_begin, found.after_end, found.days_after)),
        (
            _("Seconds lost by a vehicle"),
            f"{number(found.delay_before_s, digits=1)} → {number(found.delay_after_s, digits=1)}",
        ),
        (_("Kinds of days"), ", ".join(kinds.get(code, code) for code in found.day_types)),
        (_("Changed junctions"), _named(found.junctions, names)),
        (_("Junctions to compare with"), _named(found.controls, names) or _("none")),
        (_("Days left out"), _excluded(found) or _("none")),
    ]


def verdict(found: KpiComparison) -> str:
    """In plain words."""
    if not found.is_sure:
        return _("Not sure, the change may be chance: %(effect)s.") % {"effect": interval(found)}
    if found.effect < 0:
        return _("Sure, less time is lost than before: %(effect)s.") % {"effect": interval(found)}
    return _("Sure, more time is lost than before: %(effect)s.") % {"effect": interval(found)}


def interval(found: KpiComparison) -> str:
    """ "−18% (−22% to −14%)"."""
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": _percent(found.effect),
        "low": _percent(found.low),
        "high": _percent(found.high),
    }


def address(found: KpiComparison) -> str:
    """Of its page."""
    return reverse("traffic:before_after_report", args=[found.pk])


def _percent(share: float) -> str:
    shown = number(abs(share) * 100, digits=1)
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return f"{sign}{shown}%"


def _named(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def _days(begin: date, end: date, count: int) -> str:
    return _("%(span)s: %(count)s days") % {"span": _span(begin, end), "count": number(count)}


def _span(begin: date, end: date) -> str:
    return f"{day(begin)} – {day(end)}"


def _excluded(found: KpiComparison) -> str:
    return "; ".join(
        f"{day(date.fromisoformat(on))}: {_reason(why)}"
        for on, why in sorted(found.excluded.items())
    )


def _reason(why: str) -> str:
    return _("less than 80%% of it was heard") % {} if why == INCOMPLETE else why
