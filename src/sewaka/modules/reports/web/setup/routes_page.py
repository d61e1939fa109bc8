"""What the pages of the routes show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import Cell, Choice, Column, Filter, Row, Table
from sewaka.modules.reports.effects.hops import first_legs
from sewaka.modules.reports.models import RoutingRule, catalogue, routed
from sewaka.modules.reports.models.setup_labels import LEVELS
from sewaka.modules.reports.rules.routing import Plan, choose_route
from sewaka.modules.reports.web.setup.route_forms import categories
from sewaka.platform.agencies import api as agencies

_EVERY = "semua"


def listing(asked: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    """The list, narrowed as the address says."""
    today = localdate(now)
    category, agency = asked.get("jenis_aturan", ""), asked.get("dinas", "")
    is_all = asked.get("lama", "") == _EVERY
    found = routed.routes(category=category, agency=agency, on=None if is_all else today)
    columns = (
        Column("category", _("Category"), is_main=True),
        Column("where", _("Where")),
        Column("agency", _("Agency")),
        Column("days", _("Counts")),
        Column("end", _("Change")),
    )
    table = Table(
        _("Who gets what"), columns, [_row(one) for one in found], empty=_("No rule like that.")
    )
    offices = [Choice(one.code, one.local_name) for one in agencies.agencies(is_external=False)]
    return {
        "table": table,
        "clear_url": reverse("reports:setup_routes"),
        "filters": [
            Filter("jenis_aturan", _("Category"), [Choice(*one) for one in categories()], category),
            Filter("dinas", _("Agency"), offices, agency),
            Filter("lama", _("Days"), [Choice(_EVERY, _("ended ones too"))], asked.get("lama", "")),
        ],
    }


def answer(asked: Mapping[str, str], *, now: datetime) -> dict[str, str]:
    """Where a report of that category at that place would go now."""
    category, area_code = catalogue.category(asked["jenis"]), asked["di"]
    routes = catalogue.current().routes.get(category.service_code, ())
    route = choose_route(
        routes, category=category.service_code, area_code=area_code, on=localdate(now)
    )
    policy = catalogue.policy(category.policy)
    legs = first_legs(
        policy=policy,
        plan=policy.plan_for(Plan(category.plan)),
        area_code=area_code,
        agency=route.agency if route else "",
        at=now,
    )
    return {
        "agency": catalogue.agency_name(route.agency) if route else "",
        "rule": routed.place(route.area_code) if route else "",
        "first": str(LEVELS[legs.legs[-1].level]),
        "vacant": ", ".join(str(LEVELS[leg.level]) for leg in legs.legs[:-1]),
    }


def _row(one: RoutingRule) -> Row:
    return Row(
        (
            Cell(f"{one.category_id} {one.category.local_name}"),
            Cell(routed.place(one.area_code)),
            Cell(one.agency.local_name),
            Cell(routed.days(one)),
            Cell(_("End it"), url=reverse("reports:setup_route_end", args=[one.pk])),
        )
    )
