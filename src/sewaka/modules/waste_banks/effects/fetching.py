"""What the acts of a pick-up do besides changing its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext as _

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.ui.formats import clock_time, day, long_day, weight
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import (
    PickupDeparted,
    PickupDone,
    PickupFailed,
    PickupScheduled,
)
from sewaka.modules.waste_banks.models import PickupRequest, WeighingSession
from sewaka.modules.waste_banks.rules import pickups as rules
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.words import FAILURES
from sewaka.platform.cases.api import Case, EntryDraft, Outcome

Given = Mapping[str, Any]


def schedule(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:
    """A day is promised; the hour too where a route is planned. Raises Invalid("on")."""
    row = _row(case, actor=actor)
    if given["on"] < localdate(now):
        raise Invalid(fields={"on": "waste_banks.pickup.past"})
    row.on = given["on"]
    if row.route is not None and row.route.on != row.on:
        row.route = row.stop_no = row.arrives_at = None
    row.save(update_fields=["on", "route", "stop_no", "arrives_at"])
    event = PickupScheduled(
        case_id=row.pk, bank_id=row.bank_id, on=row.on, estimate_g=row.estimate_g
    )
    return Outcome(entry=_promise(row.on, row.arrives_at), event=event, desk_due_at=end_of(row.on))


def unschedule(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - every effect is called so
    """Off the route: it waits for another one."""
    row = _row(case, actor=actor)
    row.on = row.route = row.stop_no = row.arrives_at = None
    row.save(update_fields=["on", "route", "stop_no", "arrives_at"])
    return Outcome(desk_due_at=end_of(row.wished_on))


def depart(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """The vehicle is on its way."""
    row = _row(case, actor=actor)
    event = PickupDeparted(case_id=row.pk, bank_id=row.bank_id)
    return Outcome(event=event, desk_due_at=end_of(row.on or localdate(now)))


def arrive(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """The vehicle stands at the door; the first time counts."""
    row = _row(case, actor=actor)
    row.arrived_at = row.arrived_at or now
    row.save(update_fields=["arrived_at"])
    return Outcome(desk_due_at=end_of(row.on or localdate(now)))


def finish(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """It is weighed and in the books. Raises DomainError("waste_banks.pickup.not_weighed")."""
    row = _row(case, actor=actor)
    if row.deposit is None:
        raise DomainError("waste_banks.pickup.not_weighed")
    event = PickupDone(
        case_id=row.pk,
        bank_id=row.bank_id,
        deposit_id=row.deposit.pk,
        net_g=row.deposit.net_g,
        gross_idr=row.deposit.gross_idr,
    )
    with translation.override(settings.LANGUAGE_CODE):
        entry = EntryDraft(weight(row.deposit.net_g), audience="applicant")
    return Outcome(entry=entry, event=event)


def fail(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:
    """Nothing was fetched. The second time the customer is offered a weighing day instead."""
    row = _row(case, actor=actor)
    row.fails += 1
    row.on = row.arrived_at = None  # its place on the route stays, so that the crew still sees it
    row.save(update_fields=["fails", "on", "arrived_at"])
    reason = rules.Failure(given["reason"])
    is_last = row.fails >= rules.MOST_FAILS
    with translation.override(settings.LANGUAGE_CODE):
        said = [str(FAILURES[reason]), given["words"], _offer(row, now=now) if is_last else ""]
    event = PickupFailed(case_id=row.pk, bank_id=row.bank_id, reason=reason.value, is_last=is_last)
    return Outcome(
        entry=EntryDraft("\n".join(one for one in said if one), audience="applicant"),
        target=rules.OFFERED if is_last else rules.FAILED,
        event=event,
        desk_due_at=None if is_last else end_of(localdate(now)),
    )


def offer(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """No vehicle comes: the bank's next weighing day is named instead."""
    row = _row(case, actor=actor)
    with translation.override(settings.LANGUAGE_CODE):
        return Outcome(entry=EntryDraft(_offer(row, now=now), audience="applicant"))


def cancel(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """The customer wants it no more; the stop leaves its route."""
    row = _of(case)
    row.route = row.stop_no = row.arrives_at = None
    row.save(update_fields=["route", "stop_no", "arrives_at"])
    return Outcome()


def end_of(on: date) -> datetime:
    """Until when a day's promise can be kept."""
    latest = max(ends for _begins, ends in rules.HOURS.values())
    return datetime.combine(on, latest, tzinfo=get_default_timezone())


def _row(case: Case, *, actor: Actor) -> PickupRequest:
    row = _of(case)
    access.officer_at(actor=actor, bank=row.bank, of=access.FETCH)
    return row


def _of(case: Case) -> PickupRequest:
    return PickupRequest.objects.select_related("bank", "route", "deposit").get(pk=case.pk)


def _promise(on: date, at: datetime | None) -> EntryDraft:
    """The day, and the hour where a route is planned, as the customer reads it."""
    with translation.override(settings.LANGUAGE_CODE):
        said = {"day": long_day(on), "time": clock_time(at) if at else ""}
        words = _("%(day)s, about %(time)s") % said if at else said["day"]
    return EntryDraft(words, audience="applicant")


def _offer(row: PickupRequest, *, now: datetime) -> str:
    """The bank's next weighing day, in words."""
    coming = WeighingSession.objects.filter(
        bank=row.bank,
        ends_at__gt=now,
        status__in=[SessionState.PLANNED.value, SessionState.OPEN.value],
    )
    session = coming.order_by("begins_at").first()
    if session is None:
        return _("Bring it to the bank's next weighing day.")
    said = {"day": day(session.on), "time": clock_time(session.begins_at), "place": session.place}
    return _("Bring it to the weighing day of %(day)s, %(time)s, %(place)s.") % said
