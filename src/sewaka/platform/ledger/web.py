"""The auditor's pages: from all books to one journal and what reversed it."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.platform.ledger import auditing, pages
from sewaka.platform.ledger.auditing import Asking
from sewaka.platform.people.api import actor_of


@require_safe
@login_required
def books_page(request: HttpRequest) -> HttpResponse:
    """All books, and what the last proof of them found."""
    try:
        table = pages.books_table(auditing.books(asking=_asking(request)))
    except NotFound:
        raise Http404 from None
    return _drawn(request, "books", {"table": table, "checked": auditing.last_check()})


@require_safe
@login_required
def book_page(request: HttpRequest, code: str) -> HttpResponse:
    """The trial balance as of a day, and the closed periods."""
    asking = _asking(request)
    try:
        trial = _trial(request, code)
        table = pages.periods_table(auditing.periods(code=code, asking=asking), code=code)
    except NotFound:
        raise Http404 from None
    shown = {"trial": trial, "table": pages.trial_table(trial), "periods": table}
    return _drawn(request, "book", shown)


@require_safe
@login_required
def trial_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The trial balance for a spreadsheet."""
    try:
        trial = _trial(request, code, channel="export")
    except NotFound:
        raise Http404 from None
    written = io.StringIO()
    csv.writer(written).writerows(pages.csv_lines(trial))
    named = {"Content-Disposition": f'attachment; filename="{code}-{trial.through}.csv"'}
    return HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8", headers=named)


@require_safe
@login_required
def account_page(request: HttpRequest, account_id: int) -> HttpResponse:
    """The entries of an account, newest first."""
    try:
        account = auditing.account(account_id=account_id, asking=_asking(request))
        before = request.GET.get("sebelum", "")
        entries, older = auditing.entries(account_id=account_id, before=before)
    except NotFound:
        raise Http404 from None
    table = pages.entries_table(account, entries)
    return _drawn(request, "account", {"account": account, "table": table, "older": older})


@require_safe
@login_required
def journal_page(request: HttpRequest, journal_id: UUID) -> HttpResponse:
    """A journal with its lines, and its reversal chain."""
    try:
        posted = auditing.journal(journal_id=journal_id, asking=_asking(request))
    except NotFound:
        raise Http404 from None
    shown = {"table": pages.journal_table(posted), "chain": pages.chain(posted)}
    return _drawn(request, "journal", {"journal": posted.journal} | shown)


def _trial(request: HttpRequest, code: str, *, channel: str = "page") -> auditing.Trial:
    day = pages.day_of(request.GET.get("on", ""), today=localdate(clock.now()))
    return auditing.trial(code=code, through=day, asking=_asking(request, channel=channel))


def _asking(request: HttpRequest, *, channel: str = "page") -> Asking:
    return Asking(actor=actor_of(request), now=clock.now(), channel=channel)


def _drawn(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, f"ledger/{name}.html", context)
