"""What the pages of the categories show."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import day
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.reports.models import Category, catalogue
from sewaka.modules.reports.models.labels import GROUPS
from sewaka.modules.reports.models.setup_labels import (
    PLANS,
    QUESTION_KINDS,
    VISIBILITIES,
    policy_name,
)
from sewaka.modules.reports.rules.question_drafts import kind_of
from sewaka.modules.reports.rules.questions import Question
from sewaka.modules.reports.rules.routing import Plan, choose_agency


def table(*, today: date) -> Table:
    """Every category in its order."""
    columns = (
        Column("name", _("Category"), is_main=True),
        Column("group", _("Group")),
        Column("plan", _("Way")),
        Column("policy", _("Promise")),
        Column("visibility", _("Who may read it")),
        Column("offered", _("Offered")),
    )
    rows = [_row(one, today=today) for one in catalogue.read().categories.values()]
    return Table(_("Categories"), columns, rows, empty=_("No category yet."))


def context(found: Category, *, today: date) -> dict[str, Any]:
    """The page of one category besides its form."""
    code = found.service_code
    route_url = f"{reverse('reports:setup_route_add')}?{urlencode({'jenis': code})}"
    return {
        "name": f"{code} {found.local_name}",
        "questions": _questions(found),
        "add_url": reverse("reports:setup_question_add", args=[code]),
        "route_url": "" if _has_route(found, today=today) else route_url,
    }


def _has_route(one: Category, *, today: date) -> bool:
    """Whether an agency is responsible for it in the whole city."""
    routes = catalogue.read().routes.get(one.service_code, ())
    agency = choose_agency(routes, category=one.service_code, area_code="", on=today)
    return agency is not None or one.plan == Plan.CONFIDENTIAL


def _row(one: Category, *, today: date) -> Row:
    is_offered = one.as_facts().is_active_on(today)
    until = day(one.active_to) if one.active_to else ""
    return Row(
        (
            Cell(
                f"{one.service_code} {one.local_name}",
                url=reverse("reports:setup_category", args=[one.service_code]),
            ),
            Cell(GROUPS.get(one.group, one.group)),
            Cell(PLANS[one.plan]),
            Cell(policy_name(one.policy)),
            Cell(VISIBILITIES[one.visibility]),
            Cell(
                _("yes") if is_offered else _("no"),
                note=_("before %(day)s") % {"day": until} if until else "",
            ),
        )
    )


def _questions(found: Category) -> Table:
    """What is asked besides the text, in the reader's language; retired questions come last."""
    language = "en" if (get_language() or "").startswith("en") else "id"
    columns = (
        Column("words", _("Question"), is_main=True),
        Column("kind", _("Kind of answer")),
        Column("required", _("Must be answered")),
        Column("asked", _("Asked")),
    )
    rows = [
        Row(
            (
                Cell(
                    one.words.local(language),
                    url=reverse("reports:setup_question", args=[found.service_code, one.code]),
                ),
                Cell(QUESTION_KINDS[kind_of(one)]),
                Cell(_("yes") if one.is_required else _("no")),
                Cell(_("yes") if one.is_offered else _("no"), note=_retired(one)),
            )
        )
        for one in sorted(found.every_question, key=lambda one: not one.is_offered)
    ]
    empty = _("Nothing is asked besides the text.")
    return Table(_("Asked besides the text"), columns, rows, empty=empty)


def _retired(one: Question) -> str:
    return "" if one.is_offered else _("old answers stay readable")
