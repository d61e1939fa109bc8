"""The file for LAPOR!: choose the days, take it along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.modules.reports.exporters import lapor
from sewaka.modules.reports.web.setup import gate
from sewaka.modules.reports.web.setup.lapor_form import DaysForm


@require_safe
@gate.setup_desk
def page(request: HttpRequest) -> HttpResponse:
    """Which days; the last whole month is offered."""
    form = DaysForm(None, today=localdate(clock.now()))
    return gate.page(request, "lapor.html", form=form)


@require_safe
@gate.setup_desk
def download(request: HttpRequest) -> HttpResponseBase:
    """The file, written while it is sent; the form again where the days are none."""
    form = DaysForm(request.GET, today=localdate(clock.now()))
    if not form.is_valid():
        return gate.page(request, "lapor.html", form=form)
    since, until = form.span()
    response = StreamingHttpResponse(_lines(lapor.rows(since=since, until=until)))
    response["Content-Type"] = "text/csv; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="lapor-{form.name}.csv"'
    return response


def _lines(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for row in rows:
        buffer = io.StringIO()
        csv.writer(buffer).writerow(row)
        yield buffer.getvalue()
