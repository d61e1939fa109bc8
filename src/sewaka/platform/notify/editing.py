"""The editor's pages: every text, its versions, a preview before it is in force."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.problems import field_sentence
from sewaka.kernel.ui.values import Cell, Column, Problem, Row, Table
from sewaka.platform.notify import access, texts
from sewaka.platform.notify.models import Template
from sewaka.platform.people.api import actor_of


@require_safe
@login_required
def list_page(request: HttpRequest) -> HttpResponse:
    """Every text in force."""
    _editors_only(request)
    return TemplateResponse(request, "notify/texts.html", {"table": _table()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_page(request: HttpRequest, code: str) -> HttpResponse:
    """Write a new version: look at it first, then put it in force; `?bahasa=` is the language."""
    _editors_only(request)
    language = request.GET.get("bahasa", settings.LANGUAGE_CODE)
    last = _newest(code, language)
    subject = request.POST.get("subject", last.subject)
    body = request.POST.get("body", last.body)
    context = {"last": last, "subject": subject, "body": body, "names": _names(code)}
    if request.method != "POST":
        return TemplateResponse(request, "notify/edit_text.html", context)
    return _written(request, context, code=code, language=language)


def _written(
    request: HttpRequest, context: dict[str, Any], *, code: str, language: str
) -> HttpResponse:
    words = {"subject": context["subject"], "body": context["body"]}
    try:
        texts.check(code=code, **words)
        if "preview" in request.POST:
            context["preview"] = texts.preview(code=code, language=language, **words)
            return TemplateResponse(request, "notify/edit_text.html", context)
        actor, now = actor_of(request), clock.now()
        texts.publish(code=code, language=language, actor=actor, now=now, **words)
    except Invalid as refused:
        context |= _errors(refused)
        return TemplateResponse(request, "notify/edit_text.html", context, status=422)
    messages.success(request, _("The new words are in force."))
    return HttpResponseRedirect(reverse("notify_texts"))


def _newest(code: str, language: str) -> Template:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    try:
        last = texts.newest(code=code, language=language)
    except NotFound:
        raise Http404 from None
    if last.language != language:
        raise Http404
    return last


def _editors_only(request: HttpRequest) -> None:
    if not access.WRITE_TEXTS.allows(actor_of(request), None):
        raise Http404


def _errors(refused: DomainError) -> dict[str, Any]:
    fields = refused.fields if isinstance(refused, Invalid) else {}
    found = {name: field_sentence(code, refused.facts) for name, code in fields.items()}
    problems = [Problem(f"id_{name}", message) for name, message in found.items()]
    return {"errors": found, "problems": problems, "has_errors": True}


def _names(code: str) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(texts.known_placeholders(code)))


def _url(text: Template) -> str:
    return f"{reverse('notify_text', args=[text.code])}?{urlencode({'bahasa': text.language})}"


def _table() -> Table:
    languages = dict(settings.LANGUAGES)
    columns = [
        Column("subject", _("Subject"), is_main=True),
        Column("code", _("Code")),
        Column("language", _("Language")),
        Column("version", _("Version"), is_number=True),
        Column("at", _("Written")),
    ]
    rows = [
        Row(
            cells=[
                Cell(text.subject, url=_url(text)),
                Cell(text.code),
                Cell(languages.get(text.language, text.language)),
                Cell(str(text.version)),
                Cell(at=text.created_at),
            ]
        )
        for text in texts.in_force()
    ]
    return Table(caption=_("Texts in force"), columns=columns, rows=rows, empty=_("None"))
