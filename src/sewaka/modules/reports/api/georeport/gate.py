"""What stands around every view of the border: method, language, jurisdiction; no fault unsaid."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.problems import Refused, fault
from sewaka.kernel.text import clean_text
from sewaka.modules.reports.api.georeport.errors import refuse
from sewaka.modules.reports.effects.service_requests import USUAL_LANGUAGE
from sewaka.modules.reports.rules.georeport import asking

View = Callable[..., HttpResponse]
_UNREADABLE = (SuspiciousOperation, UnreadablePostError, MultiPartParserError, UnicodeError)


class WrongMethod(DomainError):
    """The address does not take this method."""

    status = HTTPStatus.METHOD_NOT_ALLOWED


def spoken(*methods: str) -> Callable[[View], View]:
    """A view of the border that takes these methods; GET brings HEAD along."""
    taken = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def around(view: View) -> View:
        @csrf_exempt  # programs with a key, or readers: nothing here looks at a cookie
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
            try:
                _check_method(request, taken)
                return _answered(view, request, arguments)
            except Exception as error:  # noqa: BLE001 - whatever breaks, no page may be the answer
                return _refused(request, error, taken)

        return guarded

    return around


def _check_method(request: HttpRequest, taken: set[str]) -> None:
    if request.method not in taken:
        raise WrongMethod("reports.open311.method")


def text_of(request: HttpRequest, name: str) -> str:
    """A parameter, cleaned, of the address or else of the form; an empty one is an absent one."""
    found = request.GET.get(name, "")
    if not found and request.method == "POST":
        found = request.POST.get(name, "")
    return clean_text(found)


def language_of(request: HttpRequest) -> str:
    """The language that `locale` asks for. Raises Invalid."""
    try:
        return asking.locale(
            text_of(request, "locale"), known=dict(settings.LANGUAGES), usual=USUAL_LANGUAGE
        )
    except asking.Unreadable as problem:
        raise Invalid(problem.code, fields={"locale": problem.code}) from None


def language_spoken() -> str:
    """The same inside a view of the border, where it is spoken already."""
    return translation.get_language() or USUAL_LANGUAGE


def _answered(view: View, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
    with translation.override(language_of(request)):
        try:
            named = text_of(request, "jurisdiction_id")
            if named not in ("", settings.OPEN311_JURISDICTION):
                raise NotFound("reports.open311.jurisdiction")
            return view(request, **arguments)
        except DomainError as error:  # here, while the language is the asker's
            return refuse(request, error)


def _refused(request: HttpRequest, error: Exception, taken: set[str]) -> HttpResponse:
    with translation.override(USUAL_LANGUAGE):
        if isinstance(error, DomainError):
            response = refuse(request, error)
        elif isinstance(error, Http404):
            response = refuse(request, Refused(HTTPStatus.NOT_FOUND))
        elif isinstance(error, _UNREADABLE):
            response = refuse(request, Refused(HTTPStatus.BAD_REQUEST))
        else:
            response = refuse(request, fault(error))
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = ", ".join(sorted(taken))
    return response
