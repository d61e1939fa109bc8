"""The routes as the desk of the set-up reads them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from sewaka.kernel.errors import NotFound
from sewaka.kernel.ui.formats import day
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.setup import RoutingRule
from sewaka.modules.reports.rules.routing import Route
from sewaka.platform.territory import api as territory


def routes(*, category: str = "", agency: str = "", on: date | None = None) -> list[RoutingRule]:
    """Routes in the order of their categories; `on` leaves those that have not ended by then."""
    found = RoutingRule.objects.select_related("category", "agency")
    if category:
        found = found.filter(category=category)
    if agency:
        found = found.filter(agency=agency)
    if on is not None:
        found = found.exclude(valid_to__lte=on)
    return list(found.order_by("category__order", "category_id", "area_code", "valid_from"))


def overlapping(draft: Route) -> RoutingRule | None:
    """The first rule that stands and counts on some day of the draft, for the same reports."""
    same = RoutingRule.objects.filter(category=draft.category, area_code=draft.area_code)
    found = (row for row in same.order_by("valid_from") if row.as_route().overlaps(draft))
    return next(found, None)


def place(area_code: str) -> str:
    """Where a route counts, in words."""
    return territory.name_of(area_code) if area_code else _("the whole city")


def days(row: RoutingRule) -> str:
    """When a route counts, in words: the days include both ends."""
    first = day(row.valid_from) if row.valid_from else ""
    if row.valid_to is None:
        return _("from %(first)s on") % {"first": first} if first else _("always")
    last = day(date.fromordinal(row.valid_to.toordinal() - 1))
    if not first:
        return _("until %(last)s") % {"last": last}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def in_words(row: RoutingRule) -> str:
    """The whole rule: category, place, agency, days."""
    found = catalogue.current()
    category = found.categories.get(row.category_id)
    name = category.local_name if category is not None else row.category_id
    office = found.agency_names.get(row.agency_id, row.agency_id)
    return f"{name}, {place(row.area_code)} → {office}, {days(row)}"


def route(route_id: int) -> RoutingRule:
    """One rule. Raises NotFound."""
    found = RoutingRule.objects.filter(pk=route_id).first()
    if found is None:
        raise NotFound("reports.route.unknown", route=route_id)
    return found
