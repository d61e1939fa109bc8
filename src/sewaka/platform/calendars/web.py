"""The calendar's pages: every office reads them, administrators and editors change them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock, problems
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.platform.calendars import access, actions, labels, presentation, queries
from sewaka.platform.calendars.forms import (
    WEEKDAYS,
    HolidayForm,
    HoursForm,
    ListForm,
    written_openings,
)
from sewaka.platform.calendars.models import CITY_OFFICE, Holiday
from sewaka.platform.people.api import actor_of


@require_safe
@login_required
def year_page(request: HttpRequest) -> HttpResponse:
    """The holidays of one year, for every office."""
    actor = actor_of(request)
    if not actor.is_staff:
        raise Http404
    year = _year(request)
    found = queries.holidays(start=date(year, 1, 1), end=date(year + 1, 1, 1))
    may_edit = access.MAY_EDIT.allows(actor, None)
    context = {
        "year": year,
        "years": queries.years(),
        "may_edit": may_edit,
        "table": presentation.holidays(found, year=year, may_edit=may_edit),
    }
    return TemplateResponse(request, "calendars/year.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Add a holiday."""
    actor = _editor(request)
    form = HolidayForm(_posted(request), initial={"closes_offices": True})
    written = _write(form, actor=actor) if form.is_valid() else None
    if written:
        return _done(request, _("The day was added."), year=written.day.year)
    return _page(request, "calendars/holiday.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, holiday_id: int) -> HttpResponse:
    """Change a holiday."""
    actor, holiday = _editor(request), _holiday(holiday_id)
    form = HolidayForm(_posted(request), initial=HolidayForm.values_of(holiday))
    written = _write(form, actor=actor, holiday_id=holiday_id) if form.is_valid() else None
    if written:
        return _done(request, _("The day was changed."), year=written.day.year)
    return _page(request, "calendars/holiday.html", form=form, holiday=holiday)


@require_POST
@login_required
def remove(request: HttpRequest, holiday_id: int) -> HttpResponse:
    """Remove a holiday."""
    actor, holiday = _editor(request), _holiday(holiday_id)
    actions.remove_holiday(holiday_id=holiday_id, actor=actor, now=clock.now())
    return _done(request, _("The day was removed."), year=holiday.day.year)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hours(request: HttpRequest) -> HttpResponse:
    """The opening hours of the city's offices."""
    actor = _editor(request)
    form = HoursForm(_posted(request), initial=_hours_now())
    if form.is_valid() and _set_hours(form, actor=actor):
        return _done(request, _("The opening hours were changed."))
    return _page(request, "calendars/hours.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_page(request: HttpRequest) -> HttpResponse:
    """Import a list of holidays."""
    actor = _editor(request)
    form = ListForm(_posted(request), request.FILES or None)
    report = _import(form, actor=actor) if form.is_valid() else None
    return _page(request, "calendars/import.html", form=form, report=report)


def _editor(request: HttpRequest) -> Actor:
    """The actor, if they may change the calendar; for others the page does not exist."""
    actor = actor_of(request)
    if not access.MAY_EDIT.allows(actor, None):
        raise Http404
    return actor


def _holiday(holiday_id: int) -> Holiday:
    try:
        return queries.holiday(holiday_id)
    except NotFound:
        raise Http404 from None


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, template: str, *, form: BaseForm, **more: Any) -> TemplateResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "has_errors": bool(form.errors), **more}
    return TemplateResponse(request, template, context, status=status)


def _done(request: HttpRequest, words: str, *, year: int | None = None) -> HttpResponse:
    messages.success(request, words)
    query = f"?tahun={year}" if year else ""
    return HttpResponseRedirect(reverse("calendars:year") + query)


def _write(form: HolidayForm, *, actor: Actor, holiday_id: int | None = None) -> Holiday | None:
    """The stored holiday, or None with the mistakes noted in the form."""
    draft, now = form.draft(), clock.now()
    try:
        if holiday_id is None:
            return actions.add_holiday(draft=draft, actor=actor, now=now)
        return actions.change_holiday(holiday_id=holiday_id, draft=draft, actor=actor, now=now)
    except Invalid as refusal:
        for name, problem in refusal.fields.items():
            form.add_error(name, labels.field(problem))
        return None


def _set_hours(form: HoursForm, *, actor: Actor) -> bool:
    try:
        actions.set_opening_hours(
            office=CITY_OFFICE, week=form.week(), actor=actor, now=clock.now()
        )
    except Invalid as refusal:
        form.add_error(None, labels.field(refusal.fields["week"]))
        return False
    return True


def _hours_now() -> dict[str, str]:
    week = queries.opening_hours(office=CITY_OFFICE)
    return {f"day_{day}": written_openings(week.get(day, ())) for day, _label in WEEKDAYS}


def _import(form: ListForm, *, actor: Actor) -> dict[str, Any] | None:
    """Counts and refused rows for the page, or None with the mistake noted in the form."""
    try:
        text = form.cleaned_data["list_file"]
        done = actions.import_holidays(text=text, actor=actor, now=clock.now())
    except DomainError as refusal:
        form.add_error("list_file", problems.sentence(refusal))
        return None
    return {
        "added": len(done.added),
        "changed": len(done.changed),
        "unchanged": len(done.unchanged),
        "refused": [(line, name, labels.field(code)) for line, name, code in done.refused],
    }


def _year(request: HttpRequest) -> int:
    """The year asked for; this year when it makes no sense."""
    asked = request.GET.get("tahun", "")
    is_year = asked.isascii() and asked.isdigit() and len(asked) == len("2026")
    if is_year and actions.FIRST_YEAR <= int(asked) <= actions.LAST_YEAR:
        return int(asked)
    return queries.work_calendar().local_date(clock.now()).year
