"""When and where banks weigh: as a calendar and on the map for everybody, set up at the desk."""

from __future__ import annotations

from uuid import UUID

import orjson
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.problems import sentence
from sewaka.modules.waste_banks.actions.scheduling import begin_schedule, end_schedule
from sewaka.modules.waste_banks.queries import calendars as queries
from sewaka.modules.waste_banks.queries.calendars import Calendars
from sewaka.modules.waste_banks.rules import icalendar
from sewaka.modules.waste_banks.web import calendars_page
from sewaka.modules.waste_banks.web.calendars_page import ScheduleForm
from sewaka.platform.people.api import actor_of


@require_safe
def days(request: HttpRequest, code: str = "") -> HttpResponse:
    """The coming weighing days, to be taken over by the calendar of a phone."""
    now = clock.now()
    found = queries.coming_days(actor=actor_of(request), today=localdate(now), code=code)
    body = icalendar.write(calendars_page.events(found), name=_("Weighing days"), now=now)
    named = {"Content-Disposition": f'attachment; filename="{code or "bank-sampah"}.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=named)


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The banks as GeoJSON points, for the map."""
    found = queries.places(actor=actor_of(request))
    features = [calendars_page.feature(one) for one in found]
    document = {"type": "FeatureCollection", "features": features}
    return HttpResponse(orjson.dumps(document), content_type="application/geo+json")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The calendars of a bank, and a form for one more."""
    actor, today = actor_of(request), localdate(clock.now())
    found = queries.calendars(actor=actor, code=code, today=today)
    form = ScheduleForm(request.POST or None, initial=calendars_page.usual(found.bank))
    if form.is_valid() and _is_begun(request, form, found):
        messages.success(request, _("The calendar holds; its days are planned."))
        return redirect("waste_banks:calendars", code=code)
    context = calendars_page.context(found, form)
    status = 422 if form.errors else 200
    return render(request, "waste_banks/calendars.html", context, status=status)


def _is_begun(request: HttpRequest, form: ScheduleForm, found: Calendars) -> bool:
    actor, now = actor_of(request), clock.now()
    try:
        begin_schedule(bank_id=found.bank.pk, draft=form.draft, actor=actor, now=now)
    except Invalid as refusal:
        for name, code in refusal.fields.items():
            form.add_error("ends" if name == "ends" else "rhythm", sentence(DomainError(code)))
        return False
    return True


@require_POST
@login_required
def end(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """No more days by this calendar."""
    actor = actor_of(request)
    code = queries.code_of_schedule(actor=actor, schedule_id=schedule_id)
    end_schedule(schedule_id=schedule_id, actor=actor, now=clock.now())
    messages.success(request, _("The calendar has ended; its planned days are cancelled."))
    return redirect("waste_banks:calendars", code=code)
