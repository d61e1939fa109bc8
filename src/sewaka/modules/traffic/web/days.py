"""The coming days: of which kind each is and why; an engineer may say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.kernel.ui.formats import long_day
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.traffic.actions.days import choose_day
from sewaka.modules.traffic.queries import days as queries
from sewaka.modules.traffic.queries.days import Coming, ComingDay
from sewaka.modules.traffic.rules.days import REASON
from sewaka.modules.traffic.web.calendar_forms import clock as clock_of
from sewaka.platform.people.api import actor_of


class DayForm(forms.Form):
    """Which day, of which kind, why."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of day"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON[1],
        help_text=gettext_lazy("At least ten letters. It stays on record with your office."),
    )

    def __init__(self, data: Any, *, found: Coming) -> None:
        first = found.days[0].day
        super().__init__(data, initial={"day": first})
        by_calendar = [("", _("as the calendar says"))]
        kinds = [(one.code, one.local_name) for one in found.kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of day"), required=False, choices=by_calendar + kinds
        )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Six weeks; POST chooses the kind of a day, or leaves it to the calendar again."""
    found = queries.coming(actor=actor_of(request), now=clock.now())
    form = DayForm(request.POST if request.method == "POST" else None, found=found)
    if form.is_valid() and _is_chosen(request, form):
        messages.success(request, _("The kind of that day is kept."))
        return redirect("traffic:days")
    context = {"table": _table(found), "form": form}
    return render(request, "traffic/days.html", context, status=422 if form.errors else 200)


def _is_chosen(request: HttpRequest, form: DayForm) -> bool:
    try:
        choose_day(**form.cleaned_data, actor=actor_of(request), now=clock.now())
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return False
    return True


def _table(found: Coming) -> Table:
    names = {one.code: one.local_name for one in found.kinds}
    return Table(
        caption=_("The coming six weeks"),
        columns=(
            Column("day", _("Day"), is_main=True),
            Column("kind", _("Kind of day")),
            Column("why", _("Reason")),
            Column("sets", _("Plan sets by the calendar")),
        ),
        rows=[_row(one, names) for one in found.days],
    )


def _row(one: ComingDay, names: Mapping[str, str]) -> Row:
    sets = ", ".join(
        f"{stretch.plan} {clock_of(stretch.from_min)}–{clock_of(stretch.until_min)}"
        for stretch in one.hours
    )
    return Row(
        (
            Cell(long_day(one.day)),
            Cell(one.kind.local_name if one.kind else _("no known kind of day")),
            Cell(_why(one), note=_otherwise(one, names)),
            Cell(sets or _("none by name")),
        )
    )


def _why(one: ComingDay) -> str:
    own = one.by_calendar
    if one.choice:
        return _("chosen by hand: %(reason)s") % {"reason": one.choice.reason}
    if own.feast and own.shift_days:
        days = {"feast": own.feast, "n": abs(own.shift_days)}
        if own.shift_days < 0:
            return _("%(n)d day before %(feast)s") % days
        return _("%(n)d day after %(feast)s") % days
    if own.feast:
        return own.feast
    return _("in a written span of days") if own.in_span else _("its weekday")


def _otherwise(one: ComingDay, names: Mapping[str, str]) -> str:
    """What the calendar would say of a day that was chosen by hand."""
    if not one.choice:
        return ""
    by_calendar = names.get(one.by_calendar.code, _("no known kind of day"))
    return _("by the calendar: %(kind)s") % {"kind": by_calendar}
