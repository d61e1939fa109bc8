"""A traffic engineer changes how kinds of day are known: their rules, and spans written down.

One engineer is enough, as for a single day: it moves nothing but which rows of the approved
calendar speak. Which days get another kind is shown before; what has passed stays as counted.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.events import DayRuleChanged
from sewaka.modules.traffic.models import DaySpan, DayType
from sewaka.modules.traffic.rules.day_rules import check_rules, check_span
from sewaka.modules.traffic.rules.days import DayRule


@transaction.atomic
def keep_rule(*, rule: DayRule, name: str, name_en: str, actor: Actor, now: datetime) -> DayType:
    """A new kind of day, or a known one with other conditions.

    Raises NotFound, DomainError as `check_rules`, and "traffic.day_rule.name".
    """
    access.engineer_of(actor=actor)
    if not name.strip() or not name_en.strip():
        raise DomainError("traffic.day_rule.name")
    known = {one.code: one for one in DayType.objects.select_for_update()}
    check_rules([*(one.rule for code, one in known.items() if code != rule.code), rule])
    before = _said(known[rule.code].rule) if rule.code in known else ""
    made, _ = DayType.objects.update_or_create(
        code=rule.code,
        defaults={
            "rank": rule.rank, "name": name.strip(), "name_en": name_en.strip(),
            "holiday": rule.holiday, "shift_days": rule.shift_days, "weekdays": rule.weekdays,
            "in_span": rule.in_span,
        },
    )  # fmt: skip
    _tell(rule.code, "kept", before, _said(rule), actor=actor, now=now)
    return made


@transaction.atomic
def remove_rule(*, code: str, actor: Actor, now: datetime) -> None:
    """A kind that no calendar and no day names.

    Raises NotFound, DomainError("traffic.day_rule.used") and as `check_rules`.
    """
    access.engineer_of(actor=actor)
    known = {one.code: one for one in DayType.objects.select_for_update()}
    if code not in known:
        raise NotFound("traffic.day_rule.not_found")
    check_rules([one.rule for other, one in known.items() if other != code])
    before = _said(known[code].rule)
    try:
        known[code].delete()
    except ProtectedError as problem:
        raise DomainError("traffic.day_rule.used") from problem
    _tell(code, "removed", before, "", actor=actor, now=now)


@transaction.atomic
def keep_span(
    *, kind: str, begin: date, end: date, source: str, actor: Actor, now: datetime
) -> DaySpan:
    """Days of that kind, both ends included; of the same begin the end is brought up to date.

    Raises NotFound, DomainError as `check_span`.
    """
    access.engineer_of(actor=actor)
    found = DayType.objects.select_for_update().filter(pk=kind).first()
    if found is None:
        raise NotFound("traffic.day_rule.not_found")
    words = check_span(begin=begin, end=end, source=source, rule=found.rule)
    made, _ = DaySpan.objects.update_or_create(
        day_type=found, begin=begin, defaults={"end": end, "source": words, "is_verified": True}
    )
    _tell(kind, "span_kept", "", f"{begin}/{end} {words}", actor=actor, now=now)
    return made


@transaction.atomic
def remove_span(*, span_id: int, actor: Actor, now: datetime) -> None:
    """Raises NotFound."""
    access.engineer_of(actor=actor)
    found = DaySpan.objects.select_for_update().filter(pk=span_id).first()
    if found is None:
        raise NotFound("traffic.day_rule.not_found")
    found.delete()
    before = f"{found.begin}/{found.end} {found.source}"
    _tell(found.day_type_id, "span_removed", before, "", actor=actor, now=now)


def _said(rule: DayRule) -> str:
    return (
        f"rank={rule.rank} holiday={rule.holiday} shift={rule.shift_days}"
        f" weekdays={rule.weekdays} span={int(rule.in_span)}"
    )


def _tell(kind: str, deed: str, before: str, after: str, *, actor: Actor, now: datetime) -> None:
    event = DayRuleChanged(kind=kind, deed=deed, before=before, after=after)
    outbox.record(event, actor=actor, now=now)
