"""Ready-made answers beside the acts of a report: which ones fit, and their words for it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localdate

from sewaka.kernel.errors import NotFound
from sewaka.kernel.ui import formats
from sewaka.kernel.ui.values import Choice
from sewaka.kernel.workflow import Transition
from sewaka.modules.reports.models import Report, catalogue
from sewaka.modules.reports.models.templates import TEMPLATE_STATES
from sewaka.platform.cases import api as cases
from sewaka.platform.notify import api as notify
from sewaka.platform.territory import api as territory

ASK = "answer"


def offered(*, case: cases.Case, transition: Transition) -> list[Choice]:
    """The answers for this act, those of the report's own category first."""
    state = transition.target
    if state not in TEMPLATE_STATES or not any(ask.name == ASK for ask in transition.asks):
        return []
    found = [one for one in catalogue.current().templates if one.state == state]
    if not any(one.category_id for one in found):
        return [Choice(str(one.pk), one.name) for one in found]
    own = _category_of(case)
    fitting = [one for one in found if one.category_id in (None, own)]
    fitting.sort(key=lambda one: one.category_id is None)
    return [Choice(str(one.pk), one.name) for one in fitting]


def filled(*, case: cases.Case, key: str) -> str:
    """The words of one answer with the facts of the report. Raises NotFound."""
    template = next((one for one in catalogue.read().templates if str(one.pk) == key), None)
    if template is None or template.category_id not in (None, _category_of(case)):
        raise NotFound("reports.template.unknown")
    with translation.override(settings.LANGUAGE_CODE):  # the answer is the city's, in its language
        return notify.fill(template.text, facts=_facts(case), write=_written)


def _category_of(case: cases.Case) -> str:
    return str(Report.objects.values_list("category_id", flat=True).get(pk=case.pk))


def _facts(case: cases.Case) -> dict[str, str | datetime | date]:
    """Everything that an answer may name; a fact that is missing reads as a dash."""
    resolution = [one for one in cases.clocks(case=case) if one.kind == "resolution"]
    return {
        "number": case.number,
        "category": catalogue.category(_category_of(case)).local_name,
        "place": territory.name_of(case.area_code) if case.area_code else "-",
        "agency": catalogue.agency_name(case.agency_id) or "-",
        "received": localdate(case.opened_at),
        "promised": resolution[-1].due_at if resolution else "-",
    }


def _written(value: datetime | date) -> str:
    return formats.moment(value) if isinstance(value, datetime) else formats.day(value)
