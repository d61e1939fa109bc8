"""Routes: added and ended, never changed or deleted, so that old reports stay explainable."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid, NotFound, Stale
from sewaka.modules.reports import access
from sewaka.modules.reports.events import RouteAdded, RouteEnded
from sewaka.modules.reports.models import RoutingRule, catalogue, routed
from sewaka.modules.reports.rules.routing import Route
from sewaka.platform.agencies import api as agencies
from sewaka.platform.territory import api as territory


def add_route(*, draft: Route, actor: Actor, now: datetime) -> RoutingRule:
    """Send reports of a category under an area to an agency.

    Raises Forbidden, Invalid (category, area, agency, valid_to; for an overlap the field area,
    with the rule that stands as the fact `rule`).
    """
    access.check_set_up(actor)
    _check(draft, now=now)
    try:
        with transaction.atomic():
            return _add(draft, actor=actor, now=now)
    except IntegrityError:  # two at once: the other's rule stands
        raise _overlap(draft) from None


@transaction.atomic
def end_route(
    *, route_id: int, last: date, seen: date | None, actor: Actor, now: datetime
) -> RoutingRule:
    """Let a route count up to and with the day `last`; `seen` is the end that was looked at.

    Raises Forbidden, NotFound, Stale, Invalid (last).
    """
    access.check_set_up(actor)
    row = RoutingRule.objects.select_for_update(no_key=True).filter(pk=route_id).first()
    if row is None:
        raise NotFound("reports.route.unknown", route=route_id)
    if row.valid_to != seen:
        raise Stale("reports.setup.stale")
    end = last + timedelta(days=1)
    if code := _problem_of_end(row, last=last, today=localdate(now)):
        raise Invalid("reports.route.invalid", fields={"last": code})
    row.valid_to = end
    row.save(update_fields=["valid_to"])
    told = RouteEnded(
        route_id=row.pk,
        category=row.category_id,
        area_code=row.area_code,
        agency_code=row.agency_id,
        before=seen,
        after=end,
    )
    outbox.record(told, actor=actor, now=now)
    catalogue.forget()
    return row


def _problem_of_end(row: RoutingRule, *, last: date, today: date) -> str:
    if last < today:
        return "reports.route.end_past"
    if row.valid_from is not None and last < row.valid_from:
        return "reports.route.range"
    is_sooner = row.valid_to is None or last + timedelta(days=1) < row.valid_to
    return "" if is_sooner else "reports.route.end_later"


def _check(draft: Route, *, now: datetime) -> None:
    """Raise Invalid for what the route names and does not exist, for its days, or an overlap."""
    on = max(draft.valid_from, localdate(now))
    offices = agencies.agencies(on=on, is_external=False)
    problems = {
        "category": draft.category in catalogue.read().categories or "reports.route.category",
        "area": not draft.area_code or _is_area(draft.area_code) or "reports.route.area",
        "agency": offices.filter(code=draft.agency).exists() or "reports.route.agency",
        "valid_to": draft.valid_to is None
        or draft.valid_from < draft.valid_to
        or "reports.route.range",
    }
    found = {name: code for name, code in problems.items() if isinstance(code, str)}
    if found:
        raise Invalid("reports.route.invalid", fields=found)
    if routed.overlapping(draft) is not None:
        raise _overlap(draft)


def _is_area(code: str) -> bool:
    return territory.areas().filter(code=code).exists()


def _overlap(draft: Route) -> Invalid:
    stands = routed.overlapping(draft)
    words = routed.in_words(stands) if stands is not None else ""
    fields = {"area": "reports.route.overlaps"}
    return Invalid("reports.route.overlaps", fields=fields, rule=words)


def _add(draft: Route, *, actor: Actor, now: datetime) -> RoutingRule:
    row = RoutingRule.objects.create(
        category_id=draft.category,
        area_code=draft.area_code,
        agency_id=draft.agency,
        valid_from=None if draft.valid_from == date.min else draft.valid_from,
        valid_to=draft.valid_to,
    )
    told = RouteAdded(
        route_id=row.pk,
        category=draft.category,
        area_code=draft.area_code,
        agency_code=draft.agency,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    outbox.record(told, actor=actor, now=now)
    catalogue.forget()
    return row
