"""Reads of the rules of kinds of day, and what another rule would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import DaySpan, DayType, days
from sewaka.modules.traffic.rules.day_rules import changed, check_rules
from sewaka.modules.traffic.rules.days import DayRule

_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Rules:
    """All kinds, the first that holds wins; and the spans that have not passed."""

    kinds: Sequence[DayType]
    spans: Sequence[DaySpan]


@dataclass(frozen=True, slots=True)
class OtherDay:
    """A day that gets another kind, by the kinds' codes; "" for none."""

    day: date
    before: str
    after: str


def rules(*, actor: Actor, now: datetime) -> Rules:
    """Raises NotFound for whoever is no traffic engineer."""
    access.engineer_of(actor=actor)
    spans = DaySpan.objects.filter(end__gte=localdate(now)).select_related("day_type")
    return Rules(list(DayType.objects.order_by("rank")), list(spans.order_by("begin")))


def kind(*, actor: Actor, code: str) -> DayType:
    """Raises NotFound."""
    access.engineer_of(actor=actor)
    found = DayType.objects.filter(pk=code).first()
    if found is None:
        raise NotFound("traffic.day_rule.not_found")
    return found


def would_change(*, rule: DayRule, actor: Actor, now: datetime) -> Sequence[OtherDay]:
    """The days of the coming year that get another kind. Raises DomainError as `check_rules`."""
    access.engineer_of(actor=actor)
    known = [one.rule for one in DayType.objects.all()]
    other = [*(one for one in known if one.code != rule.code), rule]
    check_rules(other)
    begin = localdate(now)
    end = begin + _AHEAD
    before = {day: one.code for day, one in
              days.kinds_by(rules=known, begin=begin, end=end).items()}  # fmt: skip
    after = {day: one.code for day, one in
             days.kinds_by(rules=other, begin=begin, end=end).items()}  # fmt: skip
    return [OtherDay(day, before[day], after[day]) for day in changed(before=before, after=after)]
