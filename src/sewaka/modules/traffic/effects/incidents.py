"""What the acts of an incident do besides changing its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sewaka.kernel.access import Actor
from sewaka.kernel.calendar import Unit
from sewaka.modules.traffic import events
from sewaka.modules.traffic.models import IncidentDetail
from sewaka.modules.traffic.models.live import tell
from sewaka.modules.traffic.rules.incidents import CONFIRM_WITHIN, RESPOND_WITHIN
from sewaka.platform.cases.api import Case, ClockStart, EntryDraft, Outcome

Given = Mapping[str, Any]
_RESPONSE, _RESOLUTION = "response", "resolution"  # somebody looks; somebody goes


def looking(*, at: datetime) -> ClockStart:
    """Somebody in the room looks within five minutes."""
    return ClockStart(_RESPONSE, at + CONFIRM_WITHIN, Unit.HOURS, "traffic.incident.confirm")


def confirm(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:
    """It is there; within a quarter of an hour somebody must be on the way."""
    detail = _seen(case, actor=actor, now=now)
    going = ClockStart(_RESOLUTION, now + RESPOND_WITHIN, Unit.HOURS, "traffic.incident.respond")
    return Outcome(
        entry=EntryDraft(given["remark"], audience="internal"),
        stop_clocks=(_RESPONSE,),
        start_clocks=(going,),
        event=events.IncidentConfirmed(**_told(detail)),
    )


def dismiss(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:
    """Nothing was there, or nothing that blocks."""
    detail = _seen(case, actor=actor, now=now, cause=given["cause"])
    return Outcome(
        entry=EntryDraft(given["remark"], audience="internal", facts={"cause": given["cause"]}),
        event=events.IncidentDismissed(**_told(detail), cause=given["cause"]),
    )


def respond(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - every effect is called so
    """Somebody is on the way."""
    return Outcome(
        entry=EntryDraft(given["who"], audience="internal"),
        stop_clocks=(_RESOLUTION,),
        event=events.IncidentResponding(**_told(_detail(case))),
    )


def take(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """Whoever says so goes there; the entry bears their office."""
    return Outcome(
        stop_clocks=(_RESOLUTION,), event=events.IncidentResponding(**_told(_detail(case)))
    )


def clear(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """The street is free again; nobody need go there any more."""
    return Outcome(
        entry=EntryDraft(given["remark"], audience="internal"),
        stop_clocks=(_RESOLUTION,),
        event=events.IncidentCleared(**_told(_detail(case))),
    )


def close(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """What it was, for the figures."""
    detail = _detail(case)
    detail.cause = given["cause"]
    detail.save(update_fields=["cause"])
    return Outcome(
        entry=EntryDraft(given["remark"], audience="internal", facts={"cause": given["cause"]}),
        event=events.IncidentClosed(**_told(detail), cause=given["cause"]),
    )


def _detail(case: Case) -> IncidentDetail:
    return IncidentDetail.objects.get(pk=case.pk)


def _seen(case: Case, *, actor: Actor, now: datetime, cause: str = "") -> IncidentDetail:
    """Whoever decides has seen the alarm."""
    detail = _detail(case)
    detail.cause = cause
    if detail.seen_at is None and actor.person_id is not None:
        detail.seen_at, detail.seen_by = now, actor.person_id
    detail.save(update_fields=["cause", "seen_at", "seen_by"])
    return detail


def _told(detail: IncidentDetail) -> dict[str, Any]:
    """Wake who follows the junction, for every act may change it; the facts of its event."""
    tell([detail.junction])
    return {"case_id": detail.pk, "junction": detail.junction, "approach": detail.approach}
