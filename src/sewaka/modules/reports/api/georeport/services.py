"""What can be reported: discovery, the list of services, the questions of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext

from sewaka.kernel import clock
from sewaka.kernel.calendar import Budget, Unit
from sewaka.kernel.errors import NotFound
from sewaka.modules.reports.api.georeport.answers import CONTENT_TYPES, kept, written
from sewaka.modules.reports.api.georeport.asked import zone
from sewaka.modules.reports.api.georeport.gate import language_of, spoken
from sewaka.modules.reports.api.georeport.remembering import remembered
from sewaka.modules.reports.effects.service_requests import when
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.labels import GROUPS
from sewaka.modules.reports.models.requested import Place
from sewaka.modules.reports.rules.georeport.writing import Value
from sewaka.modules.reports.rules.questions import Question

# Moves when an address or a parameter of this border changes.
ENDPOINTS_CHANGED: Final = datetime(2026, 11, 26, tzinfo=UTC)


@spoken("GET")
def discovery(request: HttpRequest, suffix: str, place: Place = Place.CITY) -> HttpResponse:  # noqa: ARG001 - both jurisdictions give the same
    """Where the endpoints are, and when anything about them last changed."""
    body = written(suffix=suffix, root="discovery", value=_discovery(today=_today()))
    return kept(request, body, suffix=suffix)


@spoken("GET")
def service_list(request: HttpRequest, place: Place, suffix: str) -> HttpResponse:  # noqa: ARG001 - both jurisdictions give the same
    """All services. The bytes are made once for each day, language and format."""
    language, today = language_of(request), _today()
    body = remembered(
        ("services", suffix, language, today),
        partial(_services, suffix=suffix, language=language, today=today),
    )
    return kept(request, body, suffix=suffix)


@spoken("GET")
def service(request: HttpRequest, place: Place, code: str, suffix: str) -> HttpResponse:  # noqa: ARG001 - both jurisdictions give the same
    """The questions of one service; none for a service that asks none."""
    found = catalogue.current().categories.get(code)
    if found is None or not found.as_facts().is_active_on(_today()):
        raise NotFound("reports.open311.no_service")
    value = _definition(found, language=language_of(request))
    body = written(suffix=suffix, root="service_definition", value=value)
    return kept(request, body, suffix=suffix)


@spoken("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001 - whatever it is
    """There is nothing at this address, by whatever method."""
    raise NotFound("reports.open311.no_resource")


def _today() -> date:
    return localdate(clock.now())


def changeset(*, today: date) -> str:
    """When categories, their questions, or the endpoints last changed, as ISO 8601.

    A category that begins or ends on a day changes the list on that day.
    """
    instants = [ENDPOINTS_CHANGED]
    for category in catalogue.current().categories.values():
        instants.append(category.changed_at)
        days = [day for day in (category.active_from, category.active_to) if day and day <= today]
        instants += [datetime.combine(day, time.min, tzinfo=zone()) for day in days]
    return str(when(max(instants)))


def _discovery(*, today: date) -> Value:
    moved = changeset(today=today)
    return {
        "changeset": moved,
        "contact": gettext("%(office)s. Reports of emergencies: call %(number)s.")
        % {"office": ", ".join(settings.SITE_ADDRESS), "number": settings.EMERGENCY_NUMBER},
        "key_service": gettext(
            "Reading needs no key. To send, ask the office above for an api_key; the sandbox takes"
            " the same key."
        ),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": f"{settings.SEWAKA_URL}/open311/{place.value}",
                "changeset": moved,
                "type": kind,
                "formats": [CONTENT_TYPES[one].partition(";")[0] for one in ("xml", "json")],
            }
            for place, kind in ((Place.CITY, "production"), (Place.SANDBOX, "test"))
        ],
    }


def _services(*, suffix: str, language: str, today: date) -> bytes:
    value = [_service(one, language=language) for one in catalogue.offered(on=today)]
    return written(suffix=suffix, root="services", value=value)


def _service(one: Category, *, language: str) -> Value:
    return {
        "service_code": one.service_code,
        "service_name": one.name_en if language == "en" else one.name,
        "description": promise(one),
        "metadata": bool(one.questions),
        "type": "realtime",
        "keywords": ",".join(one.keywords.split()),
        "group": str(GROUPS.get(one.group, one.group)),
    }


def promise(category: Category) -> str:
    """Within which time the city answers and solves what falls under a category."""
    found = catalogue.policy(category.policy)
    return gettext("Answered within %(response)s, solved within %(resolution)s.") % {
        "response": _amount(found.response),
        "resolution": _amount(found.resolution),
    }


def _amount(budget: Budget) -> str:
    n = budget.amount
    match budget.unit:
        case Unit.WORKING_DAYS:
            words = ngettext("%(n)s working day", "%(n)s working days", n)
        case Unit.WORKING_HOURS:
            words = ngettext("%(n)s working hour", "%(n)s working hours", n)
        case _:
            words = ngettext("%(n)s hour", "%(n)s hours", n)
    return words % {"n": n}


def _definition(one: Category, *, language: str) -> Value:
    return {
        "service_code": one.service_code,
        "attributes": [
            dict(_attribute(question, order=order, language=language))
            for order, question in enumerate(one.questions, start=1)
        ],
    }


def _attribute(question: Question, *, order: int, language: str) -> Iterator[tuple[str, Value]]:
    yield "variable", question.is_asked
    yield "code", question.code
    yield "datatype", question.datatype.value
    yield "required", question.is_required
    yield "datatype_description", question.hint.local(language)
    yield "order", order
    yield "description", question.words.local(language)
    if question.choices:
        yield (
            "values",
            [
                {"key": choice.key, "name": choice.name.local(language)}
                for choice in question.choices
            ],
        )
